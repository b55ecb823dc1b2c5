import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/catalog/database.ts';
import { plotProbe } from '../../src/catalog/probe-plots.ts';
import { summary } from '../report/report-data.ts';

const folder = mkdtempSync(join(tmpdir(), 'prepass-plots-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const COUNT = 10_000;

describe('what the page draws of the probe', () => {
  it('thins the losses of many samples to 2,000 ranks with both ends, names the highest, and counts first places', async () => {
    const database = await openDatabase(join(folder, 'x.duckdb'));
    await database.run(
      `CREATE TABLE samples AS SELECT range AS ordinal, 'k' || range AS key, 'i' || range AS id FROM range(${COUNT + 3})`,
    );
    await database.run(`CREATE TABLE measures_probe_nonfinite AS SELECT range AS ordinal,
      CASE WHEN range < ${COUNT} THEN 'l2' END AS loss_name, CASE WHEN range < ${COUNT} THEN (${COUNT} - range)::DOUBLE END AS loss,
      CASE WHEN range >= ${COUNT} THEN 'layer' END AS stage, CASE WHEN range >= ${COUNT} THEN 'conv1' END AS name FROM range(${COUNT + 3})`);
    const facts = { ...summary().facts, probe: { network: 'built-in', says: 'values' } as const };
    const plots = await plotProbe(database, facts);
    const [curve] = plots!.losses;
    expect(curve!.points).toHaveLength(2_000);
    expect([curve!.points[0], curve!.points.at(-1)]).toEqual([
      [0, 1],
      [COUNT - 1, COUNT],
    ]);
    expect(curve!.points.every(([rank, loss]) => loss === rank + 1)).toBe(true);
    expect(curve!.highest.slice(0, 2)).toEqual([
      { key: 'k0', id: 'i0', loss: COUNT },
      { key: 'k1', id: 'i1', loss: COUNT - 1 },
    ]);
    expect(curve!.highest).toHaveLength(12);
    expect(plots!.places).toEqual([{ stage: 'layer', name: 'conv1', samples: 3, example: `k${COUNT}` }]);
    expect(await plotProbe(database, summary().facts)).toBeUndefined();
    database.close();
  });
});
