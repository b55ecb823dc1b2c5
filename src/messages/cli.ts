import type { Words } from '../model/check.ts';

export const cli = {} as const satisfies Record<string, Words>;
