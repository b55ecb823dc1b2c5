import { expect, it } from 'vitest';
import { agreementOf, type Kind } from '../../scripts/corpus/runtime-agreement.ts';
import { loadRuntime } from '../../src/probe/model/runtime.ts';

const runtime = await loadRuntime('web');

it.each<[Kind, number]>([
  ['features', 200],
  ['pictures', 40],
  ['masks', 60],
])('the built-in network and its file in onnxruntime-web say the same of %s', async (kind, count) => {
  const { differences, worst, stops } = await agreementOf(runtime, kind, count);
  expect(differences).toEqual([]);
  expect(worst).toBeLessThanOrEqual(1e-5);
  expect(stops.size).toBeGreaterThan(1);
});
