import { describe, expect, it } from 'vitest';
import { classWeights } from '../../src/targets/class-weights.ts';

describe('weights of classes', () => {
  it("are scikit-learn's compute_class_weight('balanced') of the classes that have samples", () => {
    // compute_class_weight('balanced', classes=[0, 1, 3], y=[0] * 7 + [1] * 2 + [3]) of scikit-learn 1.2.1.
    const counts = [7, 2, 0, 1].map((count, label) => ({ label: String(label), count }));
    const { classes, n } = classWeights(counts, 'train', { order: 'numbers' });
    expect(n).toBe(10);
    expect(classes.map(({ balanced }) => balanced)).toEqual([
      0.47619047619047616,
      1.6666666666666667,
      null,
      3.3333333333333335,
    ]);
    expect(classes.map(({ prior }) => prior)).toEqual([0.7, 0.2, 0, 0.1]);
  });

  it('have a mean of 1 over the samples, of both kinds', () => {
    const { classes, n } = classWeights(
      [
        { label: 'a', count: 90 },
        { label: 'b', count: 9 },
        { label: 'c', count: 1 },
      ],
      'all',
      { order: 'names' },
    );
    for (const kind of ['balanced', 'inverseSqrt'] as const) {
      expect(classes.reduce((sum, each) => sum + each.count * each[kind]!, 0) / n).toBeCloseTo(1, 12);
    }
    expect(classes[2]!.inverseSqrt! / classes[1]!.inverseSqrt!).toBeCloseTo(3, 12);
  });
});
