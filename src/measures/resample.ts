/** Planes of one size, one after another, each row-major. */
export interface Planes<Samples extends Uint8Array | Float32Array = Uint8Array | Float32Array> {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly values: Samples;
}

/** One unit of the weights with which 8-bit samples are summed up, in whole numbers. */
const UNIT = 2 ** 22;

/** Where on the source axis each target pixel looks, and how much each of those pixels counts. */
interface Taps {
  readonly first: Int32Array;
  readonly count: Int32Array;
  /** `most` for each target pixel. */
  readonly weights: Float64Array;
  readonly most: number;
}

/** The triangle filter, widened by the factor of shrinking (Pillow, `precompute_coeffs` of src/libImaging/Resample.c). */
const tapsOf = (from: number, to: number): Taps => {
  const scale = from / to;
  const support = Math.max(scale, 1);
  const most = Math.ceil(support) * 2 + 1;
  const first = new Int32Array(to);
  const count = new Int32Array(to);
  const weights = new Float64Array(to * most);
  for (let at = 0; at < to; at += 1) {
    const center = (at + 0.5) * scale;
    const start = Math.max(0, Math.trunc(center - support + 0.5));
    const taps = Math.min(from, Math.trunc(center + support + 0.5)) - start;
    let sum = 0;
    for (let tap = 0; tap < taps; tap += 1) {
      const distance = Math.abs((tap + start - center + 0.5) * (1 / support));
      const weight = Math.max(0, 1 - distance);
      weights[at * most + tap] = weight;
      sum += weight;
    }
    for (let tap = 0; tap < taps; tap += 1) weights[at * most + tap]! /= sum;
    first[at] = start;
    count[at] = taps;
  }
  return { first, count, weights, most };
};

const inWholeNumbers = (taps: Taps): Taps => ({
  ...taps,
  weights: taps.weights.map((weight) => Math.trunc(weight * UNIT + 0.5)),
});

/** Pictures of a dataset mostly come in few sizes. */
const MOST_KEPT = 16;
const kept = new Map<string, Taps>();

const tapsFor = (from: number, to: number, samples: 'bytes' | 'floats'): Taps => {
  const name = `${from} ${to} ${samples}`;
  const known = kept.get(name);
  if (known !== undefined) return known;
  if (kept.size >= MOST_KEPT) kept.clear();
  const taps = samples === 'bytes' ? inWholeNumbers(tapsOf(from, to)) : tapsOf(from, to);
  kept.set(name, taps);
  return taps;
};

/** Sums of `from`'s samples along one axis: for each line, each target pixel, each of `inner` samples that lie side by side. */
const along = (
  { first, count, weights, most }: Taps,
  from: Uint8Array | Float32Array,
  to: Uint8Array | Float32Array,
  size: { readonly lines: number; readonly from: number; readonly to: number; readonly inner: number },
): void => {
  const bytes = to instanceof Uint8Array;
  for (let line = 0; line < size.lines; line += 1) {
    for (let at = 0; at < size.to; at += 1) {
      const start = (line * size.from + first[at]!) * size.inner;
      const target = (line * size.to + at) * size.inner;
      const end = at * most + count[at]!;
      for (let sample = 0; sample < size.inner; sample += 1) {
        let sum = bytes ? UNIT / 2 : 0;
        let source = start + sample;
        for (let tap = at * most; tap < end; tap += 1) {
          sum += from[source]! * weights[tap]!;
          source += size.inner;
        }
        to[target + sample] = bytes ? sum / UNIT : sum;
      }
    }
  }
};

/**
 * Planes of `width` x `height`, bilinear and antialiased: the same samples as Pillow's `resize(…, Resampling.BILINEAR)`, in 8 bits
 * (rounded after each axis) as in floats (mode F). Every pixel of the source counts.
 */
export const resample = <Samples extends Uint8Array | Float32Array>(
  source: Planes<Samples>,
  height: number,
  width: number,
): Planes<Samples> => {
  const { channels } = source;
  const bytes = source.values instanceof Uint8Array;
  const samplesOf = (length: number): Samples => (bytes ? new Uint8Array(length) : new Float32Array(length)) as Samples;
  const taps = (from: number, to: number): Taps => tapsFor(from, to, bytes ? 'bytes' : 'floats');
  let { values } = source;
  if (width !== source.width) {
    const lines = channels * source.height;
    const wide = samplesOf(lines * width);
    along(taps(source.width, width), values, wide, { lines, from: source.width, to: width, inner: 1 });
    values = wide;
  }
  if (height !== source.height) {
    const high = samplesOf(channels * height * width);
    const size = { lines: channels, from: source.height, to: height, inner: width };
    along(taps(source.height, height), values, high, size);
    values = high;
  }
  return { channels, height, width, values };
};
