/** Numbers that only look like chance: the same on every machine for the same seed. */
export interface Random {
  /** In [0, 1). */
  readonly next: () => number;
  /** Mean 0, deviation 1 (Box and Muller). */
  readonly normal: () => number;
  /** The numbers from 0 to below `count`, in another order. */
  readonly shuffled: (count: number) => readonly number[];
}

/** A linear congruential generator modulo 2^32 (Knuth and Lewis: 1664525, 1013904223). */
export const createRandom = (seed: number): Random => {
  let state = seed;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return {
    next,
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    shuffled: (count) => {
      const order = Array.from({ length: count }, (_, at) => at);
      for (let at = count - 1; at > 0; at -= 1) {
        const other = Math.floor(next() * (at + 1));
        [order[at], order[other]] = [order[other]!, order[at]!];
      }
      return order;
    },
  };
};
