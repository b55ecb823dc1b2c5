import pickledObject from '../../../src/checks/array/pickled-object.ts';
import { testCheck } from '../check-tester.ts';
import { fault, goodArray, unread } from './facets.ts';

testCheck(pickledObject, {
  cases: [
    {
      name: 'flags an array of objects',
      facets: unread(),
      faults: [fault('array', 'malformed', { cause: 'pickled-object', detail: "dtype '|O'" })],
      finds: [{ code: 'pickled', data: { detail: "dtype '|O'", bytes: 5000 } }],
    },
    {
      name: 'flags a pickle whose bytes were handed over',
      facets: unread(Uint8Array.of(0x80, 4, 0x4e, 0x2e)),
      faults: [fault('array', 'malformed', { cause: 'pickled-object' })],
      finds: ['pickled'],
    },
    { name: 'is silent on plain numbers', facets: goodArray, finds: [] },
    {
      name: 'leaves other damage to array/malformed',
      facets: unread(),
      faults: [fault('array', 'malformed')],
      finds: [],
    },
  ],
});
