import type { Words } from '../model/check.ts';

export const quarantine = {} as const satisfies Record<string, Words>;
