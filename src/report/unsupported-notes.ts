import type { Lang } from '../messages/fill.ts';
import { say } from '../messages/index.ts';
import type { RunSummary, UnsupportedFormat } from '../model/summary.ts';
import { visible } from './visible-text.ts';

const SHOWN_FORMATS = 6;

/** Names of camera raw formats, as the bytes tell them. */
const RAW = new Set('dng cr2 cr3 nef arw raf rw2 orf srw pef x3f iiq 3fr erf kdc mrw raw'.split(' '));
const HEIF = new Set(['heic', 'heif', 'hevc']);

const neededFor = ({ format, install }: UnsupportedFormat, lang: Lang): string => {
  if (install !== undefined) return say(lang, 'report.unsupported.install', { install: visible(install) });
  if (HEIF.has(format)) return say(lang, 'report.unsupported.heif');
  if (RAW.has(format)) return say(lang, 'report.unsupported.raw');
  return say(lang, format === '' ? 'report.unsupported.unknown' : 'report.unsupported.other');
};

/** How many files of each format were not decoded, and what would be needed, a phrase each. */
export const unsupportedNotes = ({ unsupported = [] }: RunSummary, lang: Lang): readonly string[] =>
  unsupported.slice(0, SHOWN_FORMATS).map((each) => {
    const { format, count } = each;
    const name = format === '' ? '?' : visible(format);
    return say(lang, 'report.unsupported', { format: name, count, needed: neededFor(each, lang) });
  });
