import shapeMinority from '../../../src/checks/array/shape-minority.ts';
import { factsOf, testCheck } from '../check-tester.ts';

type Shape = readonly [channels: number, height: number, width: number];

const listed = (ref: string) => ({ ref, identity: { size: 1, mtimeNs: '0', ctimeNs: '0' } });

/** Records of databases, in their order. */
const records = (databases: Readonly<Record<string, readonly Shape[]>>) => {
  const all = Object.entries(databases).flatMap(([ref, shapes]) => shapes.map((shape) => ({ ref, shape })));
  return {
    facts: factsOf({ layout: 'lmdb', databases: Object.keys(databases).map(listed) }),
    samples: all.map(({ ref }, at) => ({ key: `${ref}#${at}` })),
    measures: {
      'array/shape-minority': all.map(({ shape: [channels, height, width] }, ordinal) => ({
        ordinal,
        channels,
        height,
        width,
      })),
    },
  };
};
const alike = (count: number, shape: Shape = [3, 8, 8]): readonly Shape[] => Array.from({ length: count }, () => shape);
const array = (shape: readonly number[]) => ({
  array: { dtype: 'u1', byteOrder: 'none' as const, shape, fortran: false },
});

testCheck(shapeMinority, {
  cases: [
    {
      name: 'keeps the shape of a record',
      facets: array([3, 32, 24]),
      finds: [],
      leaves: { channels: 3, height: 32, width: 24 },
    },
    { name: 'has nothing to say of a row of features', facets: array([784]), finds: [], leaves: null },
  ],
  dataset: [
    {
      name: 'flags the record of another size than the others',
      ...records({ 'data.mdb': [...alike(12), [3, 8, 7]] }),
      finds: [{ code: 'shape', ordinal: 12, data: { shape: '3, 8, 7', usual: '3, 8, 8', count: 12, total: 13 } }],
    },
    {
      name: 'flags the record of other channels where sizes vary, and notes that they do',
      ...records({ 'data.mdb': [...alike(8), ...alike(6, [3, 9, 8]), [1, 8, 8]] }),
      finds: [
        { code: 'channels', ordinal: 14, data: { channels: 1, usual: 3, count: 14, total: 15 } },
        { code: 'varied', group: 'data.mdb', members: [], data: { shapes: 3, total: 15 } },
      ],
    },
    {
      name: 'blames no record where sizes vary, as crop_size allows',
      ...records({ 'data.mdb': [...alike(8), ...alike(6, [3, 9, 8])] }),
      finds: ['varied'],
    },
    {
      name: 'takes each database by itself',
      ...records({ 'train_lmdb/data.mdb': alike(3), 'val_lmdb/data.mdb': alike(2, [3, 6, 6]) }),
      finds: [],
    },
    {
      name: 'is silent on arrays of other layouts',
      ...records({ 'data.mdb': [...alike(12), [3, 8, 7]] }),
      facts: factsOf({ layout: 'npy' }),
      finds: [],
    },
  ],
  thresholds: {
    leastShare: { dataset: records({ 'data.mdb': [...alike(4), [3, 8, 7]] }), silent: 0.81, flagged: 0.8 },
  },
});
