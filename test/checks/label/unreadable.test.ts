import unreadable from '../../../src/checks/label/unreadable.ts';
import type { Fault } from '../../../src/model/facets.ts';
import { testCheck } from '../check-tester.ts';
import { at, labeled } from './annotations.ts';
import { labelArray } from './label-arrays.ts';

const with_ = (
  kind: Fault['kind'],
  cause?: string,
): { facets: ReturnType<typeof labeled>; faults: readonly Fault[] } => ({
  facets: labeled(undefined),
  faults: [{ facet: 'labelArray', kind, detail: 'why', ...(cause && { cause }) }],
});

testCheck(unreadable, {
  cases: [
    {
      name: 'flags a mask that is not there, by the row that names it',
      ...with_('missing', 'ENOENT'),
      finds: [{ code: 'missing', at, data: { cause: 'ENOENT' } }],
    },
    { name: 'flags a cut mask', ...with_('truncated'), finds: [{ code: 'truncated', data: { detail: 'why' } }] },
    { name: 'flags a mask that cannot be decoded', ...with_('malformed'), finds: ['malformed'] },
    { name: 'says that a mask was not examined', ...with_('unsupported'), finds: ['unsupported'] },
    { name: 'names a limit', ...with_('limit'), finds: ['over-limit'] },
    { name: 'calls nothing bad that the system did not hand over', ...with_('io', 'EACCES'), finds: ['io'] },
    {
      name: 'calls nothing bad that a decoder died of',
      ...with_('crash'),
      finds: [{ code: 'io', data: { cause: 'crash' } }],
    },
    {
      name: 'is silent on a mask that was read',
      facets: { ...labeled(undefined), ...labelArray([2, 2], () => 0) },
      finds: [],
    },
  ],
});
