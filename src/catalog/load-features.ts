import { type Database, literal } from './database.ts';

const COLUMNS = {
  part: 'VARCHAR',
  feature: 'BIGINT',
  kind: 'VARCHAR',
  name: 'VARCHAR',
  n: 'BIGINT',
  nonfinite: 'BIGINT',
  min: 'DOUBLE',
  max: 'DOUBLE',
  mean: 'DOUBLE',
  variance: 'DOUBLE',
  hash: 'VARCHAR',
  prepared: 'DOUBLE',
} as const;

const quoted = (name: string): string => `"${name}"`;

/**
 * `features(part, feature, kind, name, n, nonfinite, min, max, mean, variance, hash, prepared)`, without rows where there is no `path`: a file of a
 * FeatureLine a line. */
export const loadFeatures = async (database: Database, path: string | undefined): Promise<void> => {
  const columns = Object.entries(COLUMNS);
  await database.run(`CREATE TABLE features(${columns.map(([name, type]) => `${quoted(name)} ${type}`).join(', ')})`);
  if (path === undefined) return;
  const read = columns.map(([name, type]) => `${quoted(name)}: '${type}'`).join(', ');
  await database.run(
    `INSERT INTO features SELECT ${columns.map(([name]) => quoted(name)).join(', ')}
      FROM read_json(${literal(path)}, format = 'newline_delimited', columns = { ${read} })`,
  );
};
