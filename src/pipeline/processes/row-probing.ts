import { arrayValues } from '../../decode/array-values.ts';
import { inputArray, MOST_INPUT_ELEMENTS } from '../../decode/input-array.ts';
import { readRowLayout } from '../../decode/npy-row.ts';
import { type RowBlock, rowBlocks } from '../../decode/row-blocks.ts';
import type { Limits } from '../../model/config.ts';
import type { ArrayHeader } from '../../model/facets.ts';
import type { ProbeFacts, ProbeOutcome } from '../../model/probe.ts';
import type { Part } from '../../model/sample.ts';
import { elementsIn } from '../../model/shape.ts';
import { createRowTally } from '../../probe/row-tally.ts';
import type { ProbeSample } from '../../probe/sample.ts';
import { StorageError } from '../../storage/errors.ts';
import type { Examined } from '../inspect-sample.ts';
import type { PartFile } from '../part-file.ts';
import { numbersOf, type ProbeKinds, type Unfit, unfit } from './probe-kinds.ts';

/** Opens an array as the .npy file that it is, or would be. Throws StorageError. */
export type OpenArray = (part: Pick<Part, 'resource' | 'member'>) => Promise<PartFile>;

export interface RowProbing {
  readonly limits: Limits;
  readonly facts: ProbeFacts;
  readonly kinds: ProbeKinds;
  readonly open: OpenArray;
  /** To be called now and then: a file may take longer than the time of one. */
  readonly beat: () => void;
}

/** Numbers read and held at once. */
const BLOCK_VALUES = 2 ** 20;
const BLOCK_ROWS = 256;

/** Whether a file is many samples: a vector, though its first axis may count samples of one number, passes as one. */
export const isOfRows = (part: Part, array: ArrayHeader | undefined): boolean =>
  part.holdsSamples === true && array !== undefined && array.shape.length > 1;

/** Why the rows cannot be had; undefined where they can. */
const refusalOf = ({ dtype, byteOrder, shape, fields }: ArrayHeader): Unfit | undefined => {
  const isOfNumbers = fields === undefined && arrayValues({ dtype, byteOrder }, new Uint8Array(0)) !== undefined;
  if (!isOfNumbers || elementsIn(shape) === 0) return unfit('values');
  const values = elementsIn(shape.slice(1));
  return values > MOST_INPUT_ELEMENTS ? unfit('size', `${values} values in a row`) : undefined;
};

/** Of an array that is held whole. */
function* heldBlocks(values: Float64Array, rows: number): Generator<RowBlock> {
  const size = values.length / rows;
  for (let first = 0; first < rows; first += BLOCK_ROWS) {
    const count = Math.min(BLOCK_ROWS, rows - first);
    yield { first, rows: count, values: values.subarray(first * size, (first + count) * size) };
  }
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/**
 * Takes every row of a file that holds many samples through the network, and answers with one outcome of all. The file is read a second
 * time, in blocks: memory does not grow with it. `npy`: the file's bytes where they are held, for arrays whose rows lie scattered.
 */
export const createRowProbing = ({ limits, facts, kinds, open, beat }: RowProbing) => {
  const probeBlocks = async (
    blocks: Iterable<RowBlock>,
    shape: readonly number[],
  ): Promise<{ readonly rows: number; readonly outcome: ProbeOutcome } | Unfit> => {
    const size = elementsIn(shape);
    const tally = createRowTally(facts.network);
    let done = 0;
    for (const { first, rows, values } of blocks) {
      const samples = Array.from({ length: rows }, (_, at): ProbeSample => {
        const row = values.subarray(at * size, (at + 1) * size);
        return { input: { kind: 'array', shape, values: row } };
      });
      const probe = await kinds.probeFor(numbersOf(samples[0]!, facts.classes));
      if ('unprobed' in probe) return probe;
      const outcomes = await probe.probe(samples);
      for (const [at, outcome] of outcomes.entries()) tally.add(first + at, outcome);
      done += rows;
      beat();
    }
    return { rows: done, outcome: tally.result() };
  };

  const probeFile = async (part: Part, { shape }: ArrayHeader, examined: Examined): Promise<ProbeOutcome | Unfit> => {
    const file = await open(part);
    try {
      const layout = readRowLayout(file, limits);
      const isAsExamined = layout !== undefined && !('facet' in layout) && isSame(layout.header.array.shape, shape);
      if (!isAsExamined || !isSame(file.identity, examined.identity)) return unfit('unread', 'CHANGED');
      const { header, rowBytes } = layout;
      const atOnce = Math.max(1, Math.min(BLOCK_ROWS, Math.floor(BLOCK_VALUES / elementsIn(shape.slice(1)))));
      const probed = await probeBlocks(rowBlocks(file, header, rowBytes, atOnce), shape.slice(1));
      file.verifyUnchanged();
      if ('unprobed' in probed) return probed;
      return probed.rows === shape[0] ? probed.outcome : unfit('unread', `row ${probed.rows} of ${shape[0]}`);
    } finally {
      file.close();
    }
  };

  return async (part: Part, examined: Examined, npy: Uint8Array | undefined): Promise<ProbeOutcome | Unfit> => {
    const array = examined.facets.array!;
    const refused = refusalOf(array);
    if (refused !== undefined) return refused;
    if (array.fortran) {
      const held = npy && inputArray(npy, limits);
      if (held === undefined) return unfit('rows', 'Fortran order');
      const probed = await probeBlocks(heldBlocks(held.values, held.shape[0]!), held.shape.slice(1));
      return 'unprobed' in probed ? probed : probed.outcome;
    }
    try {
      return await probeFile(part, array, examined);
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      return unfit('unread', `${error.cause}: ${error.message}`);
    }
  };
};
