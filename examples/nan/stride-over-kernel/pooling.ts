/** How a window steps over a picture. */
export interface Pooling {
  readonly kind: 'MAX' | 'AVE';
  readonly kernel: number;
  readonly stride: number;
  /** Whether what is left at the edge gets a window of its own (Caffe: always) or none. */
  readonly rounding: 'up' | 'down';
}

/** FLT_MAX. Where nothing is looked at, the largest of it stays what it was set to at first: less than anything. */
const LARGEST = 3.4028234663852886e38;

/** The pooling layer of a network of Caffe's. */
export const poolingOf = (prototxt: string): Pooling => {
  const [, kind] = /pool: (MAX|AVE)/.exec(prototxt) ?? [];
  const [, kernel] = /kernel_size: (\d+)/.exec(prototxt) ?? [];
  const [, stride] = /stride: (\d+)/.exec(prototxt) ?? [];
  return { kind: kind === 'AVE' ? 'AVE' : 'MAX', kernel: Number(kernel), stride: Number(stride ?? 1), rounding: 'up' };
};

const windowsAlong = (side: number, { kernel, stride, rounding }: Pooling): number => {
  const steps = (side - kernel) / stride;
  return (rounding === 'up' ? Math.ceil(steps) : Math.floor(steps)) + 1;
};

/** The places that the window `at` looks at along one side: none where it starts beyond the edge. */
const seenBy = (at: number, side: number, { kernel, stride }: Pooling): readonly number[] => {
  const start = at * stride;
  return Array.from({ length: Math.max(0, Math.min(start + kernel, side) - start) }, (_, place) => start + place);
};

/** Pools one square picture, as Caffe does without padding (pooling_layer.cpp, Forward_cpu). */
export const pool = (picture: Float32Array, side: number, pooling: Pooling): Float32Array => {
  const windows = windowsAlong(side, pooling);
  return Float32Array.from({ length: windows * windows }, (_, window) => {
    const rows = seenBy(Math.floor(window / windows), side, pooling);
    const columns = seenBy(window % windows, side, pooling);
    const values = rows.flatMap((row) => columns.map((column) => picture[row * side + column]!));
    if (pooling.kind === 'MAX') return values.reduce((most, value) => Math.max(most, value), -LARGEST);
    return values.reduce((sum, value) => Math.fround(sum + value), 0) / values.length;
  });
};

/** Share of a picture's values that no window ever looks at, 0 to 1. */
export const skippedShare = (side: number, pooling: Pooling): number => {
  const seen = new Set(
    Array.from({ length: windowsAlong(side, pooling) }, (_, at) => seenBy(at, side, pooling)).flat(),
  );
  return 1 - (seen.size / side) ** 2;
};
