/** What the command line uses of the library: all it can do, any program can. */
export type Api = typeof import('../index.ts');

export const EXPORT_TABLES = ['samples', 'findings', 'clean', 'rejected'] as const;
export const EXPORT_FORMATS = ['csv', 'jsonl'] as const;

/** The library, loaded when a verb needs it: help and usage errors answer before any codec is there. */
export const loadApi = (): Promise<Api> => import('../index.ts');
