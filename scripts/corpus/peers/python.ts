import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT } from '../places.ts';
import { AT_ONCE, type Complaint, type Complaints, type Peer } from './peer.ts';

/** Debian's Python: it has the peers as packages. */
export const PYTHON = '/usr/bin/python3';
/** The script's own word for a package that is not there. */
const NOT_INSTALLED = 77;

interface Answers {
  readonly found: Map<string, Complaint>;
  /** Of how many paths, from the first on, it said anything at all. */
  readonly answered: number;
  readonly exit: string | number;
}

/** One process over the paths, in their order: a line `[path, kind, message]` for each, kind null where it was read in silence. */
const session = (script: string, paths: readonly string[]): Promise<Answers> =>
  new Promise((resolve, reject) => {
    const child = spawn(PYTHON, [join(ROOT, 'scripts/peers', script)], { stdio: ['pipe', 'pipe', 'ignore'] });
    const found = new Map<string, Complaint>();
    let answered = 0;
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [path, kind, message] = JSON.parse(line) as [string, Complaint['kind'] | null, string];
      answered += 1;
      if (kind !== null) found.set(path, { kind, message });
    });
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ found, answered, exit: code ?? signal ?? 'gone' }));
    // A process that died does not read to the end.
    child.stdin.on('error', () => undefined);
    child.stdin.end(paths.map((path) => `${path}\0`).join(''));
  });

/** A file that takes the process down, by a crash or by its alarm, is refused; another process goes on behind it. */
const askAll = async (script: string, paths: readonly string[]): Promise<Complaints | undefined> => {
  const found = new Map<string, Complaint>();
  for (let from = 0; from < paths.length; ) {
    const one = await session(script, paths.slice(from));
    if (one.exit === NOT_INSTALLED) return undefined;
    for (const [path, complaint] of one.found) found.set(path, complaint);
    from += one.answered;
    if (from >= paths.length) break;
    if (one.exit === 0) throw new Error(`${script} left ${paths.length - from} files without an answer`);
    found.set(paths[from]!, { kind: 'refused', message: `its process ended (${one.exit})` });
    from += 1;
  }
  return found;
};

const scripted = (name: string, script: string): Peer => ({
  name,
  ask: async (paths) => {
    const share = Math.ceil(paths.length / AT_ONCE);
    const shares = Array.from({ length: AT_ONCE }, (_, index) => paths.slice(index * share, (index + 1) * share));
    const answers = await Promise.all(shares.map((part) => askAll(script, part)));
    if (answers.includes(undefined)) return undefined;
    return new Map(answers.flatMap((part) => [...part!]));
  },
});

/** Pillow's `Image.open(path).load()` and every further frame. */
export const PILLOW = scripted('Pillow', 'load_pillow.py');

/** OpenCV's `imread`, unchanged depth and channels. */
export const OPENCV = scripted('OpenCV', 'load_opencv.py');
