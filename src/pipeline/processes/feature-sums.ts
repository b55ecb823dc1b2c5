import { type PartState, writeStates } from '../../catalog/feature-states.ts';
import { rowValues } from '../../decode/npy-row.ts';
import { createFeatureStatistics, type FeatureStatisticsOfRows } from '../../measures/feature-statistics.ts';
import type { FeaturePartFacts } from '../../model/feature-part.ts';
import type { Sample } from '../../model/sample.ts';
import { elementsIn } from '../../model/shape.ts';
import type { Examined } from '../inspect-sample.ts';
import { mayNotComeAgain } from '../take-over.ts';

/** Sums of the features of a slice's rows. */
export interface FeatureSums {
  /** Whether a sample is a row whose features are summed. */
  readonly holds: (sample: Sample) => boolean;
  /** In the order of the listing, once. `npy`: the row as a .npy file; undefined where it could not be read. */
  readonly add: (sample: Sample, examined: Pick<Examined, 'facets' | 'faults'>, npy: Uint8Array | undefined) => void;
  /** As the file of a slice has them, once; undefined where it holds no such row. */
  readonly finish: () => Uint8Array | undefined;
}

interface OpenPart {
  readonly statistics: FeatureStatisticsOfRows;
  lacks: boolean;
}

const partOf = ({ parts: [part] }: Sample): string | undefined => {
  if (part?.row === undefined || part.role !== 'array') return undefined;
  return part.member === undefined ? part.resource : `${part.resource}#${part.member}`;
};

/**
 * Adds up features over the rows of one slice after the other, from the bytes that were read to examine them. A row of which no numbers are
 * known, cut off or not to be read, counts for nothing.
 */
export const createFeatureSums = (facts: ReadonlyMap<string, FeaturePartFacts>): FeatureSums => {
  const open = new Map<string, OpenPart>();

  const openPart = (known: FeaturePartFacts): OpenPart => {
    const opened = open.get(known.part) ?? {
      statistics: createFeatureStatistics(elementsIn(known.shape), 'some'),
      lacks: false,
    };
    open.set(known.part, opened);
    return opened;
  };
  const factsOf = (sample: Sample): FeaturePartFacts | undefined => facts.get(partOf(sample) ?? '');

  return {
    holds: (sample) => factsOf(sample) !== undefined,
    add: (sample, { facets, faults }, npy) => {
      const known = factsOf(sample);
      if (known === undefined) return;
      const part = openPart(known);
      const isWhole = facets.scan !== undefined && facets.array !== undefined && npy !== undefined;
      const values = isWhole ? rowValues(facets.array, npy) : undefined;
      if (values?.length === elementsIn(known.shape)) part.statistics.addRow(sample.parts[0]!.row!, values);
      else if (faults.some(mayNotComeAgain)) part.lacks = true;
    },
    finish: () => {
      if (open.size === 0) return undefined;
      const states = [...open].map(
        ([part, { statistics, lacks }]): PartState => ({ part, lacks, state: statistics.state() }),
      );
      return writeStates(states);
    },
  };
};
