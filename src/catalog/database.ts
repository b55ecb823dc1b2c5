import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import type * as DuckDb from '@duckdb/node-api';

export type Cell = string | number | boolean | null;

export interface Appender {
  readonly add: (row: readonly Cell[]) => void;
  readonly close: () => void;
}

export interface Database {
  readonly run: (sql: string) => Promise<void>;
  /** Streams rows; BIGINT comes back as a number (ours stay below 2^53). Values are bound, never pasted. */
  readonly rows: <Row extends Record<string, unknown>>(sql: string, ...values: Cell[]) => AsyncIterable<Row>;
  /** The same for queries that see the tables of one schema alone. */
  readonly rowsWithin: (schema: string) => Database['rows'];
  readonly append: (table: string, rows: Iterable<readonly Cell[]> | AsyncIterable<readonly Cell[]>) => Promise<void>;
  /** Rows for a table, one at a time, while queries stream; they are there once `close` was called. */
  readonly appender: (table: string) => Promise<Appender>;
  readonly close: () => void;
}

/**
 * DuckDB, loaded when it is first needed: a scan asks it in one process alone. By `require`, since an `import` of CommonJS reads all of its
 * files twice, which takes longer than running them.
 */
export const loadDuckDb = (): typeof DuckDb => createRequire(import.meta.url)('@duckdb/node-api') as typeof DuckDb;

/** A path or text as an SQL literal. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const plain = (value: unknown): unknown => {
  if (typeof value === 'bigint') return Number(value);
  return value;
};

async function* stream<Row>(connection: DuckDb.DuckDBConnection, sql: string, values: Cell[]): AsyncIterable<Row> {
  const result = await connection.stream(sql, values);
  const names = result.columnNames();
  for await (const chunk of result.yieldRowsJs()) {
    for (const cells of chunk) {
      const row: Record<string, unknown> = {};
      for (let at = 0; at < names.length; at += 1) row[names[at]!] = plain(cells[at]);
      yield row as Row;
    }
  }
}

const openAppender = async (connection: DuckDb.DuckDBConnection, table: string): Promise<Appender> => {
  const appender = await connection.createAppender(table);
  return {
    add: (row) => {
      for (const cell of row) {
        if (cell === null) appender.appendNull();
        else if (typeof cell === 'string') appender.appendVarchar(cell);
        else if (typeof cell === 'boolean') appender.appendBoolean(cell);
        else if (Number.isInteger(cell)) appender.appendBigInt(BigInt(cell));
        else appender.appendDouble(cell);
      }
      appender.endRow();
    },
    close: () => appender.closeSync(),
  };
};

/**
 * DuckDB over a scratch file (or ':memory:'), one thread and a memory limit: order matters more than speed here, and wide tables
 * die in memory. Streaming queries hold the connection, so each has one of its own.
 */
export const openDatabase = async (path: string, memoryLimit = '256MB'): Promise<Database> => {
  if (path !== ':memory:') {
    rmSync(path, { force: true });
    rmSync(`${path}.wal`, { force: true });
  }
  const instance = await loadDuckDb().DuckDBInstance.create(path, {
    threads: '1',
    memory_limit: memoryLimit,
    // Extensions would be fetched from the network: prepass never does.
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const main = await instance.connect();
  await main.run('SET preserve_insertion_order = true');
  const rowsWithin = (schema: string): Database['rows'] =>
    async function* (sql, ...values) {
      const connection = await instance.connect();
      try {
        await connection.run(`SET schema = ${literal(schema)}`);
        yield* stream(connection, sql, values);
      } finally {
        connection.closeSync();
      }
    };
  return {
    run: async (sql) => {
      await main.run(sql);
    },
    rows: rowsWithin('main'),
    rowsWithin,
    append: async (table, rows) => {
      const appender = await openAppender(main, table);
      for await (const row of rows) appender.add(row);
      appender.close();
    },
    appender: (table) => openAppender(main, table),
    close: () => {
      main.closeSync();
      instance.closeSync();
    },
  };
};
