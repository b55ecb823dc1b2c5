import { closeSync, openSync, readSync } from 'node:fs';
import type { FeatureState } from '../model/feature-state.ts';

/** What a slice's rows of one part come to. */
export interface PartState {
  readonly part: string;
  /** Whether another try may bring rows that are missing. */
  readonly lacks: boolean;
  readonly state: FeatureState;
}

/** Where a part's sums lie in a file of them. */
export interface StatePlace {
  readonly part: string;
  readonly lacks: boolean;
  readonly path: string;
  readonly offset: number;
  readonly features: number;
  readonly rows: readonly number[];
  readonly leaves: readonly number[];
}

const DOUBLE_BYTES = 8;
/** Numbers of a feature in a node; then those kept of it beside: what is not finite, both ends, two words of hash in one. */
const NODE_NUMBERS = 5;
const FURTHER_NUMBERS = 4;
const LENGTH_BYTES = 8;

const bytesOf = ({ buffer, byteOffset, byteLength }: Float64Array | Int32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

const doublesIn = ({ features, rows, leaves }: Pick<StatePlace, 'features' | 'rows' | 'leaves'>): number =>
  features * (rows.length + NODE_NUMBERS * leaves.length + FURTHER_NUMBERS);

/**
 * The sums of a slice, in a file: how long its head is (8 bytes), a head in JSON that says which parts, and their numbers as the machine has
 * them. A state takes 32 bytes a feature, 40 for each of its nodes and 8 for each of its rows.
 */
export const writeStates = (states: readonly PartState[]): Uint8Array => {
  const head = states.map(({ part, lacks, state: { rows, nodes, min } }) => ({
    part,
    lacks,
    features: min.length,
    rows,
    leaves: nodes.map(({ leaf }) => leaf),
  }));
  const text = Buffer.from(JSON.stringify(head));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(text.length);
  const numbers = states.flatMap(({ state }) => [
    state.values,
    ...state.nodes.map(({ moments }) => moments),
    state.nonfinite,
    state.min,
    state.max,
    state.hash,
  ]);
  return Buffer.concat([length, text, ...numbers.map(bytesOf)]);
};

const readAt = (descriptor: number, offset: number, bytes: number): Uint8Array => {
  const into = new Uint8Array(bytes);
  for (let done = 0; done < bytes; ) {
    const got = readSync(descriptor, into, done, bytes - done, offset + done);
    if (got === 0) throw new Error(`sums of features end at byte ${offset + done}`);
    done += got;
  }
  return into;
};

const opened = <T>(path: string, read: (descriptor: number) => T): T => {
  const descriptor = openSync(path, 'r');
  try {
    return read(descriptor);
  } finally {
    closeSync(descriptor);
  }
};

/** Which parts a file that was sealed holds sums of. */
export const placesOfStates = (path: string): readonly StatePlace[] =>
  opened(path, (descriptor) => {
    const length = Buffer.from(readAt(descriptor, 0, LENGTH_BYTES)).readUInt32LE();
    const text = Buffer.from(readAt(descriptor, LENGTH_BYTES, length)).toString();
    let offset = LENGTH_BYTES + length;
    return (JSON.parse(text) as Omit<StatePlace, 'path' | 'offset'>[]).map((each) => {
      const place = { ...each, path, offset };
      offset += doublesIn(each) * DOUBLE_BYTES;
      return place;
    });
  });

export const readState = (place: StatePlace): FeatureState => {
  const { features, rows, leaves, path, offset } = place;
  const { buffer } = opened(path, (descriptor) => readAt(descriptor, offset, doublesIn(place) * DOUBLE_BYTES));
  let at = 0;
  const take = (doubles: number): Float64Array => {
    const from = at;
    at += doubles * DOUBLE_BYTES;
    return new Float64Array(buffer as ArrayBuffer, from, doubles);
  };
  const values = take(rows.length * features);
  const nodes = leaves.map((leaf) => ({ leaf, moments: take(NODE_NUMBERS * features) }));
  const [nonfinite, min, max, hash] = [take(features), take(features), take(features), take(features)];
  return { rows, values, nodes, nonfinite, min, max, hash: new Int32Array(hash.buffer, hash.byteOffset, 2 * features) };
};
