export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** JSON has no NaN or Infinity: they are written as the strings 'NaN', 'Infinity', '-Infinity'. */
export const jsonNumber = (value: number): number | string => (Number.isFinite(value) ? value : String(value));
