import { join } from 'node:path';
import { createSealedFile, sealFile } from '../catalog/sealed-file.ts';
import type { Finding } from '../model/finding.ts';
import type { Json } from '../model/json.ts';
import type { ListingFacts } from '../model/listing.ts';
import { bytesFromKey } from '../model/path-key.ts';
import type { Id, Origin, ResourceRef } from '../model/sample.ts';
import type { Place } from '../model/target-place.ts';
import { isClean, type Scope, type Verdict } from '../model/verdict.ts';
import { classesText, inClassOrder } from './classes.ts';
import { type CleanManifests, createCleanManifests, type Transforms } from './clean-manifest.ts';
import { csvLine } from './csv-text.ts';
import { createSplitLists } from './split-lists.ts';

type ExportFinding = Finding & { readonly scope: Scope };

/** A judged sample. `resource` is '' where a row names no file. */
export interface ExportRow {
  readonly ordinal: number;
  readonly key: string;
  readonly id: Id;
  readonly split: string | null;
  readonly label: string | null;
  readonly verdict: Verdict;
  readonly resource: ResourceRef;
  readonly origin?: Origin;
  /** By what its targets are normalized, beside their values. */
  readonly place?: Place;
  readonly findings: readonly ExportFinding[];
}

export interface ExportContext {
  readonly facts: ListingFacts;
  /** Absolute path of the dataset's root folder. */
  readonly root: Uint8Array;
  /** The run folder. */
  readonly out: string;
  readonly paths: 'abs' | 'rel';
  readonly dropSuspect: boolean;
  /** Fitted targets by name. */
  readonly transforms: Transforms;
  /** A finding's words. */
  readonly reason: (finding: Finding) => string;
}

export interface Exported {
  /** Samples that stay. */
  readonly clean: number;
  readonly rejected: number;
  /** Samples that stay, but whose names hold a line break and so are missing from the text lists. */
  readonly unlistable: number;
  /** Lines of to-fix.csv. */
  readonly toFix: number;
}

const SLASH = 0x2f;

const createPathWriter = ({ root, paths }: ExportContext): ((resource: ResourceRef) => Uint8Array) => {
  const prefix = Buffer.concat([root, root.at(-1) === SLASH ? Buffer.alloc(0) : Buffer.from('/')]);
  return (resource) => {
    const bytes = bytesFromKey(resource);
    return paths === 'rel' || bytes[0] === SLASH ? bytes : Buffer.concat([prefix, bytes]);
  };
};

const text = (value: Json | undefined): string => {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

/** The column that a finding is about: its own field, or what its check judges. */
const columnOf = ({ at, check }: ExportFinding, row: ExportRow, facts: ListingFacts): string => {
  if (at?.field !== undefined) return at.field;
  const columns = [facts.manifest, ...(facts.furtherManifests ?? [])].find(
    (manifest) => manifest?.ref === row.origin?.file,
  )?.columns;
  return (check.startsWith('label/') ? (columns?.label ?? columns?.mask) : columns?.path) ?? '';
};

const toFixLine = (finding: ExportFinding, row: ExportRow, facts: ListingFacts): string =>
  csvLine([
    finding.at?.file ?? row.origin?.file ?? row.key,
    finding.at?.line ?? row.origin?.line ?? null,
    columnOf(finding, row, facts),
    text(finding.data.value),
    text(finding.data.expected),
    finding.check,
  ]);

/** Findings that made the sample what it is; all that are not `ok` where none alone did. */
const decisive = ({ verdict, findings }: ExportRow): readonly ExportFinding[] => {
  const own = findings.filter((finding) => finding.verdict === verdict);
  return own.length > 0 ? own : findings.filter((finding) => finding.verdict !== 'ok');
};

const rejectedLine = (row: ExportRow, reason: ExportContext['reason']): string => {
  const findings = decisive(row);
  return csvLine([
    row.resource === '' ? row.key : row.resource,
    row.verdict,
    [...new Set(findings.map(({ check }) => check))].join(' '),
    findings.map(reason).join('; '),
  ]);
};

/** For programs, `python/prepass_run.py` first: every cell as it is, and the place that a path alone does not tell. */
const rejectedJson = (row: ExportRow, reason: ExportContext['reason']): string => {
  const { ordinal, key, resource, split, label, verdict } = row;
  const findings = decisive(row);
  const checks = [...new Set(findings.map(({ check }) => check))];
  const named = resource === '' ? null : resource;
  const text = findings.map(reason).join('; ');
  return `${JSON.stringify({ ordinal, key, resource: named, split, label, verdict, checks, reason: text })}\n`;
};

const writeClasses = (folder: string, { labels }: ListingFacts): void => {
  const names = labels.declaredNames ?? inClassOrder(labels.classes);
  if (names.length > 0) sealFile(join(folder, 'classes.txt'), classesText(names));
};

/**
 * Writes what a trainer reads into `<out>/clean/`: text lists, classes.txt, the clean manifest; and beside it rejected.csv and
 * to-fix.csv for people, rejected.jsonl for programs. Rows come in ordinal order, every one once. Nothing appears under its name unless it is whole.
 */
export const exportClean = async (rows: AsyncIterable<ExportRow>, context: ExportContext): Promise<Exported> => {
  const { facts, out, transforms, reason } = context;
  const folder = join(out, 'clean');
  const pathOf = createPathWriter(context);
  const opened: { seal: () => unknown; discard: () => void }[] = [];
  const opening = <File extends { seal: () => unknown; discard: () => void }>(file: File): File => {
    opened.push(file);
    return file;
  };
  try {
    // Sealed first: their making can still fail.
    let manifests: CleanManifests | undefined;
    if (facts.manifest !== undefined) {
      const all = [facts.manifest, ...(facts.furtherManifests ?? [])];
      manifests = opening(await createCleanManifests(all, { out, root: context.root, transforms }));
    }
    const lists = opening(createSplitLists(folder, Object.keys(facts.splits)));
    const rejectedFile = opening(createSealedFile(join(out, 'rejected.csv')));
    const rejectedLines = opening(createSealedFile(join(out, 'rejected.jsonl')));
    const toFixFile = opening(createSealedFile(join(out, 'to-fix.csv')));
    rejectedFile.write(csvLine(['path', 'verdict', 'check', 'reason']));
    toFixFile.write(csvLine(['file', 'line', 'column', 'value', 'expected', 'check']));
    let clean = 0;
    let rejected = 0;
    let unlistable = 0;
    let toFix = 0;
    for await (const row of rows) {
      const stays = isClean(row.verdict, context);
      if (row.origin !== undefined) manifests?.next(row.origin, stays ? 'stays' : 'leaves', row.place);
      for (const finding of row.findings) {
        if (finding.scope !== 'annotation' || finding.verdict !== 'bad') continue;
        toFixFile.write(toFixLine(finding, row, facts));
        toFix += 1;
      }
      if (stays) {
        clean += 1;
        if (row.resource === '' || !lists.add(row.split, pathOf(row.resource))) unlistable += 1;
      } else {
        rejected += 1;
        rejectedFile.write(rejectedLine(row, reason));
        rejectedLines.write(rejectedJson(row, reason));
      }
    }
    writeClasses(folder, facts);
    for (const file of opened) await file.seal();
    return { clean, rejected, unlistable, toFix };
  } catch (error) {
    for (const file of opened) file.discard();
    throw error;
  }
};
