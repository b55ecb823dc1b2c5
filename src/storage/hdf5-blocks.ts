import { elementsIn } from '../model/shape.ts';
/** A piece of a dataset that lies in one piece of its row-major order. Offsets and lengths in elements. */
export interface Block {
  readonly start: readonly number[];
  readonly count: readonly number[];
  readonly offset: number;
  readonly elements: number;
}

/** Blocks are made of so many bytes, or of the least that can be read by itself. */
const BLOCK_BYTES = { wide: 2 ** 20, narrow: 1 } as const;
/** Rows of chunks up to so many bytes are read at once: a chunk is then unpacked once. */
const MOST_BLOCK_BYTES = 64 * 2 ** 20;

const productFrom = (shape: readonly number[], from: number): number => elementsIn(shape.slice(from));

/** A dataset as far as its blocks depend on it. `shape` holds no 0, and an element is small. */
interface BlockedShape {
  readonly shape: readonly number[];
  readonly chunks: readonly number[] | null;
  readonly elementBytes: number;
}

/**
 * How a dataset is read piece by piece: `blockAt` answers the piece that holds an element. Along one axis some rows are taken whole,
 * before it one index at a time; of a chunked dataset whole rows of chunks, where 64 MiB hold them. 'narrow': one row, or one row of
 * chunks, so that damage is told of no more than it spoils.
 */
export const planBlocks = (
  { shape, chunks, elementBytes }: BlockedShape,
  width: keyof typeof BLOCK_BYTES,
): { readonly blockAt: (element: number) => Block } => {
  let axis = 0;
  while (axis < shape.length && productFrom(shape, axis + 1) * elementBytes > MOST_BLOCK_BYTES) axis += 1;
  if (axis === shape.length) {
    const scalar: Block = { start: [], count: [], offset: 0, elements: 1 };
    return { blockAt: () => scalar };
  }
  const side = shape[axis]!;
  const inner = productFrom(shape, axis + 1);
  const rowBytes = inner * elementBytes;
  const fitting = (bytes: number): number => Math.max(1, Math.floor(bytes / rowBytes));
  const aligned = chunks?.[axis] ?? 1;
  const wanted = Math.ceil(fitting(BLOCK_BYTES[width]) / aligned) * aligned;
  const rows = Math.min(side, wanted * rowBytes <= MOST_BLOCK_BYTES ? wanted : fitting(MOST_BLOCK_BYTES));
  return {
    blockAt: (element) => {
      const outer = Math.floor(element / (side * inner));
      const first = Math.floor((element - outer * side * inner) / inner / rows) * rows;
      const taken = Math.min(rows, side - first);
      const leading: number[] = [];
      let rest = outer;
      for (let at = axis - 1; at >= 0; at -= 1) {
        leading.unshift(rest % shape[at]!);
        rest = Math.floor(rest / shape[at]!);
      }
      return {
        start: [...leading, first, ...shape.slice(axis + 1).map(() => 0)],
        count: [...leading.map(() => 1), taken, ...shape.slice(axis + 1)],
        offset: (outer * side + first) * inner,
        elements: taken * inner,
      };
    },
  };
};
