/** Numbers in an array of these sides. A side of 0 beats any other, however large. */
export const elementsIn = (shape: readonly number[]): number =>
  shape.includes(0) ? 0 : shape.reduce((product, side) => product * side, 1);
