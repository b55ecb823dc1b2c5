import unprobed from '../../../src/checks/probe/unprobed.ts';
import { testCheck } from '../check-tester.ts';
import { outcome } from './outcomes.ts';

testCheck(unprobed, {
  cases: [
    {
      name: 'names a sample that the model does not take, and why',
      facets: { probe: outcome({ unprobed: { reason: 'shape', detail: 'shape 9, of others 8' }, layers: [] }) },
      finds: [{ code: 'unprobed', data: { why: 'shape 9, of others 8' } }],
    },
    {
      name: 'leaves to the summary what has no numbers to pass',
      facets: { probe: outcome({ unprobed: { reason: 'format', detail: 'dicom' }, layers: [] }) },
      finds: [],
    },
    { name: 'leaves one that passed', facets: { probe: outcome() }, finds: [] },
  ],
});
