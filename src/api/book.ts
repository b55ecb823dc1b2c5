import { checks } from '../checks/index.ts';
import { decisionBook } from '../messages/decisions.ts';
import { acceptanceBook } from '../messages/rules.ts';
import { type AnyCheck, bookOf, type CheckBook } from '../model/check.ts';

/** Words and classification of every check, of acceptances and of people's decisions, for reports and for people who ask. */
export const book: CheckBook = { ...bookOf(checks as readonly AnyCheck[]), ...acceptanceBook, ...decisionBook };

/** What these find counts for nothing yet. */
export const trials: readonly string[] = Object.keys(book).filter((id) => book[id]!.stage === 'trial');
