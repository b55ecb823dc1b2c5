import { describe, expect, it } from 'vitest';
import { plant, scratchFolder } from '../storage/scratch-folder.ts';
import { list } from './list.ts';

const controlsOf = (samples: Awaited<ReturnType<typeof list>>['samples']) =>
  Object.fromEntries(samples.map(({ key, annotations }) => [key, annotations.controlFile]));

const FILES = {
  'a.jpg': '',
  'a.jpg.aria2': '',
  'a.jpg.part': '',
  'b.jpg': '',
  'b.jpg.9f86d081.partial': '',
  'c.jpg': '',
  'c.jpg.txt': '',
  'd.jpg.crdownload': '',
};

describe('files that downloaders leave behind', () => {
  it('are told to the sample they belong to, in folders', async () => {
    const { samples, others } = await list(plant(scratchFolder(), FILES));
    expect(controlsOf(samples)).toEqual({ 'a.jpg': 'a.jpg.aria2', 'b.jpg': 'b.jpg.partial', 'c.jpg': undefined });
    expect(others).toContain('d.jpg.crdownload');
  });

  it('are told to the sample they belong to, in manifests', async () => {
    const { samples } = await list(plant(scratchFolder(), { ...FILES, 'manifest.csv': 'path\na.jpg\nc.jpg\n' }));
    expect(controlsOf(samples)).toEqual({ 'a.jpg': 'a.jpg.aria2', 'c.jpg': undefined });
  });
});
