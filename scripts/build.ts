/**
 * Bundles the entries into dist/: the command, the library and the three child processes, sharing chunks. Node's ESM loader opens all
 * imports of a module at once; as some 250 files a worker could not even start where 60 descriptors are allowed, as bundles it can, and
 * starts in a third of the time. Packages with native or WASM files, and CommonJS ones, stay outside.
 */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';

const root = join(import.meta.dirname, '..');
const BUNDLED = new Set(['zod', 'file-type', 'p-limit']);
const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>;
  peerDependencies: Record<string, string>;
};

/** zod hands out its words in fifty languages, of which English alone is used: a third of what it takes to load. */
const englishOnly: Plugin = {
  name: 'english-only',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /locales\/index\.js$/ }, ({ importer }) =>
      /[\\/]zod[\\/]v4[\\/]/.test(importer) ? { path: 'zod-locales', namespace: 'english-only' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'english-only' }, () => ({ contents: 'export {};' }));
  },
};

rmSync(join(root, 'dist'), { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: [
    'src/index.ts',
    'src/cli/main.ts',
    'src/pipeline/processes/list.ts',
    'src/pipeline/processes/examine.ts',
    'src/pipeline/processes/conclude.ts',
  ],
  outbase: 'src',
  outdir: 'dist',
  chunkNames: 'chunks/[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  sourcemap: true,
  // A CommonJS package of a bundled one asks for node:tty by `require`, which an ES module has not.
  banner: {
    js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
  },
  external: Object.keys({ ...dependencies, ...peerDependencies }).filter((name) => !BUNDLED.has(name)),
  plugins: [englishOnly],
  logLevel: 'warning',
});
