import type { BaseLines, BaseRecords } from '../catalog/base-records.ts';
import type { AnnotationsFacet, Fault } from '../model/facets.ts';
import type { BaseRun } from '../model/plan.ts';
import type { FileIdentity, SampleRecord } from '../model/record.ts';
import type { Annotations, ResourceRef, Sample } from '../model/sample.ts';
import { recordLine, type SampleInspector } from './inspect-sample.ts';
import { labelPart } from './read-label.ts';

/** A record that needs no reading: its line in the segment, and what its checks did. */
export interface Taken {
  readonly line: string;
  readonly asked: string;
}

interface TakeOverParts {
  readonly base: BaseRun;
  readonly records: BaseRecords;
  /** The file's identity without opening it; undefined where it must be opened to know. */
  readonly look: (ref: ResourceRef) => FileIdentity | undefined;
  /** Of `looks: 'at-named'`: files that are examined whatever they look like. */
  readonly named: ReadonlySet<ResourceRef>;
  /** Whether annotations mean in this run what they meant in that one. */
  readonly annotationsMean: 'the-same' | 'something-else';
  readonly annotations: (sample: Sample) => AnnotationsFacet;
  readonly inspector: SampleInspector;
}

/** Answers undefined where the sample must be examined. `line`: the sample's line in the listing. */
export type TakeOver = (sample: Sample, line: string) => Taken | undefined;

const IDENTITY = '"identity":';
const LABEL_IDENTITY = '"labelIdentity":';
const CTIME = '"ctimeNs":"';
const ORDINAL = ',"ordinal":';
const NOTHING_WRONG = ',"faults":[],"findings":';
const NO_CRASH = '","crashed":[]}';
const ASKED = '"asked":"';
const NS_PER_MS = 1_000_000;
/** The kernel's clock for files lags by up to a tick. */
const TICK_NS = 20 * NS_PER_MS;
/** Where times are whole seconds, two changes may bear the same one. */
const COARSE_NS = 2_000 * NS_PER_MS;

/**
 * Whether a file changed so long before the run began that any later change must show in its time. One that did not may have been
 * changed again, right after it was read, without a trace (git's "racy" entries).
 */
export const isSettled = (ctimeNs: string, startedNs: number): boolean => {
  const margin = ctimeNs.endsWith('000000000') ? COARSE_NS : TICK_NS;
  return Number(ctimeNs) < startedNs - margin;
};

/** In nanoseconds. */
export const startOf = ({ startedAt }: Pick<BaseRun, 'startedAt'>): number => Date.parse(startedAt) * NS_PER_MS;

/** An errno, a death or a time-out. */
export const mayNotComeAgain = ({ kind }: Pick<Fault, 'kind'>): boolean =>
  kind === 'io' || kind === 'crash' || kind === 'timeout';

/** Only what was really examined says something. */
const wasExamined = ({ identity, faults, crashed }: SampleRecord): boolean =>
  identity !== null && crashed.length === 0 && !faults.some(mayNotComeAgain);

/** Everything of a listed sample but its place. */
const afterOrdinal = (listed: string): string => {
  const at = listed.indexOf(ORDINAL);
  return listed.slice(listed.indexOf(',', at + ORDINAL.length));
};

/** What only the bytes can answer: other statements about them, or another control file beside them, are another question. */
const questionsOf = ({ expected, unlisted, controlFile }: Annotations): string =>
  JSON.stringify([expected ?? null, unlisted ?? null, controlFile ?? null]);

const withoutOrigin = ({ origin: _, ...rest }: Annotations): string => JSON.stringify(rest);

const ctimeIn = (record: string, from: number): string => {
  const start = record.indexOf(CTIME, from) + CTIME.length;
  return record.slice(start, record.indexOf('"', start));
};

const askedIn = (record: string): string => {
  const start = record.lastIndexOf(ASKED) + ASKED.length;
  return record.slice(start, record.indexOf('"', start));
};

export const createTakeOver = (parts: TakeOverParts): TakeOver => {
  const { base, records, look, named, annotationsMean, annotations, inspector } = parts;
  const startedNs = startOf(base);

  /** The identity that the record must hold, as it stands in its line; undefined: it cannot be taken over. */
  const expectedIdentity = (resource: ResourceRef, name = IDENTITY): string | undefined => {
    if (base.looks === 'at-named') return named.has(resource) ? undefined : `${name}{`;
    const identity = look(resource);
    return identity && name + JSON.stringify(identity);
  };

  /** Whether the file of the label, where that is an array of its own, is the one that the record tells of. */
  const isLabelTheSame = (sample: Sample, record: string): boolean => {
    const label = labelPart(sample);
    if (label === undefined) return true;
    const expected = expectedIdentity(label.resource, LABEL_IDENTITY);
    const at = record.indexOf(LABEL_IDENTITY);
    return (
      at >= 0 && expected !== undefined && record.startsWith(expected, at) && isSettled(ctimeIn(record, at), startedNs)
    );
  };

  const isUnchanged = (listed: string, line: string): boolean =>
    annotationsMean === 'the-same' && afterOrdinal(listed) === afterOrdinal(line);

  /** Nothing changed at all: the line is taken as it is, but for its place. Undefined: it must be parsed. */
  const verbatim = (ordinal: number, record: string, afterIdentity: number): Taken | undefined => {
    if (!record.startsWith(NOTHING_WRONG, afterIdentity) || !record.endsWith(NO_CRASH)) return undefined;
    return { line: `{"ordinal":${ordinal}${record.slice(record.indexOf(','))}\n`, asked: askedIn(record) };
  };

  const lookCloser = (sample: Sample, line: string, { listed, record }: BaseLines): Taken | undefined => {
    const old = JSON.parse(record) as SampleRecord;
    if (!wasExamined(old)) return undefined;
    if (isUnchanged(listed, line)) return { line: recordLine({ ...old, ordinal: sample.ordinal }), asked: old.asked };
    const before = JSON.parse(listed) as Sample;
    if (JSON.stringify(before.parts) !== JSON.stringify(sample.parts)) return undefined;
    if (questionsOf(before.annotations) !== questionsOf(sample.annotations)) return undefined;
    const isSame =
      annotationsMean === 'the-same' && withoutOrigin(before.annotations) === withoutOrigin(sample.annotations);
    const made = inspector.again(sample, annotations(sample), old, isSame ? 'place' : 'content');
    return made && { line: recordLine(made), asked: made.asked };
  };

  return (sample, line) => {
    const resource = sample.parts[0]?.resource;
    if (resource === undefined) return undefined;
    const expected = expectedIdentity(resource);
    if (expected === undefined) return undefined;
    const found = records.find(sample.id);
    if (found === undefined) return undefined;
    const { listed, record } = found;
    const at = record.indexOf(IDENTITY);
    if (!record.startsWith(expected, at) || !isSettled(ctimeIn(record, at), startedNs)) return undefined;
    if (!isLabelTheSame(sample, record)) return undefined;
    const taken = isUnchanged(listed, line) ? verbatim(sample.ordinal, record, record.indexOf('}', at) + 1) : undefined;
    return taken ?? lookCloser(sample, line, found);
  };
};
