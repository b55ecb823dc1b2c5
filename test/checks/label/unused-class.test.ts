import unusedClass from '../../../src/checks/label/unused-class.ts';
import { testCheck } from '../check-tester.ts';
import { dense, integers, named } from './annotations.ts';

const declaredNames = ['cat', 'dog', 'emu', 'fox'];

testCheck(unusedClass, {
  dataset: [
    {
      name: 'warns of holes although nothing was declared',
      ...integers([0, 1, 4]),
      finds: [{ code: 'hole', members: [], data: { count: 2, size: 5, classes: ['2', '3'] } }],
    },
    {
      name: 'notes the last ones of a declared number',
      ...integers([0, 1, 1], { declaredClasses: 4 }),
      finds: [{ code: 'last', members: [], data: { count: 2, size: 4, classes: ['2', '3'] } }],
    },
    {
      name: 'tells holes from the last ones',
      ...integers([0, 2], { declaredClasses: 4 }),
      finds: [
        { code: 'hole', data: { count: 1, classes: ['1'] } },
        { code: 'last', data: { count: 1, classes: ['3'] } },
      ],
    },
    {
      name: 'names the classes of a classes file, for names',
      ...named(['cat', 'emu'], { declaredNames }),
      finds: [
        { code: 'hole', data: { classes: ['dog'] } },
        { code: 'last', data: { classes: ['fox'] } },
      ],
    },
    {
      name: 'names them for integers, too',
      ...integers([0, 1, 3], { declaredNames }),
      finds: [{ code: 'hole', data: { classes: ['emu'] } }],
    },
    {
      name: 'counts class folders against a declared number',
      ...named(['cat', 'dog'], { declaredClasses: 3 }),
      finds: [{ code: 'last', data: { count: 1, classes: ['2'] } }],
    },
    {
      name: 'lists twenty of a quadrillion',
      ...integers([0, 1e15]),
      finds: [
        { code: 'hole', data: { count: 1e15 - 1, classes: Array.from({ length: 20 }, (_, at) => String(at + 1)) } },
      ],
    },
    { name: 'does not count up to a stray label', ...integers([...dense(10, 2), 10_000]), finds: [] },
    { name: 'leaves a missing 0 below 1 to label/not-zero-indexed', ...integers([1, 2, 3]), finds: [] },
    { name: 'leaves {-1, 1} to label/negative', ...integers([-1, 1]), finds: [] },
    { name: 'is silent when all are used', ...integers([2, 0, 1], { declaredClasses: 3 }), finds: [] },
    { name: 'does not count an ignored label as used', ...integers([0, 1, 2], { ignored: [2] }), finds: [] },
    {
      name: 'is silent when no name is declared at all: the file is another dataset’s',
      ...named(['x'], { declaredNames }),
      finds: [],
    },
    { name: 'is silent on class folders alone', ...named(['cat', 'dog']), finds: [] },
    { name: 'is silent without labels', finds: [] },
  ],
});
