import { resolve } from 'node:path';
import { createSealedFile } from '../catalog/sealed-file.ts';
import type { Config } from '../model/config.ts';
import { UserError } from '../model/errors.ts';
import type { KeyGlobs } from '../model/key-globs.ts';
import type { ListingFacts, ManifestFacts } from '../model/listing.ts';
import { keyFromBytes } from '../model/path-key.ts';
import type { Part } from '../model/sample.ts';
import { type ComponentColumns, withComponents } from '../model/target-columns.ts';
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
import { componentCells, labelCell, labelCells } from './label-cells.ts';
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

/** The labels of the pair as the cells of each row, in order. Throws StorageError. */
function* cellsOf(pair: Pair, { roots, config }: PairOptions): Generator<readonly string[]> {
  const labels = annotating(pair);
  const file = openArray(roots, config.limits, labels);
  try {
    const header = headerOf(file, config.limits);
    const form = header && (labelCell(header) ?? componentCells(header));
    if (header === undefined || form === undefined)
      throw new StorageError('CHANGED', `${labels.key} is another array now`);
    let row: string[] = [];
    for (const cell of labelCells(file, header, form)) {
      row.push(cell);
      if (row.length < pair.cells.length) continue;
      yield row;
      row = [];
    }
    file.verifyUnchanged();
  } finally {
    file.close();
  }
}

const headRows = (pair: Pair, options: PairOptions): readonly (readonly string[])[] => {
  const rows: (readonly string[])[] = [];
  for (const cells of cellsOf(pair, options)) {
    rows.push(['', ...cells]);
    if (rows.length === HEAD_ROWS) break;
  }
  return rows;
};

/** The columns of targets that are arrays. Throws UserError where those of several pairs differ. */
const componentsOf = (pairs: readonly Pair[]): ComponentColumns => {
  const [first, ...others] = pairs.filter(({ labelForm }) => labelForm !== 'none');
  if (first === undefined || !pairs.some(({ cells }) => cells.length > 1)) return {};
  const other = others.find(({ cells }) => cells.length !== first.cells.length);
  if (other !== undefined) {
    const [file, than] = [other, first].map((pair) => annotating(pair).key);
    const counts = { count: other.cells.length, others: first.cells.length };
    throw new UserError('sources.target-widths', { file: file!, than: than!, ...counts });
  }
  return { [first.column]: first.cells };
};

/**
 * The pair as a manifest: a column for the array whose rows are named by their numbers, and one for each cell of a label. Throws
 * UserError.
 */
const factsOf = (pair: Pair, components: ComponentColumns, options: PairOptions): ManifestFacts => {
  const { samples, labelForm, split } = pair;
  const { key: ref } = annotating(pair);
  const path = nameOf(samples.key);
  const header = [path, ...pair.cells];
  const form = { form: 'array', encoding: 'utf-8', delimiter: '', newline: '\n', header } as const;
  const rows = labelForm === 'cells' ? headRows(pair, options) : [];
  const targets = withComponents(options.config.targets, components);
  const columns = chooseColumns({ ...form, rows }, ref, { ...options.config, targets, pathColumn: path });
  if (columns === undefined) throw new Error('a stated column was not taken');
  return { ref, ...form, columns, rowsOf: samples.key, ...(split !== undefined && { split }) };
};

const rowKeyOf = ({ samples }: Pair, row: number): string => `${samples.key}#${row}`;

/** As many rows as the pair has, where labels are no cells. */
function* emptyRows({ rows }: Pair): Generator<readonly string[]> {
  for (let row = 0; row < rows; row += 1) yield [];
}

/**
 * Writes the labels that are cells down as JSON Lines, from where they are read from then on; of others only that there is a row. The
 * first of each is told to `onCell`. Throws StorageError.
 */
const transcribe = async (
  pair: Pair,
  path: string,
  options: PairOptions,
  onCell: (cell: string | undefined, row: number) => Promise<void>,
): Promise<void> => {
  const copy = createSealedFile(path);
  const names = pair.cells.map((name) => JSON.stringify(name));
  try {
    let row = 0;
    for (const cells of pair.labelForm === 'cells' ? cellsOf(pair, options) : emptyRows(pair)) {
      copy.write(`{${cells.map((cell, at) => `${names[at]}: ${JSON.stringify(cell)}`).join(', ')}}\n`);
      await onCell(cells[0], row);
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
      const cellOf = (name: string): string => record.text(facts.header.indexOf(name));
      yield {
        key: rowKeyOf(pair, row),
        ...(split !== undefined && { split }),
        parts: [
          rowPart(samples, 'array', row),
          ...(labelForm === 'array' ? [rowPart(annotating(pair), 'label', row)] : []),
        ],
        annotations: {
          origin: { file: facts.ref, line: record.line, record: record.index },
          ...(label !== undefined && { label: cellOf(label) }),
          ...(targets.length > 0 && { targets: Object.fromEntries(targets.map((name) => [name, cellOf(name)])) }),
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
    const components = componentsOf(pairs);
    const manifests = pairs.map((pair) => factsOf(pair, components, options));
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
    const facts = rowsFacts({ layout, reason, sink, config, labels: labels.told(), declared, manifests, notes });
    return Object.keys(components).length === 0 ? facts : { ...facts, components };
  } catch (error) {
    throw unreadRows(error, pairs.map((pair) => annotating(pair).key).join(', '));
  }
};
