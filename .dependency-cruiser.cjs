/** The import table of ARCHITECTURE.md, enforced. Each rule says why it exists. */
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: `^src/${from}/` },
  to: { path: '^src/', pathNot: [`^src/${from}/`, ...allowed.map((folder) => `^src/${folder}`)] },
});
const noFs = (from, comment, except) => ({
  name: `no-fs-in-${from}`,
  comment,
  severity: 'error',
  from: { path: `^src/${from}/`, ...(except && { pathNot: except }) },
  to: { dependencyTypes: ['core'], path: '^(node:)?(fs|fs/promises|child_process|worker_threads|net|http|https)$' },
});

/** Folders that lie below the program's borders: they must run in any process, under any caller. */
const INNER =
  'model|messages|measures|checks|decode|policy|targets|probe|storage|sources|export|catalog|quarantine|fs-change|report';

module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      comment: 'A circle has no first part to understand.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'model-stands-alone',
      comment: 'The words of the program depend on nothing but zod, hashes and the grammar of globs.',
      severity: 'error',
      from: { path: '^src/model/' },
      to: { pathNot: ['^src/model/', 'node_modules/zod/', 'node_modules/(@types/)?picomatch/', '^(node:)?crypto$'] },
    },
    only('messages', 'messages', ['model/'], 'Texts are data.'),
    only('measures', 'measures', ['model/'], 'Kernels are pure maths.'),
    only('checks', 'checks', ['model/', 'measures/'], 'A check knows no file, codec, journal or other check.'),
    {
      name: 'checks-do-not-meet',
      comment: 'Checks share facets and measures, never findings.',
      severity: 'error',
      from: { path: '^src/checks/(file|image|array|label|target|dataset|probe)/([^/]+)\\.ts$' },
      to: { path: '^src/checks/index\\.ts$' },
    },
    only('decode', 'decode', ['model/', 'measures/'], 'Decoders see bytes only.'),
    only('policy', 'policy', ['model/', 'measures/'], 'Policy judges data.'),
    only('targets', 'targets', ['model/', 'measures/'], 'Normalizers are pure maths.'),
    only('probe', 'probe', ['model/', 'measures/'], 'A network sees numbers only.'),
    only('storage', 'storage', ['model/'], 'The only opener of user files.'),
    only(
      'sources',
      'sources',
      ['model/', 'measures/', 'storage/', 'catalog/sealed-file', 'decode/npy-header\\.ts'],
      'A layout is read through storage and written down sealed. How many rows an array has, its header says.',
    ),
    only('export', 'export', ['model/', 'storage/', 'catalog/'], 'What the trainer reads comes from the catalog.'),
    only('catalog', 'catalog', ['model/', 'storage/'], 'The record of a run.'),
    only('fs-change', 'fs-change', ['model/'], 'The one interface through which user files change.'),
    only('quarantine', 'quarantine', ['model/', 'storage/', 'fs-change/'], 'All changes go through fs-change.'),
    only('report', 'report', ['model/', 'messages/', 'catalog/'], 'Reports are drawn from recorded data.'),
    {
      name: 'pipeline-composes-only-in-entries',
      comment:
        'Functions never cross processes: only the entries of processes know decoders, checks, sources and policy.',
      severity: 'error',
      from: { path: '^src/pipeline/', pathNot: '^src/pipeline/processes/' },
      to: {
        path: '^src/',
        pathNot: ['^src/pipeline/', '^src/model/', '^src/catalog/', '^src/storage/', '^src/measures/'],
      },
    },
    {
      name: 'cli-uses-the-public-api',
      comment: 'The command line can do nothing that a library user cannot.',
      severity: 'error',
      from: { path: '^src/cli/' },
      to: {
        path: '^src/',
        pathNot: ['^src/cli/', '^src/index\\.ts$', '^src/model/', '^src/messages/', '^src/report/'],
      },
    },
    noFs('checks', 'A check is pure.'),
    noFs(
      'decode',
      'A decoder that opens files can be made to open others. One reads the WASM of installed packages.',
      'package-wasm',
    ),
    noFs('policy', 'Policy judges data.'),
    noFs('targets', 'Normalizers are pure maths.'),
    noFs('probe', 'A network sees numbers only.'),
    noFs('measures', 'Kernels are pure maths.'),
    noFs('report', 'Reports are strings; whoever asked writes them.'),
    {
      name: 'inner-parts-know-no-border',
      comment: 'Only cli, api and pipeline start things.',
      severity: 'error',
      from: { path: `^src/(${INNER})/` },
      to: { path: '^src/(cli|api|pipeline|index\\.ts)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
