/**
 * Compiles each src/measures/kernels/<name>.as (AssemblyScript) into <name>.wasm.ts, the bytes as base64.
 * `--verify` writes nothing and fails when a committed module is not what its source compiles to.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../src/measures/kernels/', import.meta.url));
// As a process: importing the compiler would pull its global types into this project.
const COMPILER = createRequire(import.meta.url).resolve('assemblyscript/bin/asc.js');
const OPTIONS = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd'];

const compile = (name: string): Buffer => {
  const folder = mkdtempSync(join(tmpdir(), 'prepass-kernel-'));
  try {
    // The compiler takes .ts only; in the source tree the TypeScript compiler would read such a file.
    copyFileSync(join(FOLDER, `${name}.as`), join(folder, `${name}.ts`));
    execFileSync(process.execPath, [COMPILER, `${name}.ts`, '-o', `${name}.wasm`, ...OPTIONS], { cwd: folder });
    return readFileSync(join(folder, `${name}.wasm`));
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const moduleText = (name: string, binary: Buffer): string =>
  `// Made by scripts/build-kernels.ts from ${name}.as. Do not edit.
export const ${name.toUpperCase()}_WASM =
  '${binary.toString('base64')}';
`;

const verify = process.argv.includes('--verify');
for (const file of readdirSync(FOLDER).sort()) {
  if (!file.endsWith('.as')) continue;
  const name = file.slice(0, -'.as'.length);
  const path = join(FOLDER, `${name}.wasm.ts`);
  const text = moduleText(name, compile(name));
  if (!verify) {
    writeFileSync(path, text);
    continue;
  }
  if (readFileSync(path, 'utf8') === text) continue;
  console.error(`${name}.wasm.ts is not what ${file} compiles to: run npx tsx scripts/build-kernels.ts`);
  process.exitCode = 1;
}
