import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type RunEvent, run } from '../../dist/index.js';
import { scratchFolders } from './scratch-folders.ts';
import { makeFolderDataset } from './small-dataset.ts';

const folder = scratchFolders();

/** A codec that writes a line of what `says` (an expression) is at every sample, after `does`. Answers a reader of its log. */
const talkingCodec = (does: string, says: string): (() => readonly string[]) => {
  const place = folder();
  const log = join(place, 'log');
  writeFileSync(log, '');
  const path = join(place, 'codec.mjs');
  writeFileSync(
    path,
    `import { appendFileSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
    let calls = 0;
    const kept = [];
    export const before = () => { calls += 1; ${does}; appendFileSync(${JSON.stringify(log)}, String(${says}) + '\\n'); };`,
  );
  process.env.PREPASS_TEST_CODEC = path;
  return () => readFileSync(log, 'utf8').trim().split('\n');
};

describe.runIf(process.platform === 'linux')("a worker's limits", () => {
  it('are 64 descriptors, no core file, 1.5 GiB of data and files of 1 GiB', async () => {
    const limit = (name: string) => `/${name} +(\\d+)/.exec(readFileSync('/proc/self/limits', 'utf8'))[1]`;
    const names = ['Max open files', 'Max core file size', 'Max data size', 'Max file size'];
    const said = talkingCodec('', names.map(limit).join(" + ' ' + "));
    const data = folder();
    await makeFolderDataset(data, 1);
    await run({ dataset: data, out: join(folder(), 'run'), jobs: 1 });
    expect(said()).toEqual([`64 0 ${1.5 * 2 ** 30} ${2 ** 30}`]);
  });

  it('leave it alive, with an error to tell, where it would write a larger file', async () => {
    const place = join(folder(), 'spooled');
    const spools = `let said = 'written'; try { writeFileSync(${JSON.stringify(place)}, ''); const descriptor = openSync(${JSON.stringify(place)}, 'r+'); writeSync(descriptor, 'x', 2 ** 30); } catch (error) { said = error.code; }`;
    const said = talkingCodec(`${spools} globalThis.said = said`, 'globalThis.said');
    const data = folder();
    await makeFolderDataset(data, 1);
    const summary = await run({ dataset: data, out: join(folder(), 'run'), jobs: 1 });
    rmSync(place);
    expect(said()).toEqual(['EFBIG']);
    expect(summary.counts.ok).toBe(1);
  });

  it('begin with its environment: nothing of the secrets that the command was started with', async () => {
    const said = talkingCodec('', "readFileSync('/proc/self/environ', 'latin1').replaceAll('\\0', ' ')");
    const data = folder();
    await makeFolderDataset(data, 1);
    const secrets = { AWS_SECRET_ACCESS_KEY: 'secret-1', HF_TOKEN: 'secret-2', NODE_OPTIONS: '--no-warnings' };
    Object.assign(process.env, secrets);
    try {
      await run({ dataset: data, out: join(folder(), 'run'), jobs: 1 });
    } finally {
      for (const name of Object.keys(secrets)) delete process.env[name];
    }
    const [environment = ''] = said();
    expect(environment).toContain('VIPS_BLOCK_UNTRUSTED=1');
    for (const text of ['secret-', ...Object.keys(secrets)]) expect(environment).not.toContain(text);
  });

  it('end with its process once that has grown by 512 MiB', async () => {
    const said = talkingCodec('if (calls === 20) kept.push(Buffer.alloc(640 << 20, 1))', 'process.pid');
    const data = folder();
    await makeFolderDataset(data, 48);
    const summary = await run({ dataset: data, out: join(folder(), 'run'), jobs: 1 });
    const pids = said();
    expect(pids).toHaveLength(48);
    expect(new Set(pids.slice(0, 32)).size).toBe(1);
    expect(new Set(pids.slice(32)).size).toBe(1);
    expect(pids[32]).not.toBe(pids[31]);
    expect(summary.counts.ok).toBe(48);
  });
});

it('stops early when a dataset goes away under its scan, and calls no file bad', async () => {
  const data = folder();
  await makeFolderDataset(data, 600);
  const out = join(folder(), 'run');
  const onEvent = (event: RunEvent) => {
    if (event.kind === 'stage' && event.stage === 'examining') rmSync(data, { recursive: true });
  };
  await expect(run({ dataset: data, out, jobs: 2 }, { onEvent })).rejects.toMatchObject({
    key: 'pipeline.storm-unread',
    data: { cause: 'ENOENT' },
  });
});
