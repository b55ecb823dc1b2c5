import { isAscii } from 'node:buffer';
import type { Expectation } from '../model/expectation.ts';
import { keyFromBytes } from '../model/path-key.ts';
import type { ResourceRef, RowProblem, TableCell } from '../model/sample.ts';
import type { DelimitedRecord } from '../storage/delimited.ts';
import { existsLocal } from '../storage/local.ts';
import { readRows } from '../storage/records.ts';
import type { Roots } from '../storage/roots.ts';
import type { Manifest } from './manifest.ts';
import { type PathRules, type PlacedPath, placePath } from './manifest-paths.ts';
import { expectedOf } from './proof-columns.ts';

/** A manifest's row: where it points and what it says, before duplicates are told apart. */
export interface ManifestRow extends Omit<PlacedPath, 'problem'> {
  /** 1-based, the header not counted. */
  readonly record: number;
  readonly line: number;
  /** Undefined where the manifest has no such column. */
  readonly label?: string;
  /** Where its mask is; undefined where the cell is empty. */
  readonly mask?: ResourceRef | undefined;
  readonly split?: string;
  readonly targets: readonly string[];
  /** Cell of the column of groups; undefined where nobody asked for one. */
  readonly group?: string;
  /** Of its file, by the manifest's columns of checksums and sizes; absent without any. */
  readonly expected?: readonly Expectation[];
  /** Where the picture stands that the row itself holds. */
  readonly cell?: TableCell | undefined;
  readonly problems: readonly RowProblem[];
  /** Written with backslashes, which were read as separators. */
  readonly hadBackslashes: boolean;
}

const NO_PROBLEMS: readonly RowProblem[] = [];
const FIELD_LIMIT_BYTES = 1 << 20;

/** The path cell as a ref. Cells in UTF-8 are the path's own bytes; those in other encodings become UTF-8. */
const refOfCell = (record: DelimitedRecord, cell: number, encoding: string): ResourceRef => {
  const isOwnBytes = encoding === 'utf-8' || encoding === 'utf-8-bom';
  return keyFromBytes(isOwnBytes ? record.bytes(cell) : Buffer.from(record.text(cell)));
};

/** Other ways in which the file may be there when it is not there as written. */
const spellings = (record: DelimitedRecord, cell: number, encoding: string, ref: ResourceRef): ResourceRef[] => {
  const others: ResourceRef[] = [];
  if (ref.includes('\\')) others.push(ref.replaceAll('\\', '/'));
  // Unpacked without conversion, Chinese names keep the bytes that the manifest has.
  if (encoding === 'gb18030' && !isAscii(record.bytes(cell))) others.push(keyFromBytes(record.bytes(cell)));
  const trimmed = ref.trim();
  if (ref !== trimmed) others.push(trimmed);
  return others;
};

interface Reading {
  readonly placed: PlacedPath;
  readonly hadBackslashes: boolean;
}

const readPath = (record: DelimitedRecord, cell: number, encoding: string, rules: PathRules, roots: Roots): Reading => {
  const ref = refOfCell(record, cell, encoding);
  const written: Reading = { placed: placePath(ref, rules), hadBackslashes: false };
  const others = spellings(record, cell, encoding, ref);
  if (others.length === 0) return written;
  const isThere = ({ resource, problem }: PlacedPath) =>
    resource !== undefined && problem === undefined && existsLocal(roots, resource);
  if (isThere(written.placed)) return written;
  const hadBackslashes = ref.includes('\\');
  for (const other of others) {
    const placed = placePath(other, rules);
    if (isThere(placed)) return { placed, hadBackslashes };
  }
  // Nowhere: with backslashes the likelier reading is the one whose separators they are.
  return hadBackslashes ? { placed: placePath(others[0]!, rules), hadBackslashes } : written;
};

/** The mask's path; undefined where the row has none. */
const readMask = (
  record: DelimitedRecord,
  cell: number,
  encoding: string,
  rules: PathRules,
  roots: Roots,
): PlacedPath | undefined =>
  record.text(cell).trim() === '' ? undefined : readPath(record, cell, encoding, rules, roots).placed;

/** A row that holds its picture is named by the file and its 0-based number, as libraries count rows. */
const inFile = (ref: ResourceRef, { row }: TableCell): Reading => ({
  placed: { resource: ref, key: `${ref}#${row}` },
  hadBackslashes: false,
});

/** What is wrong with a record as such; `expected`: cells that it should have. */
export const damageOf = (record: DelimitedRecord, expected: number): readonly RowProblem[] => {
  const cells = { cells: record.cells, expected };
  if (record.damage === 'oversized-field')
    return [{ kind: 'oversized-field', detail: { limitBytes: FIELD_LIMIT_BYTES } }];
  if (record.damage === 'malformed') return [{ kind: 'malformed', detail: {} }];
  if (record.damage === 'repeated-key') return [{ kind: 'repeated-key', detail: { cell: record.repeatedKey ?? '' } }];
  if (record.damage === 'unclosed-quote') return [{ kind: 'ragged', detail: { ...cells, unclosedQuote: 1 } }];
  return record.cells === expected ? NO_PROBLEMS : [{ kind: 'ragged', detail: cells }];
};

/** All rows in order. Throws StorageError. */
export function* manifestRows(manifest: Manifest, roots: Roots): Generator<ManifestRow> {
  const { facts, rules, maskRules, rows } = manifest;
  const { header, columns, encoding } = facts;
  const at = (name: string | undefined) => (name === undefined ? -1 : header.indexOf(name));
  const [pathAt, labelAt, splitAt] = [at(columns.path), at(columns.label), at(columns.split)];
  const maskAt = at(columns.mask);
  const targetsAt = columns.targets.map(at);
  const groupAt = at(columns.group);
  const [checksumAt, sizeAt] = [at(columns.checksum?.name), at(columns.size?.name)];
  const isProving = checksumAt >= 0 || sizeAt >= 0;
  const text = (record: DelimitedRecord, place: number) => (place < 0 ? '' : record.text(place));
  const expected = (record: DelimitedRecord) => {
    const cells = { checksum: text(record, checksumAt), size: text(record, sizeAt) };
    return expectedOf(columns, cells, { file: facts.ref, line: record.line });
  };
  for (const record of readRows(rows, facts)) {
    const cell = facts.pictures && { row: record.index - 1, ...facts.pictures };
    const { placed, hadBackslashes } =
      cell === undefined ? readPath(record, pathAt, encoding, rules, roots) : inFile(facts.ref, cell);
    const split = facts.split ?? (splitAt < 0 ? '' : record.text(splitAt).trim());
    const mask = maskRules && readMask(record, maskAt, encoding, maskRules, roots);
    const broken = damageOf(record, header.length);
    const damage = mask?.problem === undefined ? broken : [...broken, mask.problem];
    // A line that says nothing at all does not name no file besides.
    const isWhole = placed.problem === undefined || record.damage === 'malformed';
    // Written out, not spread: a million rows pass here twice.
    yield {
      resource: placed.resource,
      key: placed.key,
      record: record.index,
      line: record.line,
      label: labelAt < 0 ? undefined : record.text(labelAt),
      mask: mask?.resource,
      split: split === '' ? undefined : split,
      targets: targetsAt.map((cell) => record.text(cell)),
      group: groupAt < 0 ? undefined : record.text(groupAt),
      cell,
      // Cells of a row with too many or too few are in no certain column.
      ...(isProving && broken.length === 0 && { expected: expected(record) }),
      problems: isWhole ? damage : [...damage, placed.problem!],
      hadBackslashes,
    };
  }
}
