import type { Config } from '../model/config.ts';
import { UserError } from '../model/errors.ts';
import type { ManifestFacts } from '../model/listing.ts';
import { parseFeature } from '../model/number-cell.ts';
import { targetColumns } from '../model/target-columns.ts';
import {
  AMBIGUOUS,
  type ColumnOptions,
  cellsOf,
  chooseLabel,
  chooseSplit,
  LEAST_NUMBER_SHARE,
  looksMeasured,
  plainName,
  stated,
} from './columns.ts';
import type { ManifestHead } from './head.ts';

export type TableOptions = ColumnOptions & Pick<Config, 'features'>;

/** What the columns of a table are to training. */
export interface TableColumns extends Pick<ManifestFacts['columns'], 'label' | 'split' | 'targets' | 'group'> {
  readonly features: readonly string[];
  /** Columns of words beside the label. They may name what the rows are about, such as films: a table is not taken for one by itself then. */
  readonly texts: readonly string[];
}

/** Names of columns that number rows; compared as those of manifests are. */
const ID_NAMES = new Set('id index idx row row_id rowid row_number sample_id uid uuid guid key unnamed:_0'.split(' '));
/** 'PassengerId', 'customer_id'. */
const ID_ENDING = /[a-z]I[dD]$|_id$/;

type Kind = 'numbers' | 'texts' | 'empty';

const kindOf = (head: ManifestHead, column: string): Kind => {
  if (head.kinds !== undefined) return head.kinds.numbers.includes(column) ? 'numbers' : 'texts';
  const kinds = cellsOf(head, column).map((cell) => parseFeature(cell).kind);
  const known = kinds.filter((kind) => kind !== 'missing');
  if (known.length === 0) return 'empty';
  const numbers = known.filter((kind) => kind !== 'text').length;
  return numbers >= LEAST_NUMBER_SHARE * known.length ? 'numbers' : 'texts';
};

const isDistinct = (cells: readonly string[]): boolean => new Set(cells).size === cells.length;

/** Named as what numbers rows, and different in each. A measurement may have such a name, and has fractions. */
const isId = (head: ManifestHead, column: string): boolean => {
  const isNamed = column === '' || ID_NAMES.has(plainName(column)) || ID_ENDING.test(column);
  return isNamed && isDistinct(cellsOf(head, column)) && !looksMeasured(head, column);
};

/** A header that pandas makes where it knows no names: 0, 1, 2 … */
const isCounted = (names: readonly string[]): boolean => names.every((name, at) => name === String(at));

/** A first line of numbers is a row: taking it for a header would lose that sample in silence. */
const refuseMissingHeader = ({ form, header }: ManifestHead, file: string): void => {
  if (form !== 'delimited') return;
  const numbers = header.filter((name) => ['number', 'nonfinite'].includes(parseFeature(name).kind));
  if (2 * numbers.length <= header.length || isCounted(header.filter((name) => name !== ''))) return;
  throw new UserError('sources.table-no-header', { file, cell: numbers[0]! });
};

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The columns that a pattern names; '*' stands for any text, everything else for itself. Throws UserError where there is none. */
const matching = (head: ManifestHead, file: string, pattern: string): readonly string[] => {
  if (head.header.includes(pattern)) return [pattern];
  const expression = new RegExp(`^${pattern.split('*').map(escaped).join('.*')}$`, 'su');
  const found = head.header.filter((name) => expression.test(name));
  return found.length > 0 ? found : [stated(head, file, '--features', pattern)];
};

const refuseTwice = (head: ManifestHead, file: string, features: readonly string[]): void => {
  const twice = features.find((name) => head.header.indexOf(name) !== head.header.lastIndexOf(name));
  if (twice !== undefined) throw new UserError('sources.table-column-twice', { file, column: twice });
};

/** A column y beside a column x is a coordinate, whatever it is called in a formula. */
const coordinates = ({ header }: ManifestHead): readonly string[] =>
  header.some((name) => plainName(name) === 'x') ? header.filter((name) => plainName(name) === 'y') : [];

/** A single column of words that come again is what the rows are sorted into. */
const labelAmong = (head: ManifestHead, texts: readonly string[]): string | undefined => {
  const [only] = texts;
  return texts.length === 1 && only !== undefined && !isDistinct(cellsOf(head, only)) ? only : undefined;
};

/**
 * What the columns of a table are: those of numbers are features, but for labels, targets, splits and ids. Throws UserError for options
 * that name no column, a first line of numbers, and a feature whose name comes twice.
 */
export const chooseTableColumns = (head: ManifestHead, file: string, options: TableOptions): TableColumns => {
  refuseMissingHeader(head, file);
  const given = (option: string, column: string | undefined) =>
    column === undefined ? undefined : stated(head, file, option, column);
  const statedTargets = targetColumns(options.targets).map(({ name }) => stated(head, file, '--target', name));
  const group = given('--target-by', options.targetBy);
  const statedLabel = given('--label-column', options.labelColumn);
  const statedSplit = given('--split-column', options.splitColumn);
  const taken = new Set([statedLabel, statedSplit, ...statedTargets].filter((name) => name !== undefined));
  const statedFeatures = [...new Set(options.features.flatMap((pattern) => matching(head, file, pattern)))];
  for (const name of statedFeatures) if (options.features.includes(name)) taken.add(name);

  const measured = new Set(coordinates(head));
  const namedLabel = statedLabel ?? chooseLabel(head, new Set([...taken, ...measured]));
  if (namedLabel !== undefined) taken.add(namedLabel);
  const split = statedSplit ?? chooseSplit(head, taken);
  if (split !== undefined) taken.add(split);
  const found = head.header.filter(
    (name) => !taken.has(name) && !measured.has(name) && AMBIGUOUS.has(plainName(name)) && looksMeasured(head, name),
  );
  const targets = statedTargets.length > 0 ? statedTargets : [...new Set(found)];
  const left = head.header.filter((name) => !taken.has(name) && !targets.includes(name));
  const kinds = new Map(left.map((name) => [name, kindOf(head, name)]));
  const texts = left.filter((name) => kinds.get(name) === 'texts');
  const label = namedLabel ?? labelAmong(head, texts);
  const numbers = left.filter((name) => kinds.get(name) === 'numbers' && !isId(head, name));
  // A pattern may also match what is a label or an id; a name that is written out means what it says.
  const wanted = statedFeatures.filter((name) => options.features.includes(name) || numbers.includes(name));
  const features = statedFeatures.length > 0 ? wanted : numbers;
  refuseTwice(head, file, features);
  return {
    ...(label !== undefined && { label }),
    ...(split !== undefined && { split }),
    targets,
    ...(group !== undefined && { group }),
    features,
    texts: texts.filter((name) => name !== label && name !== group),
  };
};
