import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { examineArray } from '../src/decode/npy.ts';
import { limitsSchema } from '../src/model/config.ts';
import { keyFromBytes } from '../src/model/path-key.ts';
import { openLocal } from '../src/storage/local.ts';

// One pass over a .npy file, in a process of its own; prints the processor's seconds, which other programs do not stretch. MODE PATH, mode one of:
// read: the file alone into one buffer · find: reader and kernel · statistics: with statistics · hashed: with sha256 of all bytes, as a run has it

const [mode, path] = process.argv.slice(2) as [string, string];
const CHUNK_BYTES = 256 * 1024;
const WARM_UP_PASSES = 60;

const readAlone = (name: string): void => {
  const buffer = new Uint8Array(CHUNK_BYTES);
  const descriptor = openSync(name, 'r');
  for (let at = 0; ; ) {
    const got = readSync(descriptor, buffer, 0, buffer.length, at);
    if (got === 0) break;
    at += got;
  }
  closeSync(descriptor);
};

const examine = (name: string): void => {
  const roots = { root: keyFromBytes(Buffer.from(dirname(name))), follow: [] };
  const file = openLocal(roots, keyFromBytes(Buffer.from(basename(name))));
  const digest = createHash('sha256');
  const made = examineArray(file, {
    limits: limitsSchema.parse({}),
    holdsSamples: false,
    ...(mode === 'statistics' && { statistics: 'all' }),
    ...(mode === 'hashed' && { onBytes: (chunk: Uint8Array) => digest.update(chunk) }),
  });
  file.close();
  if (made.facets.scan === undefined) throw new Error(`not scanned: ${JSON.stringify(made.faults)}`);
};

const pass = mode === 'read' ? readAlone : examine;
// The optimizing compilers are done before the clock starts.
for (let time = 0; time < WARM_UP_PASSES; time += 1) pass(`${path}.small.npy`);
const start = process.cpuUsage();
pass(path);
const { user, system } = process.cpuUsage(start);
console.log((user + system) / 1e6);
