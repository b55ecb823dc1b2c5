import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodePpm } from './raster-files.ts';
import type { Picture } from './scene.ts';

/** The program is not installed. */
export class MissingProgram extends Error {
  readonly program: string;
  constructor(program: string) {
    super(`${program} is not installed`);
    this.program = program;
  }
}

const finished = (program: string, args: readonly string[]): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'ignore' });
    child.on('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'ENOENT' ? new MissingProgram(program) : error),
    );
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`${program} ended with ${code}`))));
  });

/** What a program makes of a PPM file. `args` are given the two files' names. Throws `MissingProgram`. */
export const encodeByProgram = async (
  picture: Picture,
  program: string,
  extension: string,
  args: (input: string, output: string) => readonly string[],
): Promise<Buffer> => {
  const folder = mkdtempSync(join(tmpdir(), 'prepass-encode-'));
  try {
    const input = join(folder, 'in.ppm');
    const output = join(folder, `out.${extension}`);
    writeFileSync(input, encodePpm(picture));
    await finished(program, args(input, output));
    return readFileSync(output);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
