import type { AnnotationsFacet, LabelArray } from '../model/facets.ts';
import type { ProbeFacts, ProbeTarget } from '../model/probe.ts';

const finiteOrNot = (cell: AnnotationsFacet['targets'][string] | undefined): number | undefined =>
  cell?.kind === 'number' || cell?.kind === 'nonfinite' ? cell.value : undefined;

/** Of an array that is the label: rows and columns make a mask, one row a distribution over the classes or numbers to predict. */
const arrayTarget = ({ header, values }: LabelArray, { classes, loss }: ProbeFacts): ProbeTarget | undefined => {
  if (values === undefined) return undefined;
  const sides = header.shape.filter((side, at) => side !== 1 || at >= header.shape.length - 2);
  if (sides.length === 2) {
    const [height = 1, width = 1] = sides;
    return { kind: 'mask', labels: values, height, width };
  }
  if (sides.length > 2) return undefined;
  const isDistribution = loss === 'softmax' || (loss === undefined && values.length === classes);
  return { kind: isDistribution ? 'distribution' : 'values', values };
};

/**
 * What is said of a sample, as its loss takes it; undefined where nothing is said, or nothing that a loss could take: an empty cell, a
 * word among numbers, the name of no class. `places`: those of class names, where they
 * were declared in an order of their own.
 */
export const targetOf = (
  annotations: AnnotationsFacet,
  labelArray: LabelArray | undefined,
  facts: ProbeFacts,
  places: ReadonlyMap<string, number> | undefined,
): ProbeTarget | undefined => {
  if (labelArray !== undefined) return arrayTarget(labelArray, facts);
  const { label, targets } = annotations;
  const cells = Object.keys(targets).sort();
  if (cells.length > 0) {
    const values = cells.map((name) => finiteOrNot(targets[name]));
    return values.includes(undefined) ? undefined : { kind: 'values', values: Float64Array.from(values as number[]) };
  }
  if (label === undefined || facts.says === 'nothing') return undefined;
  if (label.kind === 'name') {
    const place = places === undefined ? label.index : (places.get(label.name) ?? -1);
    return place < 0 ? undefined : { kind: 'class', label: place };
  }
  const value = finiteOrNot(label);
  if (value === undefined) return undefined;
  return facts.says === 'classes'
    ? { kind: 'class', label: value }
    : { kind: 'values', values: Float64Array.of(value) };
};
