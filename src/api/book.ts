import { checks } from '../checks/index.ts';
import { type AnyCheck, bookOf, type CheckBook } from '../model/check.ts';

/** Words and classification of every check, for reports and for people who ask. */
export const book: CheckBook = bookOf(checks as readonly AnyCheck[]);

/** What these find counts for nothing yet. */
export const trials: readonly string[] = Object.keys(book).filter((id) => book[id]!.stage === 'trial');
