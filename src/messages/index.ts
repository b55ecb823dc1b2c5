import type { Words } from '../model/check.ts';
import { cli } from './cli.ts';
import { compare } from './compare.ts';
import { decisions } from './decisions.ts';
import { fill, type Lang } from './fill.ts';
import { part } from './part.ts';
import { pipeline } from './pipeline.ts';
import { preprocess } from './preprocess.ts';
import { probeModel } from './probe-model.ts';
import { probePage } from './probe-page.ts';
import { probeReport } from './probe-report.ts';
import { quarantine } from './quarantine.ts';
import { report } from './report.ts';
import { reuse } from './reuse.ts';
import { rules } from './rules.ts';
import { sources } from './sources.ts';
import { targets } from './targets.ts';

const all = {
  ...cli,
  ...compare,
  ...decisions,
  ...part,
  ...pipeline,
  ...preprocess,
  ...probeModel,
  ...probePage,
  ...probeReport,
  ...quarantine,
  ...report,
  ...reuse,
  ...rules,
  ...sources,
  ...targets,
} satisfies Record<string, Words>;
export type MessageKey = keyof typeof all;

/** The text of a key in a language, blanks filled. A check's own words live with the check. */
export const say = (lang: Lang, key: MessageKey, data: Readonly<Record<string, unknown>> = {}): string =>
  fill(all[key][lang], data);

/** For keys that arrive as data (UserError, layout reason): the key itself when nobody wrote words for it. */
export const sayAny = (lang: Lang, key: string, data: Readonly<Record<string, unknown>> = {}): string =>
  Object.hasOwn(all, key) ? say(lang, key as MessageKey, data) : `${key} ${JSON.stringify(data)}`;
