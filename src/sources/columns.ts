import type { Config } from '../model/config.ts';
import { UserError } from '../model/errors.ts';
import type { ManifestFacts } from '../model/listing.ts';
import { parseNumber } from '../model/number-cell.ts';
import { targetColumns } from '../model/target-columns.ts';
import { roleOf } from './file-kinds.ts';
import type { ManifestHead } from './head.ts';
import { chooseProof } from './proof-columns.ts';

/** Header names in the order in which they are believed; compared without case, blanks and '-' as '_'. */
const PATH_NAMES =
  'path file_path filepath image_path img_path imagepath image_file img_file file_name filename image_name img_name image_filename file image img images filepaths'.split(
    ' ',
  );
const LABEL_NAMES =
  'label label_id label_name labels class class_id class_name class_label classname category category_id category_name target y'.split(
    ' ',
  );
/** Believed only where the cells name files: a column of that name may hold runs of pixels, or a comment. */
const MASK_NAMES =
  'mask mask_path mask_file mask_filename mask_name masks segmentation segmentation_path seg_path seg label_path label_file annotation_path label'.split(
    ' ',
  );
/** These name what is to be learned, be it a class or a measurement. */
export const AMBIGUOUS: ReadonlySet<string> = new Set(['target', 'y']);
const SPLIT_NAMES = 'split set subset partition data_split dataset_split'.split(' ');

/** Share of cells that must look like files before a column without a telling name is taken for the paths. */
const LEAST_FILE_SHARE = 0.8;
/** Share of numbers that are whole before a column of that name holds classes, and how often each comes on average. */
const LEAST_WHOLE_SHARE = 0.98;
const LEAST_REPEATS = 5;
/** Share of cells that must be numbers before a column nobody asked for is taken for a target. */
export const LEAST_NUMBER_SHARE = 0.9;

export type ColumnOptions = Pick<
  Config,
  'pathColumn' | 'labelColumn' | 'maskColumn' | 'splitColumn' | 'checksumColumn' | 'sizeColumn' | 'targets' | 'targetBy'
>;

export const plainName = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');

/** What the first rows hold in a column, empty cells left out. */
export const cellsOf = (head: ManifestHead, column: string): readonly string[] => {
  const at = head.header.indexOf(column);
  return head.rows.map((row) => row[at] ?? '').filter((cell) => cell.trim() !== '');
};

const looksLikeFile = (cell: string): boolean => roleOf(cell.trim().replaceAll('\\', '/')) !== undefined;

const looksLikeFiles = (head: ManifestHead, column: string): boolean => {
  const cells = cellsOf(head, column);
  return cells.length > 0 && cells.filter(looksLikeFile).length >= LEAST_FILE_SHARE * cells.length;
};

/** Numbers, some of them with a fraction, an exponent or not finite: a measurement, where whole numbers may be ids or classes. */
export const looksMeasured = (head: ManifestHead, column: string): boolean => {
  const cells = cellsOf(head, column);
  const kinds = cells.map((cell) => parseNumber(cell).kind);
  const numbers = kinds.filter((kind) => kind === 'number' || kind === 'nonfinite').length;
  const fractions = cells.filter((cell, at) => kinds[at] === 'number' && /[.eE]/.test(cell)).length;
  return fractions > 0 && numbers >= LEAST_NUMBER_SHARE * cells.length;
};

/**
 * Classes among which a few cells went wrong: nearly all are whole numbers, and each of these comes again and again. A measurement has
 * more fractions than that.
 */
const looksLikeClasses = (head: ManifestHead, column: string): boolean => {
  const numbers = cellsOf(head, column).flatMap((cell) => {
    const parsed = parseNumber(cell);
    return parsed.kind === 'number' ? parsed.value : [];
  });
  const whole = numbers.filter((value) => Number.isInteger(value));
  const isRepeated = whole.length >= LEAST_REPEATS * new Set(whole).size;
  return isRepeated && whole.length >= LEAST_WHOLE_SHARE * numbers.length;
};

