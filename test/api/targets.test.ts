import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { grayPng } from '../../fixtures/make/png.ts';
import { run, targetsFit, targetsInverse, targetsMerge, targetsTransform } from '../../src/index.ts';
import type { ConfigInput } from '../../src/model/config.ts';
import type { RunSummary } from '../../src/model/summary.ts';
import { emptyFolder } from '../cli/spawn.ts';

const HEADER = 'path,species,label,age,left,top,right,bottom';
const place = emptyFolder();
const data = join(place, 'ds');

/** Cats of 1 to 6 years and dogs of hundreds, each with a box; the last box lies outside, one age is missing. */
const rows = Array.from({ length: 12 }, (_, at) => {
  const [species, age] = at % 2 === 0 ? ['cat', at / 2 + 1] : ['dog', 300 + at * 10];
  const box = at === 11 ? '1,1,40,5' : `1,2,${4 + (at % 3)},6`;
  return `${at}.png,${species},${at % 3},${at === 6 ? '' : age},${box}`;
});

const settings: Omit<ConfigInput, 'dataset'> = {
  jobs: 1,
  inputStats: 7,
  labelColumn: 'label',
  targets: [
    { name: 'age', method: 'robust' },
    { name: 'box', method: 'box-xyxy', columns: ['left', 'top', 'right', 'bottom'] },
  ],
  targetBy: 'species',
  targetByLeast: 3,
  targetMissing: 'mask',
};

const examine = (name: string, some: readonly string[], more: Partial<ConfigInput> = {}): Promise<RunSummary> => {
  writeFileSync(join(data, `${name}.csv`), `${[HEADER, ...some].join('\n')}\n`);
  return run({ ...settings, ...more, dataset: join(data, `${name}.csv`), out: join(place, name) });
};

const text = (name: string, file: string): string => readFileSync(join(place, name, file), 'utf8');
const all = async (lines: AsyncIterable<string>): Promise<string> => {
  let joined = '';
  for await (const line of lines) joined += line;
  return joined;
};

