import type { AnnotationsFacet, ParsedLabel } from '../../../src/model/facets.ts';
import type { ListingFacts } from '../../../src/model/listing.ts';
import type { DatasetCase } from '../check-tester.ts';

export const at = { file: 'train.csv', line: 7 };

/** The facets of line 7 of train.csv. */
export const labeled = (
  label: ParsedLabel | undefined,
  labelDomain: AnnotationsFacet['labelDomain'] = { ignored: [] },
) => ({
  annotations: {
    origin: { ...at, record: 6 },
    ...(label !== undefined && { label }),
    labelDomain,
    targets: {},
    problems: [],
  } satisfies AnnotationsFacet,
});

export const number = (value: number): ParsedLabel => ({ kind: 'number', value });

type Labels = Partial<ListingFacts['labels']>;

/** A manifest whose label column holds these cells. */
export const integers = (
  cells: readonly (string | number | null)[],
  labels: Labels = {},
): Pick<DatasetCase, 'facts' | 'samples'> => ({
  facts: { layout: 'manifest', labels: { kind: 'integers', classes: [], ignored: [], ...labels } },
  samples: cells.map((cell) => ({ label: cell === null ? null : String(cell) })),
});

/** Samples with these class names. */
export const named = (names: readonly string[], labels: Labels = {}): Pick<DatasetCase, 'facts' | 'samples'> => ({
  facts: { labels: { kind: 'names', classes: [...new Set(names)].sort(), ignored: [], ...labels } },
  samples: names.map((label) => ({ label })),
});

/** 0, 1, … width − 1, each `times` times. */
export const dense = (width: number, times: number): readonly number[] =>
  Array.from({ length: width * times }, (_, at) => at % width);
