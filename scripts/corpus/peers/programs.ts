import { execFile } from 'node:child_process';
import pLimit from 'p-limit';
import { AT_ONCE, type Complaint, MOST_SECONDS, type Peer } from './peer.ts';

interface Ended {
  /** 'missing': the program is not installed. */
  readonly exit: number | 'missing';
  readonly words: string;
}

const ended = (program: string, args: readonly string[]): Promise<Ended> =>
  new Promise((resolve) => {
    execFile(program, args, { timeout: MOST_SECONDS * 1000, encoding: 'latin1' }, (error, stdout, stderr) => {
      const words = `${stderr.trim()} ${stdout.trim()}`.trim();
      if (error === null) resolve({ exit: 0, words: stderr.trim() });
      else if (error.code === 'ENOENT') resolve({ exit: 'missing', words: '' });
      else resolve({ exit: typeof error.code === 'number' ? error.code : 1, words: words || String(error.signal) });
    });
  });

/** A program that is started once for each file, and refuses it by its exit code; words on stderr are a warning. */
const program = (name: string, argsOf: (path: string) => readonly string[], extensions?: readonly string[]): Peer => ({
  name,
  ...(extensions !== undefined && { extensions }),
  ask: async (paths) => {
    const limit = pLimit(AT_ONCE);
    const [command] = name.split(' ') as [string];
    const found = new Map<string, Complaint>();
    let missing = false;
    const one = async (path: string): Promise<void> => {
      if (missing) return;
      const { exit, words } = await ended(command, argsOf(path));
      missing ||= exit === 'missing';
      if (exit !== 0) found.set(path, { kind: 'refused', message: words });
      else if (words !== '') found.set(path, { kind: 'warned', message: words });
    };
    await Promise.all(paths.map((path) => limit(() => one(path))));
    return missing ? undefined : found;
  },
});

/** Each as strict as its own options make it. */
export const PROGRAMS: readonly Peer[] = [
  { ...program('convert -regard-warnings', (path) => ['-regard-warnings', path, 'null:']), name: 'ImageMagick' },
  program('djpeg -strict', (path) => ['-strict', '-outfile', '/dev/null', path], ['jpg']),
  program('jpeginfo -c', (path) => ['-c', path], ['jpg']),
  program('pngcheck', (path) => ['-q', path], ['png']),
  program('webpinfo', (path) => ['-quiet', path], ['webp']),
  program('dwebp', (path) => ['-quiet', path, '-o', '/dev/null'], ['webp']),
];