describe('targets of a run, by group and by picture size', () => {
  let whole: RunSummary;
  beforeAll(async () => {
    mkdirSync(data);
    for (const at of rows.keys()) {
      writeFileSync(
        join(data, `${at}.png`),
        grayPng(10 + (at % 2) * 10, 8, (x, y) => x * 9 + y * 17 + at * 31),
      );
    }
    whole = await examine('whole', rows);
    await examine('first', rows.slice(0, 5));
    await examine('second', rows.slice(5));
  });

  it('are in the clean manifest, each row by its own group and size', () => {
    const [header, first, second] = text('whole', 'clean/whole.csv').split('\n');
    expect(header).toBe(`${HEADER},${['age', 'left', 'top', 'right', 'bottom'].map((name) => `${name}_normalized`)}`);
    // Cats have 1, 2, 3, 5, 6 (median 3, quartiles 2 and 5), pictures of even numbers are 10 × 8.
    expect(first).toBe(`${rows[0]},${(1 - 3) / 3},0.1,0.25,0.4,0.75`);
    expect(second?.split(',').slice(-4)).toEqual(['0.05', '0.25', '0.25', '0.75']);
    // A masked cell of the vector stays empty, the others of its row are there.
    expect(text('whole', 'clean/whole.csv').split('\n')[7]).toBe(`${rows[6]},,0.1,0.25,0.4,0.75`);
  });

  it('are summed up, with what a prediction of 0 costs', () => {
    expect(whole.targets.map(({ name, n, excluded }) => [name, n, excluded])).toEqual([
      ['age', 11, 1],
      ...['left', 'top', 'right', 'bottom'].map((name) => [name, 12, 0]),
    ]);
    expect(whole.targets[0]).toMatchObject({ groups: { by: 'species', fits: 2, without: 0 } });
    const { losses } = whole.targets[0]!;
    // Dogs of 310 to 410 years: every square is above 65,504.
    expect(losses?.before.float16.l2).toMatchObject({ mean: 'Infinity', overflows: 6 });
    expect(losses?.after.float16.l2.overflows).toBe(0);
  });

  it('have the box outside named', () => {
    expect(whole.groups.map(({ check, code, samples }) => [check, code, samples])).toContainEqual([
      'target/box-outside',
      'outside',
      1,
    ]);
  });

  it('count classes of clean samples', () => {
    const { classes } = JSON.parse(text('whole', 'targets/classes.json')) as { classes: { count: number }[] };
    expect(classes.map(({ count }) => count)).toEqual([4, 4, 4]);
  });

  it('merge from two runs over parts to the bytes of the run over all', () => {
    const merged = targetsMerge([join(place, 'second'), join(place, 'first')], join(place, 'merged'));
    expect(merged.targets.map(({ name, n }) => [name, n])).toContainEqual(['age', 11]);
    expect(merged.classes).toEqual({ classes: 3, n: 12, fittedOn: 'all' });
    expect(text('merged', 'classes.json')).toBe(text('whole', 'targets/classes.json'));
    expect(text('merged', 'normalizer.json')).toBe(text('whole', 'targets/normalizer.json'));
    expect(text('merged', 'fit-state.jsonl')).toBe(text('whole', 'targets/fit-state.jsonl'));
    expect(merged.inputs).toEqual({ n: 7, fittedOn: 'all' });
    expect(text('merged', 'inputs.jsonl')).toBe(text('whole', 'targets/inputs.jsonl'));
    const again = () => targetsMerge([join(place, 'first'), join(place, 'second')], join(place, 'merged'));
    expect(again).toThrow('targets.merge-exists');
    expect(() => targetsMerge([join(place, 'first')], join(place, 'x'))).toThrow('targets.merge-needs-two');
    expect(() => targetsMerge([join(place, 'first'), join(place, 'first')], join(place, 'x'))).toThrow('merged-twice');
    expect(() => targetsMerge([join(place, 'first'), data], join(place, 'x'))).toThrow('targets.no-state');
    // What only one part has says nothing of the whole.
    const lacking = join(place, 'lacking');
    mkdirSync(lacking);
    copyFileSync(join(place, 'second/targets/classes.json'), join(lacking, 'classes.json'));
    expect(() => targetsMerge([join(place, 'first'), lacking], join(place, 'x'))).toThrow('targets.part-lacks');
    expect(existsSync(join(place, 'x'))).toBe(false);
  });

  it('go there and back through the files', async () => {
    const sizes = rows.map((row, at) => `${row},${10 + (at % 2) * 10},8`);
    writeFileSync(join(place, 'sized.csv'), `${[`${HEADER},width,height`, ...sizes].join('\n')}\n`);
    const normalizer = join(place, 'whole/targets/normalizer.json');
    writeFileSync(join(place, 'forth.csv'), await all(targetsTransform(join(place, 'sized.csv'), normalizer)));
    const back = (await all(targetsInverse(join(place, 'forth.csv'), normalizer))).trimEnd().split('\n');
    const at = back[0]!.split(',').indexOf('right_denormalized');
    expect(back.slice(1).map((row) => Math.round(Number(row.split(',')[at])))).toEqual(
      rows.map((row) => Number(row.split(',')[6])),
    );
  });

  it('can be fitted anew by the label or the column that was read, not by another', async () => {
    const [fit] = await targetsFit(join(place, 'whole'), [{ name: 'age' }], { targetBy: 'label', targetByLeast: 2 });
    expect(fit).toMatchObject({ n: 11, groups: { by: 'label', fits: 3, without: 0 } });
    const refused = targetsFit(join(place, 'whole'), [{ name: 'age' }], { targetBy: 'left' });
    await expect(refused).rejects.toMatchObject({ key: 'targets.unread-group' });
  });

  it('are refused before anything is read where they cannot be', async () => {
    const twice = { targets: [{ name: 'age' }, { name: 'pose', columns: ['age', 'left'] }] };
    await expect(examine('twice', rows, twice)).rejects.toMatchObject({ key: 'targets.column-twice' });
    const short = { targets: [{ name: 'box', method: 'box-xyxy' as const, columns: ['left', 'top', 'right'] }] };
    await expect(examine('short', rows, short)).rejects.toMatchObject({
      key: 'targets.form-columns',
      data: { count: 3, expected: 4 },
    });
  });
});
