import type { ManifestFacts } from '../model/listing.ts';
import type { Place } from '../model/target-place.ts';
import { type DelimitedRecord, encodeText } from '../storage/delimited.ts';

/** A column that the clean manifest has more than the one that came in. */
export interface NewColumn {
  /** Place of the cell that it is made from. */
  readonly source: number;
  readonly name: string;
  readonly transform: Transform;
}

/** A target's value to its normalized one, for the sample that stands there. */
export type Transform = (value: number, place: Place) => number;

type Facts = Pick<ManifestFacts, 'form' | 'encoding' | 'delimiter' | 'header'>;

/** 'age_normalized', or with a number behind where the manifest has that column already. */
const freeName = (name: string, header: readonly string[]): string => {
  const wanted = `${name}_normalized`;
  let free = wanted;
  for (let number = 2; header.includes(free); number += 1) free = `${wanted}_${number}`;
  return free;
};

/** One for each fitted target that the manifest has. */
export const newColumns = (
  header: readonly string[],
  transforms: Readonly<Record<string, Transform>>,
): readonly NewColumn[] =>
  Object.entries(transforms)
    .filter(([name]) => header.includes(name))
    .map(([name, transform]) => ({ source: header.indexOf(name), name: freeName(name, header), transform }));

const quoteName = (name: string, delimiter: string): string =>
  name.includes(delimiter) || /["\r\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;

/** Null where there is no number: clean rows hold none only when missing targets are allowed. No '-0'. */
export const normalized = (record: DelimitedRecord, { source, transform }: NewColumn, place: Place): number | null => {
  const text = record.text(source).trim();
  const value = text === '' ? Number.NaN : Number(text);
  const result = Number.isFinite(value) ? transform(value, place) : Number.NaN;
  return Number.isFinite(result) ? result + 0 : null;
};

/** A short row is filled up so that what is added lands in its own column; in a long one nothing could. */
const behindLast = (record: DelimitedRecord, added: readonly string[], facts: Facts): Uint8Array => {
  const { record: raw } = record.raw();
  const missing = facts.header.length - record.cells;
  if (added.length === 0 || missing < 0) return raw;
  const cells = [...Array.from({ length: missing }, () => ''), ...added];
  return Buffer.concat([raw, encodeText(cells.map((cell) => facts.delimiter + cell).join(''), facts.encoding)]);
};

/** What a row has more, and what it is made by. */
interface Addition {
  readonly columns: readonly NewColumn[];
  readonly facts: Facts;
  readonly place: Place;
}

const CLOSING = /\}[ \t\r\n]*$/;

/** New keys stand before the brace that closes the object: not a byte of what was there changes. */
const insideBrace = (record: DelimitedRecord, { columns, facts, place }: Addition): Uint8Array => {
  const { encoding } = facts;
  const { record: raw } = record.raw();
  if (columns.length === 0 || record.damage === 'malformed' || record.damage === 'oversized-field') return raw;
  const members = columns.map((column) => `, ${JSON.stringify(column.name)}: ${normalized(record, column, place)}`);
  // ASCII to its end: as many characters as units.
  const units = encoding.startsWith('utf-16') ? 2 : 1;
  const tail = Buffer.from(raw).toString('latin1').replaceAll('\0', '');
  const length = units * (CLOSING.exec(tail)?.[0].length ?? 0);
  const at = raw.length - length;
  return Buffer.concat([raw.subarray(0, at), encodeText(members.join(''), encoding), raw.subarray(at)]);
};

/** A row as it came in, with what is new in the form that the manifest has. */
export const rowWith = (record: DelimitedRecord, addition: Addition): Uint8Array => {
  const { columns, facts, place } = addition;
  if (facts.form === 'json-lines') return insideBrace(record, addition);
  const added = columns.map((column) => normalized(record, column, place)?.toString() ?? '');
  return behindLast(record, added, facts);
};

/** The header line with the names of what is new. */
export const headerWith = (record: DelimitedRecord, columns: readonly NewColumn[], facts: Facts): Uint8Array =>
  behindLast(
    record,
    columns.map(({ name }) => quoteName(name, facts.delimiter)),
    facts,
  );
