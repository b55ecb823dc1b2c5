import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inspectFile, run } from '../../dist/index.js';
import { float32Bytes, npyFile } from '../../scripts/make/npy.ts';
import { smallPictures } from '../../scripts/make/small-pictures.ts';
import type { ProbeOutcome } from '../../src/model/probe.ts';
import { dicomOf } from '../decode/dicom-bytes.ts';
import { scratchFolders } from './scratch-folders.ts';

const folder = scratchFolders();

const runOver = (files: Readonly<Record<string, Uint8Array | string>>, more: object = {}) => {
  const data = folder();
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(data, name), bytes);
  return run({ dataset: data, out: join(folder(), 'run'), jobs: 1, probe: true, ...more });
};

describe('samples that the probe does not see', () => {
  it('are counted by reason, with the first of each, and stay what the other checks made of them', async () => {
    const pictures = (await smallPictures()).filter(({ name }) => /\.(png|jp2|jxl|dcm|nii)$/.test(name));
    const files = Object.fromEntries(pictures.map(({ name, bytes }) => [name, bytes]));
    const cut = pictures.find(({ name }) => name.endsWith('.png'))!.bytes.subarray(0, 60);
    const bits = dicomOf({ width: 16, height: 8, allocated: 1, pixels: new Uint8Array(16).fill(0x5a) });
    const { probe, samples, counts } = await runOver({ ...files, 'bits.dcm': bits, 'z.png': cut });
    const unprobed = probe?.unprobed ?? [];
    expect(unprobed.map(({ reason }) => reason)).toEqual(['format', 'undecoded']);
    expect(unprobed[1]).toMatchObject({ count: 1, key: 'z.png' });
    expect(probe!.probed + unprobed.reduce((sum, { count }) => sum + count, 0)).toBe(samples);
    expect(counts).toMatchObject({ bad: 1, unexamined: 0 });
    expect(unprobed[0]).toMatchObject({ count: 1, key: 'bits.dcm' });
  });

  it('are rows with a cell that holds no number, while the other rows pass', async () => {
    const rows = Array.from({ length: 20 }, (_, at) => `${at % 5}.5,${at === 3 ? '' : at},${at % 2}`);
    const { probe } = await runOver({ 'train.csv': `a,b,label\n${rows.join('\n')}\n` });
    expect(probe).toMatchObject({ probed: 19, unprobed: [{ reason: 'cells', count: 1 }] });
  });

  it('are none where all were probed', async () => {
    const X = npyFile('<f4', '(4, 2)', float32Bytes([1, 2, 3, 4, 5, 6, 7, 8]));
    const y = npyFile('<f4', '(4, 3)', float32Bytes([1, 0, 0, 0, 1, 0, 0, 0, 1, 0.5, 0.5, 0]));
    const { probe } = await runOver({ 'X.npy': X, 'y.npy': y });
    expect(probe).toMatchObject({ probed: 4, nonfinite: 0 });
    expect(probe).not.toHaveProperty('unprobed');
  });
});

describe('one probed file', () => {
  const array = (): string => {
    const path = join(folder(), 'one.npy');
    writeFileSync(path, npyFile('<f4', '(4,)', float32Bytes([0, 1, 2, 4])));
    return path;
  };
  const probeOf = async (...given: Parameters<typeof inspectFile>): Promise<ProbeOutcome> =>
    (await inspectFile(...given)).facets.probe as ProbeOutcome;

  it('shows the range of its values after each step, up to the one that fails', async () => {
    const outcome = await probeOf(array(), { probe: true, preprocess: { scale: 2, function: 'log' } });
    expect(outcome.steps).toEqual([
      { step: 'input', shape: [4, 1, 1], range: [0, 4], nonfinite: 0 },
      { step: 'scale', shape: [4, 1, 1], range: [0, 8], nonfinite: 0 },
      {
        step: 'function',
        shape: [4, 1, 1],
        range: [expect.closeTo(Math.log(2), 6), expect.closeTo(Math.log(8), 6)],
        nonfinite: 1,
      },
    ]);
    expect(outcome.nonfinite).toMatchObject({ name: 'function', cause: 'log 0' });
  });

  it('meets the label or the target that it is told', async () => {
    const labeled = await probeOf(array(), { probe: true, classes: 10 }, { label: '3' });
    expect(labeled).toMatchObject({ lossName: 'softmax', loss: expect.closeTo(Math.log(10), 0) });
    const outside = await probeOf(array(), { probe: true, classes: 10 }, { label: '10' });
    expect(outside.nonfinite).toMatchObject({ stage: 'loss', name: 'softmax' });
    const target = await probeOf(array(), { probe: true }, { targets: ['1e30'] });
    expect(target.nonfinite).toMatchObject({ stage: 'loss', name: 'l2', value: '+inf' });
  });
});

describe('a crash in a batch', () => {
  it("is the culprit's alone, and the samples that waited with it are probed", async () => {
    const data = folder();
    mkdirSync(join(data, 'a'));
    const [png] = (await smallPictures()).filter(({ name }) => name.endsWith('.png'));
    for (let at = 0; at < 12; at += 1) {
      writeFileSync(
        join(data, 'a', `${at + 10}.png`),
        Buffer.concat([png!.bytes, Buffer.from(at === 5 ? 'KILLER' : '')]),
      );
    }
    const codec = join(folder(), 'codec.mjs');
    writeFileSync(
      codec,
      "export const before = (bytes) => { if (Buffer.from(bytes).includes('KILLER')) process.kill(process.pid, 'SIGKILL'); };",
    );
    process.env.PREPASS_TEST_CODEC = codec;
    const { probe, culprits } = await run({
      dataset: data,
      out: join(folder(), 'run'),
      jobs: 1,
      probe: true,
      batchSize: 8,
    });
    expect(culprits.map(({ key }) => key)).toEqual(['a/15.png']);
    expect(probe).toMatchObject({ probed: 11, unprobed: [{ reason: 'undecoded', count: 1, key: 'a/15.png' }] });
  });
});
