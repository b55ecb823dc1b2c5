import type { Words } from '../model/check.ts';

export const report = {} as const satisfies Record<string, Words>;
