import { createSealedFile } from '../../catalog/sealed-file.ts';
import type { Database } from '../../catalog/database.ts';
import { fill, type Lang } from '../../messages/fill.ts';
import type { CheckBook } from '../../model/check.ts';
import type { Config } from '../../model/config.ts';
import type { Finding } from '../../model/finding.ts';
import type { FileIdentity } from '../../model/record.ts';
import type { MovePlan } from '../../model/summary.ts';
import type { Disposition } from '../../model/verdict.ts';
import { createDisposer } from '../../policy/disposition.ts';
import { limitMoves } from '../../policy/limits.ts';
import type { JudgedSample } from '../sample-rows.ts';

/** The worst finding of a sample in words: why it is where it is. */
export const reasonOf = (finding: Finding, book: CheckBook, lang: Lang): string => {
  const code = book[finding.check]?.codes[finding.code];
  return code === undefined ? finding.code : fill(code[lang], finding.data);
};
