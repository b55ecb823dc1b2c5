import type { Words } from '../model/check.ts';

export const targets = {} as const satisfies Record<string, Words>;
