import { join } from 'node:path';
import { BEGINNING_DAMAGES, DAMAGE_KINDS, type DamageKind, END_DAMAGES } from '../make/damage.ts';
import type { Bar } from './bars.ts';
import type { Source } from './damage-sources.ts';
import type { Complaints } from './peers/peer.ts';
import { checksOf, type Run, type SampleLine } from './prepass.ts';

/** One kind of damage in one format, as seen by prepass and by those who read the format. */
export interface KindResult {
  readonly kind: DamageKind;
  readonly samples: readonly SampleLine[];
  /** By peer: what it says of which file, those left out of whose clean original it complains too. */
  readonly peers: ReadonlyMap<string, Complaints>;
}

export interface SourceResult {
  readonly source: Source;
  readonly files: number;
  readonly kinds: readonly KindResult[];
}

/** What says that bytes are not what they should be, as a note too where no pixel suffers. */
const DAMAGE_CHECKS = ['image/corrupt', 'image/truncated', 'image/trailing-data'];

/**
 * Over-limit is refused before decoding: it never passes as clean. Unexamined is not a find. The others are counted where they only
 * warn, and so is a note of ours; of undamaged files neither may come.
 */
const isFound = (sample: SampleLine): boolean => {
  const { verdict } = sample;
  if (verdict === 'ok') return checksOf(sample).some((id) => DAMAGE_CHECKS.includes(id));
  return verdict !== 'unexamined';
};

/** Where all must be found, whatever others find. */
export const isCertain = (kind: DamageKind, { end }: Source): boolean =>
  BEGINNING_DAMAGES.includes(kind) || (end !== undefined && END_DAMAGES.includes(kind));

/** The most that one of the others finds, and who that is. */
const bestOf = ({ peers }: KindResult): { readonly found: number; readonly name: string } => {
  let best = { found: 0, name: peers.size === 0 ? 'no peer reads it' : 'no peer finds any' };
  for (const [name, complaints] of peers) {
    if (complaints.size > best.found) best = { found: complaints.size, name };
  }
  return best;
};

const LONGEST_WORDS = 160;
const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').slice(0, LONGEST_WORDS);

/** A file that prepass let pass, with the words of everyone who did not. */
const missOf = ({ peers }: KindResult, path: string, { key, verdict, checks }: SampleLine): string => {
  const heard = [...peers].flatMap(([name, complaints]) => {
    const complaint = complaints.get(path);
    return complaint === undefined ? [] : [`${name} ${complaint.kind}: ${oneLine(complaint.message)}`];
  });
  return `${key}: ${verdict} [${checks}]${heard.length === 0 ? '' : `; ${heard.join('; ')}`}`;
};

export const kindBar = (source: Source, files: number, result: KindResult): Bar => {
  const { kind, samples, peers } = result;
  const missed = samples.filter((sample) => !isFound(sample));
  const found = samples.length - missed.length;
  const best = bestOf(result);
  const certain = isCertain(kind, source);
  const pathOf = ({ key }: SampleLine): string => join(source.folder, key);
  const foundByAny = (sample: SampleLine): boolean => [...peers.values()].some((heard) => heard.has(pathOf(sample)));
  return {
    name: `${source.name}, ${kind}`,
    measured: `${found} of ${files}`,
    owed: certain ? 'all' : `at least ${best.found} (${best.name})`,
    holds: samples.length === files && found >= (certain ? files : best.found),
    cases: missed
      .filter((sample) => certain || foundByAny(sample))
      .map((sample) => missOf(result, pathOf(sample), sample)),
  };
};

export const cleanBar = (source: Source, files: number, one: Run): Bar => {
  const samples = one.samples.filter(({ key }) => key.startsWith('clean/'));
  const accused = samples.filter((sample) => sample.verdict !== 'ok' || isFound(sample));
  return {
    name: `${source.name}, undamaged`,
    measured: `${accused.length} of ${samples.length} not ok, or noted as damaged`,
    owed: `0 of ${files}`,
    holds: samples.length === files && accused.length === 0,
    cases: accused.map(({ key, verdict, checks }) => `${key}: ${verdict} [${checks}]`),
  };
};

/** Header, then one row for each kind: files found by prepass and by each peer that reads the format. */
export const damageRows = ({ kinds }: SourceResult): readonly (readonly (string | number)[])[] => {
  const names = [...(kinds[0]?.peers.keys() ?? [])];
  return [
    ['kind', 'prepass', ...names],
    ...DAMAGE_KINDS.map((kind) => {
      const { samples, peers } = kinds.find((one) => one.kind === kind)!;
      return [kind, samples.filter(isFound).length, ...names.map((name) => peers.get(name)!.size)];
    }),
  ];
};
