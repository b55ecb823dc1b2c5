import { openDatabase } from '../../src/catalog/database.ts';
import { loadFeatures } from '../../src/catalog/load-features.ts';
import type { AnyCheck, DatasetDraft, DatasetView } from '../../src/model/check.ts';
import type { FacetName, Fault } from '../../src/model/facets.ts';
import type { FeatureLine } from '../../src/model/feature-line.ts';
import type { ListingFacts } from '../../src/model/listing.ts';

export interface SampleRow {
  readonly ordinal?: number;
  readonly key?: string;
  readonly split?: string | null;
  readonly label?: string | null;
  readonly format?: string | null;
  readonly width?: number | null;
  readonly height?: number | null;
  readonly bytes?: number | null;
  readonly sha256?: string | null;
}

type Cell = string | number | boolean | null;
export type MeasuredRow = Readonly<Record<string, Cell>> & { readonly ordinal: number };

/** What a dataset half sees. Missing members are empty; a sample's missing cells are null, its sha256 unique. */
export interface DatasetInput {
  readonly facts?: Partial<ListingFacts>;
  /** As if only so much of the dataset had been examined. */
  readonly part?: DatasetView['part'];
  /** `ordinal` defaults to the place in the list, `key` to 's<ordinal>'. */
  readonly samples?: readonly SampleRow[];
  /** Check id to rows. Of the check itself columns are taken from its declaration, of others from the rows. */
  readonly measures?: Readonly<Record<string, readonly MeasuredRow[]>>;
  readonly features?: readonly FeatureLine[];
  readonly faults?: readonly {
    readonly ordinal: number;
    readonly facet: FacetName;
    readonly kind: Fault['kind'];
    readonly cause?: string;
  }[];
}

/** Facts of a flat folder without labels, changed by `partial`. */
export const factsOf = (partial: Partial<ListingFacts> = {}): ListingFacts => ({
  layout: 'flat',
  reason: { key: 'sources.reason', data: {} },
  samples: 0,
  splits: {},
  labels: { kind: 'none', classes: [], ignored: [] },
  classFolders: [],
  targets: [],
  otherFiles: 0,
  notes: [],
  noteCounts: {},
  ...partial,
});

const literal = (cell: Cell | undefined): string => {
  if (cell === null || cell === undefined) return 'NULL';
  if (typeof cell === 'string') return `'${cell.replaceAll("'", "''")}'`;
  if (typeof cell === 'number' && !Number.isFinite(cell)) return `CAST('${cell}' AS DOUBLE)`;
  return String(cell);
};

const sqlType = (cell: Cell | undefined): string => {
  if (typeof cell === 'string') return 'VARCHAR';
  if (typeof cell === 'boolean') return 'BOOLEAN';
  return Number.isInteger(cell) ? 'BIGINT' : 'DOUBLE';
};

const columnsOf = (check: AnyCheck, id: string, rows: readonly MeasuredRow[]): Record<string, string> => {
  if (id === check.id) return { ...check.columns };
  const columns: Record<string, string> = {};
  for (const row of rows)
    for (const [name, cell] of Object.entries(row)) if (name !== 'ordinal') columns[name] = sqlType(cell);
  return columns;
};

const CREATE = `
  CREATE TABLE samples(ordinal BIGINT, key VARCHAR, split VARCHAR, label VARCHAR, format VARCHAR, width BIGINT, height BIGINT,
    bytes BIGINT, sha256 VARCHAR);
  CREATE TABLE faults(ordinal BIGINT, facet VARCHAR, kind VARCHAR, cause VARCHAR)`;

/** All that a check sees which says that the listing is enough for it. */
const LISTED = `
  CREATE SCHEMA listed;
  CREATE TABLE listed.samples AS SELECT ordinal, key, split, label FROM samples`;

/**
 * Runs a check's dataset half over rows in a real DuckDB. `order: 'reversed'` inserts the rows backwards: a half whose queries
 * lack ORDER BY then answers differently.
 */
export const concludeOver = async (
  check: AnyCheck,
  { facts = {}, part, samples = [], measures = {}, features = [], faults = [] }: DatasetInput,
  options: Readonly<Record<string, unknown>> = {},
  order: 'given' | 'reversed' = 'given',
): Promise<readonly DatasetDraft<AnyCheck['codes']>[]> => {
  const { conclude } = check;
  if (conclude === undefined) throw new Error(`${check.id} has no dataset half`);
  const database = await openDatabase(':memory:');
  const insert = async (table: string, rows: readonly (readonly (Cell | undefined)[])[]) => {
    if (rows.length === 0) return;
    const values = rows.map((row) => `(${row.map(literal).join(', ')})`);
    if (order === 'reversed') values.reverse();
    await database.run(`INSERT INTO ${table} VALUES ${values.join(', ')}`);
  };
  try {
    await database.run(CREATE);
    await insert(
      'samples',
      samples.map((row, at) => {
        const ordinal = row.ordinal ?? at;
        const { key = `s${ordinal}`, split, label, format, width, height, bytes, sha256 = `sha-${ordinal}` } = row;
        return [ordinal, key, split, label, format, width, height, bytes, sha256];
      }),
    );
    await insert(
      'faults',
      faults.map(({ ordinal, facet, kind, cause }) => [ordinal, facet, kind, cause]),
    );
    await loadFeatures(database, undefined);
    await insert(
      'features',
      features.map((line) => [
        line.part,
        line.feature,
        line.kind,
        line.name,
        line.n,
        line.nonfinite,
        line.min,
        line.max,
        line.mean,
        line.variance,
        line.hash,
        line.prepared,
      ]),
    );
    const own = check.columns !== undefined && !(check.id in measures) ? { [check.id]: [] } : {};
    for (const [id, rows] of Object.entries<readonly MeasuredRow[]>({ ...own, ...measures })) {
      const columns = columnsOf(check, id, rows);
      const table = `measures_${id.replace(/[/-]/g, '_')}`;
      const definitions = Object.entries(columns).map(([name, type]) => `"${name}" ${type}`);
      await database.run(`CREATE TABLE ${table}(${['ordinal BIGINT', ...definitions].join(', ')})`);
      await insert(
        table,
        rows.map((row) => [row.ordinal, ...Object.keys(columns).map((name) => row[name])]),
      );
    }
    const drafts: DatasetDraft<AnyCheck['codes']>[] = [];
    await database.run(LISTED);
    const rows = check.holdsFor === 'listing' ? database.rowsWithin('listed') : database.rows;
    const view = { facts: factsOf({ samples: samples.length, ...facts }), rows, ...(part && { part }) };
    for await (const draft of conclude(view, check.options.parse(options))) drafts.push(draft);
    return drafts;
  } finally {
    database.close();
  }
};
