import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportTable, run } from '../../dist/index.js';
import { type FindingLine, type SampleLine, score } from '../../scripts/corpus/poison/score.ts';
import { POISONED_SETS } from '../../scripts/corpus/poison/sets.ts';
import { scratchFolders } from '../pipeline/scratch-folders.ts';

const folder = scratchFolders();

/** One of each container and way of saying; `npm run corpus -- --only probe` has all of them. */
const SETS = ['float-pictures', 'features', 'labels', 'targets', 'mask-files'] as const;

/** Of rows a few more: mistakes among labels are told from a habit by how rare they are. */
const amountOf = (name: string) => ({ samples: /pictures|mask-files/.test(name) ? 50 : 200, each: 2 });

const linesOf = async <Line>(out: string, table: 'samples' | 'findings'): Promise<readonly Line[]> => {
  const lines: Line[] = [];
  for await (const text of exportTable(out, table, 'jsonl')) lines.push(JSON.parse(text) as Line);
  return lines;
};

describe('poison that the loss would see', () => {
  it.each(SETS)('is all named in %s, and nothing else is', async (name) => {
    const work = folder();
    const data = join(work, 'data');
    mkdirSync(data);
    const set = await POISONED_SETS[name]!(data, amountOf(name));
    const out = join(work, 'run');
    const summary = await run({ ...set.settings, dataset: set.dataset, out, jobs: 1, probe: true });
    expect(summary.probe?.probed).toBe(amountOf(name).samples);
    const { kinds, accused } = score(
      set,
      await linesOf<SampleLine>(out, 'samples'),
      await linesOf<FindingLine>(out, 'findings'),
    );
    expect(kinds.flatMap(({ missed }) => missed)).toEqual([]);
    expect(accused).toEqual([]);
  });
});
