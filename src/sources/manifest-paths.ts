import type { ResourceRef, RowProblem } from '../model/sample.ts';

/** Where a path cell leads, by its letters alone. */
export interface PlacedPath {
  /** As RootRef; absolute when it lies outside the root. Absent: the cell names nothing. */
  readonly resource?: ResourceRef;
  /** The sample's key before duplicates are told apart: equal for every way of writing the same path. */
  readonly key: string;
  readonly problem?: RowProblem;
}

export interface PathRules {
  /** Absolute; the first is where links resolve to, others are the same folder as the user wrote it. */
  readonly roots: readonly ResourceRef[];
  /** Folders outside the root from which files may be read. */
  readonly follow: readonly ResourceRef[];
  /** Folder that relative cells count from, root-relative without a slash at its end; '' for the root. */
  readonly base: string;
}

/** A cell is never longer in a finding than this. */
const SHOWN_CHARS = 300;

/** Steps above the top. */
const CLIMBS = /^(?:\.\.(?:\/|$))+/;
const HAS_ODD_STEP = /(?:^|\/)\.{0,2}(?:\/|$)/;

/** '.', '' and '..' taken out by their letters; leading '..' stay. */
const normalize = (path: string): string => {
  if (!HAS_ODD_STEP.test(path)) return path;
  const kept: string[] = [];
  for (const step of path.split('/')) {
    if (step === '' || step === '.') continue;
    if (step === '..' && kept.length > 0 && kept.at(-1) !== '..') kept.pop();
    else kept.push(step);
  }
  return kept.join('/');
};

const below = (path: string, folder: ResourceRef): string | undefined => {
  if (folder === '/') return path.slice(1);
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : undefined;
};

/** A file may be named like a row: 'a.jpg#row2', 'a.parquet#2'. Its '#' is escaped, so no key is ever made twice. */
const plainKey = (path: string): string => path.replace(/#(?=(?:row)?\d+$)/, '%23');

/** Key of a row whose key is taken, or which names no file. `record` is 1-based. */
export const rowKey = (key: string, record: number): string => `${key}#row${record}`;

/** `cell` is a path as a ref: '/' separators, bytes escaped, blanks around it kept. */
export const placePath = (cell: string, rules: PathRules): PlacedPath => {
  if (cell.trim() === '') return { key: '', problem: { kind: 'missing-path', detail: { cell: '' } } };
  if (cell.includes('\0')) {
    return { key: '', problem: { kind: 'missing-path', detail: { cell: cell.slice(0, SHOWN_CHARS), nul: 1 } } };
  }
  const written = normalize(cell.startsWith('/') || rules.base === '' ? cell : `${rules.base}/${cell}`);
  const isInside = !cell.startsWith('/') && written !== '' && !CLIMBS.test(written);
  if (isInside) return { resource: written, key: plainKey(written) };

  const [root = '/'] = rules.roots;
  const absolute = cell.startsWith('/')
    ? `/${written.replace(CLIMBS, '')}`
    : `/${normalize(`${root}/${written}`).replace(CLIMBS, '')}`;
  if (rules.roots.includes(absolute)) {
    return { key: '', problem: { kind: 'missing-path', detail: { cell: cell.slice(0, SHOWN_CHARS) } } };
  }
  for (const folder of rules.roots) {
    const relative = below(absolute, folder);
    if (relative !== undefined) return { resource: relative, key: plainKey(relative) };
  }
  const key = plainKey(cell.startsWith('/') ? absolute : written);
  const isFollowed = rules.follow.some((folder) => absolute === folder || below(absolute, folder) !== undefined);
  if (isFollowed) return { resource: absolute, key };
  return {
    resource: absolute,
    key,
    problem: { kind: 'outside-root', detail: { path: cell.slice(0, SHOWN_CHARS) } },
  };
};
