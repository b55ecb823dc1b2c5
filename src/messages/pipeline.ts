import type { Words } from '../model/check.ts';

export const pipeline = {} as const satisfies Record<string, Words>;
