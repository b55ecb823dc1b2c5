import { execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { ROOT } from './places.ts';

/** Debian's Python: it has the peers as packages. */
export const PYTHON = '/usr/bin/python3';

/** What a script of peers/ answers, by path; `script`: its name and arguments. */
export const askPeer = <Answer>(
  [script, ...options]: readonly [string, ...string[]],
  paths: readonly string[],
): Promise<ReadonlyMap<string, Answer>> =>
  new Promise((resolve, reject) => {
    const child = spawn(PYTHON, [join(ROOT, 'scripts/peers', script), ...options], { stdio: ['pipe', 'pipe', 'pipe'] });
    let answer = '';
    let complaint = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      answer += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaint = (complaint + text).slice(-4000);
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code !== 0) reject(new Error(`${script} ended with ${code}: ${complaint}`));
      else resolve(new Map(Object.entries(JSON.parse(answer) as Record<string, Answer>)));
    });
    child.stdin.end(paths.map((path) => `${path}\0`).join(''));
  });

/** Path to the peer's message, for each file that it could not read to the end. */
export type Refusals = ReadonlyMap<string, string>;

/** Pillow's `Image.open(path).load()` and every further frame. */
export const refusedByPillow = (paths: readonly string[]): Promise<Refusals> => askPeer(['load_pillow.py'], paths);

/** OpenCV's `imread`, unchanged depth and channels. */
export const refusedByOpencv = (paths: readonly string[]): Promise<Refusals> => askPeer(['load_opencv.py'], paths);

/** Whether libjpeg-turbo's own program refuses the file when warnings count. */
export const refusedByDjpeg = (path: string): Promise<boolean> =>
  new Promise((resolve, reject) => {
    execFile('djpeg', ['-strict', '-outfile', '/dev/null', path], (error) => {
      if (error !== null && typeof error.code !== 'number' && error.signal === undefined) reject(error);
      else resolve(error !== null);
    });
  });

/** Those of the paths that it refuses. */
export const allRefusedByDjpeg = async (paths: readonly string[]): Promise<ReadonlySet<string>> => {
  const limit = pLimit(2);
  const answers = await Promise.all(paths.map((path) => limit(() => refusedByDjpeg(path))));
  return new Set(paths.filter((_, index) => answers[index]));
};
