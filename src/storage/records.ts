import type { ByteSource } from '../model/byte-source.ts';
import type { ManifestFacts } from '../model/listing.ts';
import { type DelimitedRecord, readDelimited } from './delimited.ts';
import { readJsonLines } from './json-lines.ts';
import { readPathLines } from './path-lines.ts';

/** The rows of a manifest in any form, the first with index 1: a header is none of them. Parquet comes as JSON Lines, transcribed. Throws StorageError. */
export function* readRows(
  source: ByteSource,
  facts: Pick<ManifestFacts, 'form' | 'encoding' | 'delimiter' | 'header'>,
): Generator<DelimitedRecord> {
  if (facts.form === 'list') yield* readPathLines(source, facts);
  else if (facts.form !== 'delimited') yield* readJsonLines(source, facts);
  else {
    for (const record of readDelimited(source, facts)) if (record.index > 0) yield record;
  }
}
