import type { AnnotationsFacet, ParsedNumber } from '../../../src/model/facets.ts';
import type { DatasetInput } from '../check-tester.ts';

export const at = { file: 'train.csv', line: 7 };

const cellOf = (cell: number | string): ParsedNumber => {
  if (typeof cell === 'number') return { kind: 'number', value: cell };
  return cell === '' ? { kind: 'missing' } : { kind: 'text', raw: cell };
};

/** The facets of line 7 of train.csv with these targets. */
export const aimed = (targets: Readonly<Record<string, ParsedNumber | number | string>>) => ({
  annotations: {
    origin: { ...at, record: 6 },
    labelDomain: { ignored: [] },
    targets: Object.fromEntries(
      Object.entries(targets).map(([name, cell]) => [name, typeof cell === 'object' ? cell : cellOf(cell)]),
    ),
    problems: [],
  } satisfies AnnotationsFacet,
});

/** A dataset with these targets; `rows` are what the check measured, by ordinal. */
export const measured = (
  check: string,
  targets: readonly string[],
  rows: readonly Readonly<Record<string, number | string>>[],
): DatasetInput => ({
  facts: { targets },
  samples: rows.map((_, ordinal) => ({ key: `${ordinal}.png` })),
  measures: { [check]: rows.map((row, ordinal) => ({ ordinal, names: targets.length, ...row })) },
});

export const nineTargets = [...'abcdefghi'];
