import type { FirstNonfinite, LayerActivation, ProbedRows, ProbeOutcome, StuckRows, Unprobed } from '../model/probe.ts';

/** Rows that are told of one place. */
const MOST_NAMED = 20;
/** Places that are told of one file: a model may have thousands of tensors. */
const MOST_PLACES = 64;

interface OpenPlace {
  readonly first: FirstNonfinite;
  readonly rows: number[];
  count: number;
}

/** Rows by the place at which they are first no finite numbers. */
const createPlaces = () => {
  const places = new Map<string, OpenPlace>();
  return {
    add: (row: number, first: FirstNonfinite | undefined): void => {
      if (first === undefined) return;
      const name = `${first.stage} ${first.name}`;
      const known = places.get(name) ?? { first, rows: [], count: 0 };
      if (known.count === 0 && places.size < MOST_PLACES) places.set(name, known);
      known.count += 1;
      if (known.rows.length < MOST_NAMED) known.rows.push(row);
    },
    /** The place of most rows first, of as many that of the earlier row. */
    result: (): readonly StuckRows[] =>
      [...places.values()].sort((a, b) => b.count - a.count || a.rows[0]! - b.rows[0]!),
  };
};

/**
 * Gathers what came of the rows of one file, in order, into one outcome: the largest magnitude that any row made of each tensor, and where
 * rows stop being finite. Memory does not grow with the rows.
 */
export const createRowTally = (network: ProbeOutcome['network']) => {
  const nonfinite = createPlaces();
  const float16 = createPlaces();
  const bfloat16 = createPlaces();
  const layers = new Map<string, LayerActivation>();
  let probed = 0;
  let unprobed: Unprobed | undefined;
  return {
    /** Rows come in ascending order. */
    add: (row: number, outcome: ProbeOutcome): void => {
      if (outcome.unprobed !== undefined) {
        const { reason, detail } = outcome.unprobed;
        unprobed ??= { reason, detail: `row ${row}: ${detail}` };
        return;
      }
      probed += 1;
      nonfinite.add(row, outcome.nonfinite);
      float16.add(row, outcome.overflow.float16);
      bfloat16.add(row, outcome.overflow.bfloat16);
      for (const layer of outcome.layers) {
        const known = layers.get(layer.name);
        if (known === undefined || layer.largest > known.largest)
          layers.set(layer.name, { name: layer.name, largest: layer.largest });
      }
    },
    /** One row that did not pass leaves the file unprobed: what its loss would be is not known. */
    result: (): ProbeOutcome => {
      if (unprobed !== undefined) return { network, unprobed, layers: [], overflow: {} };
      const rows: ProbedRows = {
        probed,
        nonfinite: nonfinite.result(),
        float16: float16.result(),
        bfloat16: bfloat16.result(),
      };
      const [first, half, brain] = [rows.nonfinite[0], rows.float16[0], rows.bfloat16[0]];
      return {
        network,
        ...(first && { nonfinite: first.first }),
        layers: [...layers.values()],
        overflow: { ...(half && { float16: half.first }), ...(brain && { bfloat16: brain.first }) },
        rows,
      };
    },
  };
};
