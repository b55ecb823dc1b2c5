import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { placesOfStates, readState, writeStates } from '../../src/catalog/feature-states.ts';
import { createFeatureStatistics } from '../../src/measures/feature-statistics.ts';

const folder = mkdtempSync(join(tmpdir(), 'prepass-states-'));
afterAll(() => rmSync(folder, { recursive: true }));

const stateOf = (first: number, rows: number, features: number) => {
  const statistics = createFeatureStatistics(features, 'some');
  for (let row = first; row < first + rows; row += 1) {
    const values = Array.from({ length: features }, (_, at) => (row === 40 ? Number.NaN : row / 3 + at));
    statistics.addRow(row, values);
  }
  return statistics.state();
};

describe('sums of features on disk', () => {
  it('are what they were, of each part', () => {
    const path = join(folder, 'sums.bin');
    const states = [
      { part: 'X.npy', lacks: false, state: stateOf(30, 60, 3) },
      { part: 'data.npz#größe', lacks: true, state: stateOf(0, 5, 1) },
      { part: 'unread.npy', lacks: true, state: stateOf(0, 0, 2) },
    ];
    writeFileSync(path, writeStates(states));
    const places = placesOfStates(path);
    expect(places.map((place) => ({ part: place.part, lacks: place.lacks, state: readState(place) }))).toEqual(states);
  });

  it('that end too soon are no sums', () => {
    const path = join(folder, 'cut.bin');
    writeFileSync(path, writeStates([{ part: 'X.npy', lacks: false, state: stateOf(0, 40, 3) }]).subarray(0, -1));
    expect(() => placesOfStates(path).map(readState)).toThrow('sums of features end at byte');
  });
});
