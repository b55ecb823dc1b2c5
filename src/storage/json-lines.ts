import { isUtf8 } from 'node:buffer';
import type { ByteSource } from '../model/byte-source.ts';
import { type DelimitedRecord, encodeText, readTextLines } from './delimited.ts';
import { type JsonObject, readJsonObject } from './json-object.ts';

/** A byte of a name that is not UTF-8, as Python writes it into text. */
const ESCAPED_BYTE = /[\udc80-\udcff]/;
const ESCAPED_BYTES = /((?<![\ud800-\udbff])[\udc80-\udcff]+)/;

const utf8Of = (text: string): Buffer => {
  if (!ESCAPED_BYTE.test(text)) return Buffer.from(text);
  const pieces = text.split(ESCAPED_BYTES);
  return Buffer.concat(
    pieces.map((piece, at) =>
      at % 2 === 0 ? Buffer.from(piece) : Buffer.from(Array.from(piece, (unit) => unit.charCodeAt(0) & 0xff)),
    ),
  );
};

/** How the cells of a line become bytes again: a line that is not in its encoding was read as Latin-1. */
const byteWriter = (line: Uint8Array, encoding: string): ((text: string) => Uint8Array) => {
  if (!encoding.startsWith('utf-8')) return (text) => encodeText(text, encoding);
  return isUtf8(line) ? utf8Of : (text) => Buffer.from(text, 'latin1');
};

const EMPTY: JsonObject['cells'] = new Map();

const damageOf = (line: DelimitedRecord, object: JsonObject | undefined): DelimitedRecord['damage'] => {
  if (line.damage !== undefined) return line.damage;
  if (object === undefined) return 'malformed';
  return object.repeatedKey === undefined ? undefined : 'repeated-key';
};

/** One object of a JSON Lines file with all of its keys: for those who do not know the columns yet. */
export interface JsonLine extends DelimitedRecord {
  readonly object: JsonObject | undefined;
}

/**
 * A JSON Lines file, an object a line, as records whose cells are the keys of `header`; a key that is not there is ''. Lines of
 * blanks are no records; the first is record 1, for there is no header. `from`: as `readDelimited` has it. Throws StorageError.
 */
export function* readJsonLines(
  source: ByteSource,
  { encoding, header }: { readonly encoding: string; readonly header: readonly string[] },
  from?: number,
): Generator<JsonLine> {
  let index = 0;
  for (const line of readTextLines(source, encoding, from)) {
    const text = line.text(0);
    if (line.cells === 1 && text.trim() === '') continue;
    index += 1;
    const object = line.cells === 1 && line.damage === undefined ? readJsonObject(text) : undefined;
    const cells = object?.cells ?? EMPTY;
    const cellAt = (at: number): string => cells.get(header[at] ?? '') ?? '';
    const toBytes = byteWriter(line.bytes(0), encoding);
    yield {
      index,
      line: line.line,
      range: line.range,
      cells: header.length,
      damage: damageOf(line, object),
      object,
      repeatedKey: object?.repeatedKey,
      text: cellAt,
      bytes: (at) => toBytes(cellAt(at)),
      raw: line.raw,
    };
  }
}
