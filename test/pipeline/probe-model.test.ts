import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportTable, inspectFile, run } from '../../dist/index.js';
import { float32Bytes, npyFile } from '../../scripts/make/npy.ts';
import { createBuiltIn } from '../../src/probe/built-in.ts';
import { onnxOf } from '../../src/probe/onnx-of.ts';
import { dense, encodeModel } from '../probe/onnx-models.ts';
import { scratchFolders } from './scratch-folders.ts';

const folder = scratchFolders();
const FEATURES = 8;
const web = { probeRuntime: 'web', jobs: 1 } as const;

const writeModel = (): string => {
  const file = join(folder(), 'net.onnx');
  writeFileSync(file, onnxOf(createBuiltIn({ input: [FEATURES], outputs: 3 })));
  return file;
};
const array = (length: number, first = 0.5): Buffer =>
  npyFile('<f4', `(${length},)`, float32Bytes(Array.from({ length }, (_, at) => (at === 0 ? first : at / length))));

/** One file a row, of which the first has another shape than the model takes. */
const writeRows = (): string => {
  const data = join(folder(), 'rows');
  mkdirSync(data, { recursive: true });
  const rows = Array.from({ length: 6 }, (_, at) => `${at}.npy,${at % 3}`);
  writeFileSync(join(data, 'rows.csv'), `path,label\n${rows.join('\n')}\n`);
  for (let at = 0; at < rows.length; at += 1) {
    writeFileSync(join(data, `${at}.npy`), array(at === 0 ? FEATURES + 1 : FEATURES, at === 4 ? 70_000 : 0.5));
  }
  return join(data, 'rows.csv');
};

const verdicts = async (out: string): Promise<readonly string[]> => {
  const lines: string[] = [];
  for await (const line of exportTable(out, 'samples', 'jsonl')) {
    const { key, verdict, checks } = JSON.parse(line) as { key: string; verdict: string; checks: unknown };
    lines.push(`${key} ${verdict} ${[checks].flat().join(' ')}`);
  }
  return lines;
};

describe("a run with a model of the user's", () => {
  it('counts a sample of a shape that it does not take as not examined, though it comes first, and the others as passed', async () => {
    const data = writeRows();
    const model = writeModel();
    const records: string[] = [];
    for (const more of [{ batchSize: 1 }, { batchSize: 4, jobs: 2 }]) {
      const out = join(folder(), 'run');
      const summary = await run({ dataset: data, out, probeModel: model, ...web, ...more });
      expect(summary.probe).toMatchObject({ network: 'model', probed: 5, nonfinite: 0 });
      expect((await verdicts(out)).filter((line) => /probe/.test(line))).toEqual([
        expect.stringMatching(/0\.npy unexamined .*probe\/unprobed/),
        expect.stringMatching(/4\.npy suspect .*probe\/overflow-fp16/),
      ]);
      records.push(readFileSync(join(out, 'segments/0000000.jsonl'), 'utf8'));
    }
    expect(records[1]).toBe(records[0]);
    expect(records[0]).toContain('shape');
  });

  it('is inspected with the same verdicts', async () => {
    const rows = join(writeRows(), '..');
    const probeModel = writeModel();
    const { record, verdict } = await inspectFile(join(rows, '0.npy'), { probeModel, ...web });
    expect(record.faults).toMatchObject([{ facet: 'probe', kind: 'unsupported' }]);
    expect(verdict).toBe('unexamined');
    expect(await inspectFile(join(rows, '1.npy'), { probeModel, ...web })).toMatchObject({ record: { faults: [] } });
  });

  it('says how the model is run, of a run and of one file: in batches of 4, rounded afterwards for want of operators', async () => {
    const probeModel = join(folder(), 'old.onnx');
    // Its weights take 3 features; as many samples at once are declared.
    writeFileSync(probeModel, encodeModel(dense({ opset: 11, inputs: { x: [4, 3] }, outputs: { y: [4, 2] } })));
    const notes = [
      { code: 'fixed-batch', batch: 4 },
      { code: 'rounded-after', precision: 'bfloat16', detail: 'opset 11' },
    ];
    const data = folder();
    writeFileSync(join(data, 'train.csv'), `a,b,c,label\n${'1,2,3,0\n0,1,2,1\n'.repeat(6)}`);
    const { probe } = await run({ dataset: data, out: join(folder(), 'run'), probeModel, ...web });
    expect(probe).toMatchObject({ probed: 12, model: { notes } });
    const one = join(folder(), 'one.npy');
    writeFileSync(one, array(3));
    expect((await inspectFile(one, { probeModel, ...web })).facets.probe).toMatchObject({ notes });
  });

  it('is refused before a sample is read where the model cannot be run', async () => {
    const model = join(folder(), 'net.onnx');
    writeFileSync(model, 'no model');
    const attempt = run({ dataset: writeRows(), out: join(folder(), 'run'), probeModel: model, ...web });
    await expect(attempt).rejects.toMatchObject({ name: 'UserError', key: 'probe.model-malformed' });
  });
});
