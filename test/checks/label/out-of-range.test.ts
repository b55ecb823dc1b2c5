import outOfRange from '../../../src/checks/label/out-of-range.ts';
import { testCheck } from '../check-tester.ts';
import { at, dense, integers, labeled, named, number } from './annotations.ts';

const three = { declaredClasses: 3, ignored: [255] };
const declaredNames = ['cat', 'dog'];

testCheck(outOfRange, {
  cases: [
    {
      name: 'flags the declared number itself: classes count from 0',
      facets: labeled(number(3), three),
      finds: [{ code: 'out-of-range', at, data: { value: 3, expected: '0..2' } }],
    },
    { name: 'flags what no integer type holds', facets: labeled(number(1e300), three), finds: ['out-of-range'] },
    { name: 'is silent on the last class', facets: labeled(number(2), three), finds: [] },
    { name: 'is silent on an ignored label', facets: labeled(number(255), three), finds: [] },
    { name: 'leaves negative labels to label/negative', facets: labeled(number(-1), three), finds: [] },
    { name: 'leaves fractions to label/not-an-integer', facets: labeled(number(3.5), three), finds: [] },
    { name: 'calls nothing bad that was not declared', facets: labeled(number(3)), finds: [] },
    { name: 'is silent on names', facets: labeled({ kind: 'name', name: 'x', index: 9 }, three), finds: [] },
  ],
  dataset: [
    {
      name: 'suspects a lone label far above a dense range',
      ...integers([...dense(10, 2), 10_000]),
      finds: [{ code: 'far-outlier', members: [20], data: { count: 1, top: 9, values: [10_000] } }],
    },
    {
      name: 'suspects a usual ignore value, however many samples have it',
      ...integers([...dense(10, 2), 255, 255, 255]),
      finds: [{ code: 'usual-ignore-value', group: '255', members: [20, 21, 22], data: { top: 9, option: 255 } }],
    },
    {
      name: 'tells both apart in one dataset',
      ...integers([...dense(10, 2), 255, 10_000]),
      finds: [
        { code: 'far-outlier', members: [21] },
        { code: 'usual-ignore-value', members: [20] },
      ],
    },
    {
      name: 'infers nothing once the number is declared',
      ...integers([...dense(10, 2), 99], { declaredClasses: 10 }),
      finds: [],
    },
    { name: 'is silent on an ignored label', ...integers([...dense(10, 2), 255], { ignored: [255] }), finds: [] },
    { name: 'is silent on a dense range', ...integers(dense(1000, 1)), finds: [] },
    {
      name: 'flags a name that the classes file does not have',
      ...named(['cat', 'dgo', 'dog', 'cat', 'dog'], { declaredNames }),
      finds: [{ code: 'undeclared-name', group: 'dgo', members: [1], data: { value: 'dgo', count: 1, declared: 2 } }],
    },
    {
      name: 'doubts the classes file when most names are not in it',
      ...named(['Cat', 'Dog', 'dog'], { declaredNames }),
      finds: [{ code: 'names-disagree', members: [], data: { count: 2, labeled: 3, value: 'Cat' } }],
    },
    {
      name: 'says that more names occur than classes are declared',
      ...named(['cat', 'dog', 'emu'], { declaredClasses: 2 }),
      finds: [{ code: 'too-many-names', members: [], data: { found: 3, declared: 2, extra: 1 } }],
    },
    { name: 'is silent on as many names as declared', ...named(['cat', 'dog'], { declaredClasses: 2 }), finds: [] },
    { name: 'is silent on names that are all declared', ...named(['cat', 'dog'], { declaredNames }), finds: [] },
  ],
});
