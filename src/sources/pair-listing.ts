import { resolve } from 'node:path';
import { createSealedFile } from '../catalog/sealed-file.ts';
import type { Config } from '../model/config.ts';
import type { KeyGlobs } from '../model/key-globs.ts';
import type { ListingFacts, ManifestFacts } from '../model/listing.ts';
import { keyFromBytes } from '../model/path-key.ts';
import type { Part } from '../model/sample.ts';
import { StorageError } from '../storage/errors.ts';
import { openLocal } from '../storage/local.ts';
import { readRows } from '../storage/records.ts';
import type { Roots } from '../storage/roots.ts';
import { chooseColumns } from './columns.ts';
import { readDeclaredClasses } from './declared-classes.ts';
import { nameOf } from './file-kinds.ts';
import type { Draft } from './folder-samples.ts';
import { HEAD_ROWS } from './head.ts';
import { noteUnmatched, refuseAllIgnored } from './ignored.ts';
import { labelCell, labelCells } from './label-cells.ts';
import type { Sink } from './listing-files.ts';
import { createLabelSurvey } from './manifest-samples.ts';
import type { Notes } from './notes.ts';
import type { ArrayPlace } from './pair-names.ts';
import { headerOf, openArray, type Pair } from './pairs.ts';
import { rowsFacts, unreadRows } from './rows-listing.ts';

interface PairOptions {
  readonly config: Config;
  readonly roots: Roots;
  /** Where the labels of a pair are written down, by its place, as JSON Lines. */
  readonly copyOf: (at: number) => string;
  readonly ignore: KeyGlobs;
  /** What stands beside an array's file goes with its rows. */
  readonly mark: (draft: Draft) => Draft;
}

/** The array that says something of each row: the labels, or the samples themselves where they have none. */
const annotating = ({ samples, labels }: Pair): ArrayPlace => labels ?? samples;

/** Every label of the pair as a cell, in order. Throws StorageError. */
function* cellsOf(pair: Pair, { roots, config }: PairOptions): Generator<string> {
  const labels = annotating(pair);
  const file = openArray(roots, config.limits, labels);
  try {
    const header = headerOf(file, config.limits);
    const cell = header && labelCell(header);
    if (header === undefined || cell === undefined)
      throw new StorageError('CHANGED', `${labels.key} is another array now`);
    yield* labelCells(file, header, cell);
    file.verifyUnchanged();
  } finally {
    file.close();
  }
}

const headCells = (pair: Pair, options: PairOptions): readonly string[] => {
  const cells: string[] = [];
  for (const cell of cellsOf(pair, options)) {
    cells.push(cell);
    if (cells.length === HEAD_ROWS) break;
  }
  return cells;
};

/**
 * The pair as a manifest: a column for the array whose rows are named by their numbers, and one for labels that are cells. Throws
 * UserError.
 */
const factsOf = (pair: Pair, options: PairOptions): ManifestFacts => {
  const { samples, column, labelForm, split } = pair;
  const { key: ref } = annotating(pair);
  const path = nameOf(samples.key);
  const header = labelForm === 'cell' ? [path, column] : [path];
  const form = { form: 'array', encoding: 'utf-8', delimiter: '', newline: '\n', header } as const;
  const rows = labelForm === 'cell' ? headCells(pair, options).map((cell) => ['', cell]) : [];
  const columns = chooseColumns({ ...form, rows }, ref, { ...options.config, pathColumn: path });
  if (columns === undefined) throw new Error('a stated column was not taken');
  return { ref, ...form, columns, rowsOf: samples.key, ...(split !== undefined && { split }) };
};

const rowKeyOf = ({ samples }: Pair, row: number): string => `${samples.key}#${row}`;

/** As many rows as the pair has, where labels are no cells. */
function* emptyRows({ rows }: Pair): Generator<undefined> {
  for (let row = 0; row < rows; row += 1) yield undefined;
}

