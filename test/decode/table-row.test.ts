import { describe, expect, it } from 'vitest';
import { examineArray } from '../../src/decode/npy.ts';
import { examineTableRow, rowOfCells, tableRowSource } from '../../src/decode/table-row.ts';
import { limits } from './npy-bytes.ts';

const NAMES = ['a', 'b', 'c', 'd'];
const sourceOf = (...cells: readonly string[]) => tableRowSource(rowOfCells(NAMES, (at) => cells[at] ?? ''));
const made = (...cells: readonly string[]) => {
  const { facets } = examineTableRow(sourceOf(...cells), { onBytes: () => {} });
  return { ...facets.scan, ...facets.cells };
};

describe('a row of a table', () => {
  it('reads as the .npy file that numpy would write of its values', () => {
    const source = sourceOf('1', ' -2.5 ', '1e-3', '4');
    const bytes = new Uint8Array(source.size);
    expect(source.read(0, bytes)).toBe(source.size);
    const data = Float64Array.of(1, -2.5, 1e-3, 4);
    expect(Buffer.from(bytes).subarray(-32).equals(Buffer.from(data.buffer))).toBe(true);
    expect([source.size % 64, Buffer.from(bytes).toString('latin1', 10, 67)]).toEqual([
      32,
      "{'descr': '<f8', 'fortran_order': False, 'shape': (4,), }",
    ]);
    const { facets } = examineArray(source, { limits, holdsSamples: false });
    expect(facets.array).toMatchObject({ dtype: 'f8', shape: [4] });
  });

  it('is an array whose elements are named, and hands its bytes over once', () => {
    const chunks: number[] = [];
    const { facets, faults } = examineTableRow(sourceOf('1', '2', '3', '4'), {
      onBytes: (chunk) => chunks.push(chunk.length),
    });
    expect(facets.array).toMatchObject({ shape: [4], names: NAMES });
    expect([faults, chunks]).toEqual([[], [sourceOf().size]]);
  });

  it('tells NaN, infinities and what float32 makes infinite by the places of their cells', () => {
    expect(made('1', 'nan', '-inf', '1e400')).toMatchObject({
      elements: 4,
      nan: { count: 1, first: 1, rows: [1] },
      negativeInfinity: { rows: [2] },
      positiveInfinity: { rows: [3] },
    });
    expect(made('1e39', '3.4028234663852886e38', '-3.5e38', '0')).toMatchObject({
      float32Overflow: { count: 2, first: 0, value: 1e39, rows: [0, 2] },
    });
  });

  it.each(['', ' ', 'NA', 'N/A', 'null', 'NULL', 'None', '<NA>', '#N/A'])(
    'misses the value of a cell that pandas reads so: “%s”, and counts the others in their places',
    (cell) => {
      const row = made(cell, '1', cell, 'nan');
      expect(row).toMatchObject({ elements: 2, missing: [0, 2], text: [], nan: { count: 1, first: 3, rows: [3] } });
    },
  );

  it.each(['1,5', '4 cm', '0x10', '1_000', '?', 'na', 'true'])('calls “%s” a text', (cell) => {
    const row = made('1', cell, '2', '3');
    expect(row).toMatchObject({ elements: 3, text: [{ at: 1, raw: cell }], missing: [] });
    expect(row.nan).toBeUndefined();
  });

  it('calls what old C libraries write for NaN a NaN', () => {
    expect(made('1.#QNAN', '-1.#IND', '1', '2')).toMatchObject({ nan: { rows: [0, 1] }, text: [] });
  });

  it('may hold no number at all', () => {
    expect(made('', '', 'x', '')).toMatchObject({ elements: 0, missing: [0, 1, 3] });
  });
});
