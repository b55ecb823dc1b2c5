import type { ByteSource } from '../model/byte-source.ts';
import { type DelimitedRecord, readTextLines } from './delimited.ts';

/** A class number behind a path: Caffe's lists. */
const LABEL = /[ \t]+([+-]?\d+)[ \t]*$/;

/** The class number at the end of a line, and how many characters it takes with the blanks around it, all of them ASCII. */
export const labelAtEnd = (line: string): { readonly label: string; readonly length: number } | undefined => {
  const found = LABEL.exec(line);
  return found === null || found.index === 0 ? undefined : { label: found[1]!, length: found[0].length };
};

/**
 * A list of paths, one a line, as records with the cells `path` and, where `header` has it, `label`. Lines of blanks are no records;
 * the first is record 1, for there is no header. Nothing is a comment: a file's name may begin with '#'. Throws StorageError.
 */
export function* readPathLines(
  source: ByteSource,
  { encoding, header }: { readonly encoding: string; readonly header: readonly string[] },
): Generator<DelimitedRecord> {
  const hasLabels = header.includes('label');
  const width = encoding.startsWith('utf-16') ? 2 : 1;
  let index = 0;
  for (const line of readTextLines(source, encoding)) {
    const text = line.text(0);
    if (line.cells === 1 && text.trim() === '') continue;
    index += 1;
    const end = hasLabels ? labelAtEnd(text) : undefined;
    const length = end?.length ?? 0;
    const cells = [text.slice(0, text.length - length), end?.label ?? ''];
    const bytes = line.bytes(0);
    yield {
      index,
      line: line.line,
      range: line.range,
      // A NUL, which begins another cell, is in no path.
      cells: header.length + line.cells - 1,
      damage: line.damage,
      text: (cell) => cells[cell] ?? '',
      bytes: (cell) => (cell === 0 ? bytes.subarray(0, bytes.length - width * length) : Buffer.from(cells[cell] ?? '')),
      raw: line.raw,
    };
  }
}
