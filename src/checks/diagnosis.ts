import type { Need } from '../model/check.ts';
import type { Container, DecodeCause, Decoding, Facets, Fault } from '../model/facets.ts';
import { alwaysMarked } from '../model/format-names.ts';
import { rareImageFormat } from './rare-formats.ts';
import { substituteIn } from './substitute.ts';

/** One thing wrong inside the image's data. */
export interface Damage {
  readonly cause: DecodeCause;
  readonly offset?: number;
  readonly detail: string;
}

/**
 * The one cause of an image's trouble, so that no two checks name it twice: `file` when a file check does (empty, page, pointer,
 * unreadable), `stopped` when a decoder crashed, hung, lacked memory or
 * refused without saying why.
 */
export type Diagnosis =
  | { readonly kind: 'none' }
  | { readonly kind: 'file' }
  | { readonly kind: 'stopped'; readonly fault: Fault }
  | { readonly kind: 'over-limit'; readonly fault: Fault }
  | { readonly kind: 'unsupported'; readonly format?: string; readonly detail?: string; readonly install?: string }
  | { readonly kind: 'not-an-image'; readonly content?: string }
  | { readonly kind: 'cut'; readonly missing: string }
  | { readonly kind: 'short'; readonly offset?: number }
  | { readonly kind: 'damaged'; readonly damage: readonly Damage[] };

/** What a check that asks for a diagnosis declares. */
export const DIAGNOSIS_NEEDS = [{ role: 'image', facet: 'file' }] as const satisfies readonly Need[];
export const DIAGNOSIS_ATTEMPTS: readonly Need[] = [
  { role: 'image', facet: 'bytes' },
  { role: 'image', facet: 'signature' },
  { role: 'image', facet: 'container' },
  { role: 'image', facet: 'header' },
  { role: 'image', facet: 'decoding' },
];

/** Pages and printers' languages that some trainers rasterize: not ours to call bad. */
const RASTERIZED = new Set(['eps', 'ps', 'dcm', 'dicom', 'fits']);

/** Nothing was decoded and the signature is not of a format that was tried. */
const unrecognized = ({ bytes, signature, file }: Partial<Facets>): Diagnosis | undefined => {
  const { format, mime = '' } = signature ?? {};
  if (mime.startsWith('image/') || bytes === undefined) return undefined;
  const rare = rareImageFormat(bytes);
  if (rare !== undefined) return { kind: 'unsupported', format: rare };
  if (format !== undefined && RASTERIZED.has(format)) return { kind: 'unsupported', format };
  if (!alwaysMarked(file?.extension ?? '')) return { kind: 'unsupported', ...(format !== undefined && { format }) };
  return { kind: 'not-an-image', ...(format !== undefined && { content: format }) };
};

const UNSORTED: ReadonlySet<string | undefined> = new Set(['unknown', 'extraneous-bytes']);

const faultDamage = ({ cause = 'malformed', offset, detail }: Fault): Damage => ({
  cause: cause as DecodeCause,
  ...(offset !== undefined && { offset }),
  detail,
});

const damageOf = (
  container: Container | undefined,
  decoding: Decoding | undefined,
  faults: readonly Fault[],
): Damage[] => [
  ...(container?.damage ?? []).map(({ kind, offset, detail }): Damage => {
    return { cause: kind === 'crc' ? 'checksum' : 'malformed', offset, detail };
  }),
  ...faults.filter(({ kind }) => kind === 'malformed').map(faultDamage),
  ...(decoding?.warnings ?? []).map(({ cause, offset, text }): Damage => {
    return { cause, ...(offset !== undefined && { offset }), detail: text };
  }),
];

/** `faults` are those of `DIAGNOSIS_ATTEMPTS`. */
export const diagnose = (facets: Partial<Facets>, faults: readonly Fault[]): Diagnosis => {
  const { file, bytes, container, header, decoding, signature } = facets;
  const whole = container === undefined || (container.end !== undefined && container.damage.length === 0);
  if (faults.length === 0 && decoding !== undefined && decoding.warnings.length === 0 && whole) return { kind: 'none' };

  const of = (...kinds: Fault['kind'][]) => faults.find(({ kind }) => kinds.includes(kind));
  const unread = faults.some(({ facet, kind }) => facet === 'bytes' && kind === 'io');
  if (file?.size === 0 || unread) return { kind: 'file' };
  const stopped = of('crash', 'timeout', 'io');
  if (stopped !== undefined) return { kind: 'stopped', fault: stopped };
  const limit = of('limit');
  if (limit !== undefined) return { kind: 'over-limit', fault: limit };

  const absent = faults.find(({ cause }) => cause === 'not-installed');
  if (absent !== undefined) return { kind: 'unsupported', format: signature?.format ?? '?', install: absent.detail };

  if (decoding === undefined && header === undefined && container === undefined) {
    if (bytes !== undefined && substituteIn(bytes) !== undefined) return { kind: 'file' };
    const foreign = unrecognized(facets);
    if (foreign !== undefined) return foreign;
  }
  const unsupported = of('unsupported');
  if (unsupported !== undefined) {
    const format = header?.format ?? signature?.format;
    return { kind: 'unsupported', ...(format !== undefined && { format }), detail: unsupported.detail };
  }
  if (container !== undefined && container.end === undefined) return { kind: 'cut', missing: container.missing ?? '?' };
  const short = of('truncated');
  // Broken chunks of a whole file explain themselves why a decoder ran out of data.
  const isBroken = container !== undefined && container.damage.length > 0;
  if (short !== undefined && !isBroken)
    return { kind: 'short', ...(short.offset !== undefined && { offset: short.offset }) };

  const refusal =
    decoding === undefined && faults.find(({ kind, cause }) => kind === 'malformed' && UNSORTED.has(cause));
  const damage = damageOf(container, decoding, faults);
  if (refusal && damage.every(({ cause }) => UNSORTED.has(cause))) return { kind: 'stopped', fault: refusal };
  return damage.length === 0 ? { kind: 'none' } : { kind: 'damaged', damage };
};
