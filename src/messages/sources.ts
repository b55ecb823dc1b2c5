import type { Words } from '../model/check.ts';

export const sources = {} as const satisfies Record<string, Words>;