/**
 * Writes the labels that are cells down as JSON Lines, from where they are read from then on; of others only that there is a row. Each
 * is told to `onCell`. Throws StorageError.
 */
const transcribe = async (
  pair: Pair,
  path: string,
  options: PairOptions,
  onCell: (cell: string | undefined, row: number) => Promise<void>,
): Promise<void> => {
  const copy = createSealedFile(path);
  const name = JSON.stringify(pair.column);
  try {
    let row = 0;
    for (const cell of pair.labelForm === 'cell' ? cellsOf(pair, options) : emptyRows(pair)) {
      copy.write(cell === undefined ? '{}\n' : `{${name}: ${JSON.stringify(cell)}}\n`);
      await onCell(cell, row);
      row += 1;
    }
    if (row !== pair.rows) throw new StorageError('CHANGED', `${row} of ${pair.rows} labels`);
    copy.seal();
  } catch (error) {
    copy.discard();
    throw error;
  }
};

const rowPart = ({ resource, member }: ArrayPlace, role: 'array' | 'label', row: number): Part => ({
  name: role,
  role,
  resource,
  ...(member !== undefined && { member }),
  row,
  ownership: 'shared',
});

function* drafts(pair: Pair, facts: ManifestFacts, path: string): Generator<Draft> {
  const { samples, labelForm, split } = pair;
  const { label, targets } = facts.columns;
  const copy = openLocal({ root: '/', follow: [] }, keyFromBytes(Buffer.from(resolve(path))));
  try {
    for (const record of readRows(copy, facts)) {
      const row = record.index - 1;
      const cell = labelForm === 'cell' ? record.text(1) : '';
      yield {
        key: rowKeyOf(pair, row),
        ...(split !== undefined && { split }),
        parts: [
          rowPart(samples, 'array', row),
          ...(labelForm === 'array' ? [rowPart(annotating(pair), 'label', row)] : []),
        ],
        annotations: {
          origin: { file: facts.ref, line: record.line, record: record.index },
          ...(label !== undefined && { label: cell }),
          ...(targets.length > 0 && { targets: Object.fromEntries(targets.map((name) => [name, cell])) }),
        },
      };
    }
  } finally {
    copy.close();
  }
}

/** What a listing of pairs shares with any other: the notes and what is told to the user. */
interface Told {
  readonly reason: ListingFacts['reason'];
  readonly notes: Notes;
}

/**
 * Lists the rows of arrays as samples, with their labels. Memory does not grow with the rows. Throws UserError, also where an array is
 * written to meanwhile.
 */
export const listPairs = async (
  pairs: readonly Pair[],
  options: PairOptions,
  { reason, notes }: Told,
  sink: Sink,
): Promise<ListingFacts> => {
  const { config, copyOf, ignore, mark } = options;
  const declared = readDeclaredClasses(config.classes);
  const labels = createLabelSurvey();
  const layout = pairs.some((pair) => pair.labels !== undefined) ? 'pair' : 'rows';
  try {
    const manifests = pairs.map((pair) => factsOf(pair, options));
    for (const [at, pair] of pairs.entries()) {
      const { columns } = manifests[at]!;
      await transcribe(pair, copyOf(at), options, (cell, row) => {
        sink.onProgress();
        if (columns.label !== undefined && !ignore.matches(rowKeyOf(pair, row))) labels.see(cell);
        return sink.breathe();
      });
    }
    for (const [at, pair] of pairs.entries()) {
      for (const draft of drafts(pair, manifests[at]!, copyOf(at))) {
        if (ignore.matches(draft.key)) sink.ignored(draft.key);
        else sink.sample(layout, mark(draft));
        await sink.breathe();
      }
    }
    refuseAllIgnored(config.dataset, sink.counts().samples, sink);
    noteUnmatched(notes, ignore);
    return rowsFacts({ layout, reason, sink, config, labels: labels.told(), declared, manifests, notes });
  } catch (error) {
    throw unreadRows(error, pairs.map((pair) => annotating(pair).key).join(', '));
  }
};
