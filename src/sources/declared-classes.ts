import { resolve } from 'node:path';
import type { Config } from '../model/config.ts';
import { UserError } from '../model/errors.ts';
import type { ListingFacts } from '../model/listing.ts';
import { keyFromBytes } from '../model/path-key.ts';
import { decodeBytes } from '../storage/delimited.ts';
import { StorageError } from '../storage/errors.ts';
import { openLocal } from '../storage/local.ts';
import { detectEncoding } from './csv.ts';

const MARK = /^\uFEFF/;

/** What is declared of the classes: their number, their names, or a file with one name a line, in class order. Throws UserError. */
export const readDeclaredClasses = (
  classes: Config['classes'],
): Pick<ListingFacts['labels'], 'declaredClasses' | 'declaredNames'> => {
  if (classes === undefined) return {};
  if (typeof classes === 'number') return { declaredClasses: classes };
  if (typeof classes !== 'string') return { declaredClasses: classes.length, declaredNames: classes };
  try {
    const file = openLocal({ root: '/', follow: [] }, keyFromBytes(Buffer.from(resolve(classes))));
    try {
      const text = decodeBytes(file.readAll(), detectEncoding(file)).replace(MARK, '');
      const lines = text.split(/\r\n|\n|\r/).map((line) => line.trim());
      while (lines.at(-1) === '') lines.pop();
      if (lines.length === 0) throw new UserError('sources.classes-empty', { file: classes });
      const known = new Set<string>();
      for (const name of lines) {
        if (known.has(name)) throw new UserError('sources.class-twice', { file: classes, name });
        known.add(name);
      }
      return { declaredClasses: lines.length, declaredNames: lines };
    } finally {
      file.close();
    }
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    throw new UserError('sources.classes-unreadable', { file: classes, cause: error.cause });
  }
};
