import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../places.ts';
import { PYTHON } from './python.ts';

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
