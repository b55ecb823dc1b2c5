import { describe, expect, it } from 'vitest';
import { labelFit } from '../../../src/checks/array/label-fit.ts';
import shapeMismatch from '../../../src/checks/array/shape-mismatch.ts';
import { testCheck } from '../check-tester.ts';
import { unread } from '../label/label-arrays.ts';

const shapes = (sample: readonly number[], label: readonly number[]) => ({
  array: { dtype: 'f4', byteOrder: 'little' as const, shape: sample, fortran: false },
  ...unread(label),
});
const rows = (...fits: readonly string[]) => ({
  samples: fits.map(() => ({})),
  measures: {
    'array/shape-mismatch': fits.map((fit, ordinal) => ({
      ordinal,
      fit,
      sample: '3, 32, 32',
      label: fit === 'differs' ? '32, 31' : '32, 32',
    })),
  },
});

testCheck(shapeMismatch, {
  cases: [
    {
      name: 'compares a mask with the height and width of its array',
      facets: shapes([3, 32, 32], [1, 32, 31]),
      role: 'array',
      finds: [],
      leaves: { fit: 'differs', sample: '3, 32, 32', label: '1, 32, 31' },
    },
    { name: 'has nothing to say of a class for each row', facets: shapes([3, 32, 32], [10]), finds: [], leaves: null },
  ],
  dataset: [
    {
      name: 'flags the sample whose mask is of another size than its array',
      ...rows('fits', 'differs', 'fits'),
      finds: [{ code: 'sample', ordinal: 1, data: { sample: '3, 32, 32', label: '32, 31' } }],
    },
    {
      name: 'blames the arrays, and no sample, where none fits',
      ...rows('differs', 'differs'),
      finds: [{ code: 'arrays', group: '3, 32, 32|32, 31', members: [], data: { count: 2 } }],
    },
    { name: 'notes labels that are a whole factor apart', ...rows('scaled', 'scaled'), finds: ['scaled'] },
    { name: 'is silent on masks that fit', ...rows('fits', 'fits'), finds: [] },
  ],
});

describe('a label for each pixel', () => {
  it.each([
    ['a plane', [3, 32, 24], [32, 24], 'fits'],
    ['a plane, channels last', [32, 24, 3], [32, 24], 'fits'],
    ['a plane for each class', [3, 32, 24], [10, 32, 24], 'fits'],
    ['a plane for each class, channels last', [32, 24, 3], [32, 24, 10], 'fits'],
    ['a plane for one without channels', [32, 24], [32, 24], 'fits'],
    ['a volume', [1, 16, 32, 24], [16, 32, 24], 'fits'],
    ['another height', [3, 32, 24], [31, 24], 'differs'],
    ['another width, channels last', [32, 24, 3], [32, 23], 'differs'],
    ['height and width exchanged', [3, 32, 24], [24, 32], 'differs'],
    ['heat maps of a quarter', [3, 256, 256], [17, 64, 64], 'scaled'],
    ['pictures of twice the size', [3, 32, 24], [3, 64, 48], 'scaled'],
    ['points', [3, 32, 24], [17, 3], undefined],
    ['boxes with a class', [3, 32, 24], [9, 5], undefined],
    ['steps of a spectrogram', [400, 128], [400, 88], undefined],
    ['frames of a video', [16, 112, 112], [16, 400], undefined],
    ['anything of features', [128], [32, 32], undefined],
  ] as const)('knows %s', (_, sample, label, fit) => {
    expect(labelFit(sample, label)).toBe(fit);
  });
});
