/** A level of a photograph, 0 to 255, as an amount of light from 0 to 1. */
export const linear = (level: number): number => (level / 255) ** 2.2;
