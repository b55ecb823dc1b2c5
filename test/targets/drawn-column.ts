/** Column `seed` of scripts/make-goldens/target_columns.py, to the last bit. */
export const drawnColumn = (seed: number): readonly number[] => {
  let state = Number((BigInt(seed) * 2654435761n + 12345n) % 2n ** 32n);
  const u = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const bell = (): number => {
    let total = 0;
    for (let at = 0; at < 12; at += 1) total += u();
    return total - 6;
  };
  const product = (count: number): number => {
    let result = 1;
    for (let at = 0; at < count; at += 1) result *= u();
    return result;
  };
  const kinds: readonly (() => number)[] = [
    () => bell() * 3 + 20,
    () => u() * 200 - 100,
    () => product(4) * 1000,
    () => 1 / (u() + 0.05),
    () => Math.floor(u() * 10),
    () => 50 - product(3) * 40,
    () => (u() < 0.5 ? 0 : u() * 30),
    () => Math.floor((u() * u() * 50 + 20) * 100) / 100,
    () => (u() < 0.5 ? bell() : bell() + 12),
    () => bell() * 100000 + 300000,
  ];
  const count = seed % 50 === 7 ? 1500 : 20 + ((seed * 37) % 180);
  return Array.from({ length: count }, kinds[seed % kinds.length]!);
};
