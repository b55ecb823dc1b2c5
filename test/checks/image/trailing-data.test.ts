import trailingData from '../../../src/checks/image/trailing-data.ts';
import type { Container, TrailingKind } from '../../../src/model/facets.ts';
import { testCheck } from '../check-tester.ts';

const followed = (kind: TrailingKind): { container: Container } => ({
  container: { format: 'jpeg', end: 700, trailing: { kind, offset: 700, bytes: 200 }, damage: [] },
});
const noted = (kind: TrailingKind) => ({
  name: `takes note of ${kind} and lets it pass`,
  facets: followed(kind),
  finds: [{ code: kind, data: { offset: 700, bytes: 200 } }],
});

testCheck(trailingData, {
  cases: [
    noted('motion-photo'),
    noted('mpo'),
    noted('phone'),
    noted('zero-padding'),
    { name: 'suspects any other tail', facets: followed('unknown'), finds: ['unknown'] },
    {
      name: 'is silent when the file ends with the image',
      facets: { container: { format: 'jpeg', end: 900, damage: [] } },
      finds: [],
    },
    {
      name: 'is silent when the end was never reached',
      facets: { container: { format: 'jpeg', missing: 'EOI', damage: [] } },
      finds: [],
    },
  ],
});
