import type { ExpectedFacet } from '../model/expectation.ts';
import type { AnnotationsFacet, ParsedLabel } from '../model/facets.ts';
import type { ListingFacts } from '../model/listing.ts';
import { parseNumber } from '../model/number-cell.ts';
import type { Sample } from '../model/sample.ts';

const places = new WeakMap<ListingFacts, ReadonlyMap<string, number>>();

/** Class names to their places, made once per listing. */
const placesOf = (facts: ListingFacts): ReadonlyMap<string, number> => {
  const known = places.get(facts);
  if (known !== undefined) return known;
  const made = new Map(facts.labels.classes.map((name, index) => [name, index]));
  places.set(facts, made);
  return made;
};

const parseLabel = (cell: string, facts: ListingFacts): ParsedLabel => {
  if (facts.labels.kind === 'integers') return parseNumber(cell);
  if (cell.trim() === '') return { kind: 'missing' };
  return { kind: 'name', name: cell, index: placesOf(facts).get(cell) ?? -1 };
};

/** Cells as written become numbers and names. Nothing is judged here: '3.0' is a number, whatever a label may be. */
export const parseAnnotations = (sample: Sample, facts: ListingFacts): AnnotationsFacet => {
  const { origin, label, targets = {}, problems = [], controlFile } = sample.annotations;
  const { declaredNames, declaredClasses = declaredNames?.length, ignored } = facts.labels;
  return {
    ...(origin !== undefined && { origin }),
    ...(label !== undefined && facts.labels.kind !== 'none' && { label: parseLabel(label, facts) }),
    labelDomain: { ...(declaredClasses !== undefined && { declaredClasses }), ignored },
    targets: Object.fromEntries(Object.entries(targets).map(([name, cell]) => [name, parseNumber(cell)])),
    problems,
    ...(controlFile !== undefined && { controlFile }),
  };
};

/** What listings and columns say of the file; undefined where nobody says anything. */
export const expectedOf = ({ annotations: { expected, unlisted } }: Sample): ExpectedFacet | undefined =>
  expected === undefined && unlisted !== true ? undefined : { all: expected ?? [], unlisted: unlisted === true };
