import { hash } from 'node:crypto';
import type { Locator, Subject } from './finding.ts';
import type { Id } from './sample.ts';

/** 128 bits of sha256 over parts joined by NUL, which no key, check or code contains unescaped at a border. */
const id128 = (...parts: readonly string[]): Id => hash('sha256', parts.join('\0'), 'hex').slice(0, 32);

export const sampleId = (layout: string, key: string): Id => id128(layout, key);

export const groupId = (check: string, code: string, group: string): Id => id128('group', check, code, group);

/** No run, order or value in it, so it serves deep links, baselines and fingerprints. */
export const findingId = (check: string, code: string, subject: Subject, at: Locator = {}): Id =>
  id128(
    check,
    code,
    'sample' in subject ? subject.sample : subject.group,
    JSON.stringify([at.part, at.field, at.file, at.line, at.row, at.offset, at.box].map((value) => value ?? null)),
  );
