import negative from '../../../src/checks/label/negative.ts';
import { testCheck } from '../check-tester.ts';
import { integers, named } from './annotations.ts';

testCheck(negative, {
  dataset: [
    {
      name: 'flags each negative label against a declared number of classes',
      ...integers([0, -1, 2, -7], { declaredClasses: 3 }),
      finds: [
        { code: 'negative', ordinal: 1, data: { value: -1, expected: '0..2' } },
        { code: 'negative', ordinal: 3, data: { value: -7, expected: '0..2' } },
      ],
    },
    {
      name: 'counts the names of a classes file as a declaration',
      ...integers([0, -1, 1], { declaredNames: ['cat', 'dog'] }),
      finds: [{ code: 'negative', ordinal: 1, data: { expected: '0..1' } }],
    },
    {
      name: 'makes one line of them when nothing was declared',
      ...integers([0, -1, 2, -1, '-100.0', null]),
      finds: [
        {
          code: 'negative-inferred',
          group: 'all',
          members: [1, 3, 4],
          data: { count: 3, values: [-100, -1], option: '-100,-1' },
        },
      ],
    },
    {
      name: 'takes a label set {-1, 1} for a convention, not for mistakes',
      ...integers([-1, 1, 1, '1.0', -1]),
      finds: [{ code: 'signed-binary', group: 'all', members: [], data: { negatives: 2, positives: 3 } }],
    },
    {
      name: 'takes it so when two classes are declared',
      ...integers([-1, 1], { declaredClasses: 2 }),
      finds: ['signed-binary'],
    },
    { name: 'does not take {-1, 0, 1} so', ...integers([-1, 0, 1]), finds: ['negative-inferred'] },
    {
      name: 'is silent on ignored labels',
      ...integers([-1, 0, 1], { ignored: [-1, 255], declaredClasses: 2 }),
      finds: [],
    },
    { name: 'is silent on minus zero', ...integers(['-0', '-0.0', 0, 1]), finds: [] },
    { name: 'is silent on class names', ...named(['-1', '-2'], { declaredClasses: 2 }), finds: [] },
    {
      name: 'leaves fractions, texts and infinities to others',
      ...integers([-1.5, 'x', '-inf', '-1e999', 0, '']),
      finds: [],
    },
  ],
});
