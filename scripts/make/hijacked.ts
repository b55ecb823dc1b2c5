import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { exampleBytes } from './hijacked-bytes.ts';
import { exampleManifest, exampleRows } from './hijacked-rows.ts';

/** Writes the example dataset; what is there is replaced. */
export const makeHijacked = async (folder: string): Promise<{ readonly files: number; readonly bytes: number }> => {
  rmSync(folder, { recursive: true, force: true });
  let files = 0;
  let total = 0;
  for (const { path, kind, number, trouble } of exampleRows()) {
    const bytes = await exampleBytes(kind, number, trouble);
    if (bytes === undefined) continue;
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
    files += 1;
    total += bytes.length;
  }
  writeFileSync(join(folder, 'manifest.csv'), exampleManifest());
  return { files, bytes: total };
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { files, bytes } = await makeHijacked('examples/hijacked');
  console.log(`examples/hijacked: ${files} files, ${bytes} bytes`);
}
