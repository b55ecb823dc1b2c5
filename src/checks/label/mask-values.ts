/** More different values are no classes: numbers of objects, distances. */
export const MAX_CLASSES_HELD = 256;

/** What a mask holds. */
export interface MaskTally {
  /** Its different whole numbers, ascending; absent where there are more than `MAX_CLASSES_HELD`. */
  readonly held?: readonly number[];
  /** The first value that is finite and no whole number. */
  readonly fraction?: { readonly value: number; readonly element: number };
}

export const tallyMask = (values: Float64Array): MaskTally => {
  const held = new Set<number>();
  let last = Number.NaN;
  for (let element = 0; element < values.length; element += 1) {
    const value = values[element]!;
    // Masks are made of long runs.
    if (value === last || !Number.isFinite(value)) continue;
    if (!Number.isInteger(value)) return { fraction: { value, element } };
    last = value;
    held.add(value + 0);
    if (held.size > MAX_CLASSES_HELD) return {};
  }
  return { held: [...held].sort((a, b) => a - b) };
};

/** Values of a mask that are none of 0..classes-1 and not ignored. */
export interface Outside {
  readonly count: number;
  /** The first of them, in the order of rows. */
  readonly element: number;
  /** Different ones in the order in which they come, `most` at most. */
  readonly values: readonly number[];
}

export const valuesOutside = (
  values: Float64Array,
  { classes, ignored, most }: { readonly classes: number; readonly ignored: readonly number[]; readonly most: number },
): Outside | undefined => {
  const passed = new Set(ignored);
  const seen = new Set<number>();
  let count = 0;
  let first = 0;
  for (let element = 0; element < values.length; element += 1) {
    const value = values[element]!;
    if ((value >= 0 && value < classes) || !Number.isFinite(value) || passed.has(value)) continue;
    if (count === 0) first = element;
    count += 1;
    if (seen.size < most) seen.add(value);
  }
  return count === 0 ? undefined : { count, element: first, values: [...seen] };
};