/** The column that an option names. Throws UserError with the names that exist. */
export const stated = (head: ManifestHead, file: string, option: string, column: string): string => {
  if (head.header.includes(column)) return column;
  throw new UserError('sources.unknown-column', { file, option, column, columns: head.header.join(', ') });
};

/** Columns that bear one of the names, in the names' order. */
const named = (head: ManifestHead, names: readonly string[], taken: ReadonlySet<string>): readonly string[] =>
  names.flatMap((name) => head.header.filter((column) => plainName(column) === name && !taken.has(column)));

const choosePath = (head: ManifestHead, taken: ReadonlySet<string>): string | undefined => {
  const candidates = named(head, PATH_NAMES, taken);
  const others = head.header.filter((column) => !taken.has(column) && looksLikeFiles(head, column));
  return (
    candidates.find((column) => looksLikeFiles(head, column)) ??
    others.find((column) => !MASK_NAMES.includes(plainName(column))) ??
    others[0] ??
    candidates[0]
  );
};

const chooseMask = (head: ManifestHead, taken: ReadonlySet<string>): string | undefined =>
  named(head, MASK_NAMES, taken).find((column) => looksLikeFiles(head, column));

/** A first line that already names a file is a row: taking it for a header would lose that sample in silence. */
const refuseMissingHeader = (head: ManifestHead, file: string): void => {
  const cell = head.header.find(looksLikeFile);
  if (cell !== undefined) throw new UserError('sources.manifest-no-header', { file, cell });
};

/** The column of labels, by its name. One that names what is to be learned, and holds measurements, is none. */
export const chooseLabel = (head: ManifestHead, taken: ReadonlySet<string>): string | undefined =>
  named(head, LABEL_NAMES, taken).find(
    (column) => !AMBIGUOUS.has(plainName(column)) || !looksMeasured(head, column) || looksLikeClasses(head, column),
  );

export const chooseSplit = (head: ManifestHead, taken: ReadonlySet<string>): string | undefined =>
  named(head, SPLIT_NAMES, taken)[0];

/** Which column says what. Undefined when no column can be the paths. Throws UserError for options that name no column. */
export const chooseColumns = (
  head: ManifestHead,
  file: string,
  options: ColumnOptions,
): (ManifestFacts['columns'] & { readonly path: string }) | undefined => {
  const given = (option: string, column: string | undefined) =>
    column === undefined ? undefined : stated(head, file, option, column);
  const targets = targetColumns(options.targets).map(({ name }) => stated(head, file, '--target', name));
  const group = given('--target-by', options.targetBy);
  const statedPath = given('--path-column', options.pathColumn);
  const statedLabel = given('--label-column', options.labelColumn);
  const statedMask = given('--mask-column', options.maskColumn);
  const statedSplit = given('--split-column', options.splitColumn);
  const statedProof = [given('--checksum-column', options.checksumColumn), given('--size-column', options.sizeColumn)];
  const taken = new Set(
    [statedPath, statedLabel, statedMask, statedSplit, ...statedProof, ...targets].filter((name) => name !== undefined),
  );

  if (statedPath === undefined && head.form === 'delimited') refuseMissingHeader(head, file);
  const path = statedPath ?? choosePath(head, taken);
  if (path === undefined) return undefined;
  taken.add(path);
  const mask = statedMask ?? chooseMask(head, taken);
  if (mask !== undefined) taken.add(mask);
  const label = statedLabel ?? chooseLabel(head, taken);
  if (label !== undefined) taken.add(label);
  const split = statedSplit ?? chooseSplit(head, taken);
  if (split !== undefined) taken.add(split);
  const proof = chooseProof(head, taken, options);
  for (const column of [proof.checksum, proof.size]) if (column !== undefined) taken.add(column.name);
  const isFree = (column: string): boolean => column !== '' && column !== group && !taken.has(column);
  const found = head.header.filter((column) => isFree(column) && looksMeasured(head, column));
  return {
    path,
    ...(label !== undefined && { label }),
    ...(mask !== undefined && { mask }),
    ...(split !== undefined && { split }),
    ...(group !== undefined && { group }),
    targets: targets.length > 0 ? targets : [...new Set(found)],
    ...proof,
  };
};
