import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const { resolve } = createRequire(import.meta.url);

/**
 * A decoder's WebAssembly from its installed package, found from dist/ and from src/ alike; packages would else fetch it from the network.
 * The one kind of file that decoders open, and never a user's. `beside`: the file's name where the package exports only a neighbor of it.
 */
export const readPackageWasm = (specifier: string, beside?: string): Uint8Array<ArrayBuffer> => {
  const found = resolve(specifier);
  return new Uint8Array(readFileSync(beside === undefined ? found : join(dirname(found), beside)));
};
