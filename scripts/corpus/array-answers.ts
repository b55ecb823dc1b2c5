import { scanData } from '../../src/decode/npy.ts';
import { readNpyHeader } from '../../src/decode/npy-header.ts';
import { limitsSchema } from '../../src/model/config.ts';
import type { ArrayScan, ArrayStatistics, Fault } from '../../src/model/facets.ts';

/** What numpy says of one array, as scripts/peers/scan_arrays.py writes it down. */
export interface NumpyAnswer {
  readonly dtype: string;
  readonly elements: number;
  readonly scan: Omit<ArrayScan, 'elements' | 'statistics'>;
  /** null: no number is finite. `min` and `max` of integers are digits; mean and variance null where numpy's sums overflow. */
  readonly statistics: {
    readonly n: number;
    readonly min: number | string;
    readonly max: number | string;
    readonly mean: number | null;
    readonly variance: number | null;
  } | null;
}

const limits = limitsSchema.parse({});
const RELATIVE = 1e-12;
/** Squares below it lose digits, here and there. */
const LEAST_VARIANCE = 1e-290;

/** The arrays of a file that has each behind its length. */
export function* arraysIn(file: Buffer): Generator<Buffer> {
  for (let at = 0; at < file.length; ) {
    const bytes = file.readUInt32LE(at);
    yield file.subarray(at + 4, at + 4 + bytes);
    at += 4 + bytes;
  }
}

/** What prepass finds in a .npy file, read as `dtype`: bfloat16 is not in its header. */
export const scanAs = (bytes: Buffer, dtype: string): ArrayScan | Fault => {
  const source = {
    size: bytes.length,
    read: (offset: number, into: Uint8Array): number => bytes.copy(into, 0, offset, offset + into.length),
  };
  const header = readNpyHeader(source, bytes.subarray(0, 128), limits);
  if ('facet' in header) return header;
  const data = { ...header, array: { ...header.array, dtype } };
  return scanData(source, data, { holdsSamples: true, statistics: 'all' });
};

const digits = (value: number, exact: string | undefined): string => exact ?? String(BigInt(value));

const isClose = (own: number, other: number | null, within: number): boolean =>
  other === null || Math.abs(own - other) <= within;

/** Whether a variance is no more than what rounding a mean makes: some units in its last place. */
const numpyRounds = (variance: number | null, largest: number): boolean =>
  variance === null || variance <= (largest * 2 ** -48) ** 2 + LEAST_VARIANCE;

/** What differs from numpy, undefined where nothing does. Its own rounding of the mean is the least that variances differ by. */
const statisticsDiffer = (own: ArrayStatistics | undefined, numpy: NumpyAnswer['statistics']): string | undefined => {
  if (own === undefined || numpy === null) return own === undefined && numpy === null ? undefined : 'statistics';
  if (own.n !== numpy.n) return 'n';
  for (const end of ['min', 'max'] as const) {
    const asked = numpy[end];
    const said = typeof asked === 'string' ? digits(own[end], own.exact?.[end]) : own[end];
    if (said !== asked && !(said === 0 && asked === 0)) return end;
  }
  const largest = Math.max(Math.abs(own.min), Math.abs(own.max));
  const deviation = Math.sqrt(own.variance);
  if (!isClose(own.mean, numpy.mean, RELATIVE * Math.max(Math.abs(own.mean), Math.min(deviation, largest))))
    return 'mean';
  // Of equal values there is none; numpy's is the square of what its mean was rounded by.
  if (own.min === own.max) return own.variance === 0 && numpyRounds(numpy.variance, largest) ? undefined : 'variance';
  const floor = (largest * 2 ** -52) ** 2 + LEAST_VARIANCE;
  return isClose(own.variance, numpy.variance, RELATIVE * own.variance + floor) ? undefined : 'variance';
};

/** The first thing in which prepass and numpy differ about an array; undefined: nothing. */
export const differenceOf = (bytes: Buffer, answer: NumpyAnswer): string | undefined => {
  const found = scanAs(bytes, answer.dtype);
  if ('facet' in found) return `not scanned: ${found.detail}`;
  const { elements, statistics, ...scan } = found;
  if (elements !== answer.elements) return 'elements';
  for (const kind of ['nan', 'positiveInfinity', 'negativeInfinity', 'subnormal'] as const) {
    if (JSON.stringify(scan[kind]) !== JSON.stringify(answer.scan[kind])) return kind;
  }
  const wrong = statisticsDiffer(statistics, answer.statistics);
  return wrong && `${wrong}: ${JSON.stringify(statistics)}, numpy ${JSON.stringify(answer.statistics)}`;
};
