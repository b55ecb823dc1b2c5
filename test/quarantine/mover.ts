/** Child process of the kill -9 test: moves everything in FOLDER/data/many and tells after each sample. */
import { readdirSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { applyQuarantine } from '../../src/quarantine/apply.ts';
import { moveOf, real } from './scene.ts';

const folder = process.argv[2]!;
const root = Buffer.from(join(folder, 'data'));
const moves = readdirSync(join(folder, 'data', 'many')).map((name) => moveOf(root, `many/${name}`));
void applyQuarantine({
  root,
  place: join(folder, 'data.quarantine'),
  moves,
  runId: 'run',
  fs: real,
  onProgress: ({ moved }) => writeSync(1, `${moved}\n`),
});
