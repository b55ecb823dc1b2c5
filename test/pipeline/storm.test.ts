import { expect, it } from 'vitest';
import type { UserError } from '../../src/model/errors.ts';
import type { Fault } from '../../src/model/facets.ts';
import { createStormWatch, stoppedBy } from '../../src/pipeline/storm.ts';

const fault = (kind: Fault['kind'], cause: string): { readonly faults: readonly Fault[] } => ({
  faults: [{ facet: 'file', kind, detail: '', cause }],
});

const storms = (slices: readonly (readonly [count: number, stopped: Record<string, number>])[]): string => {
  const watch = createStormWatch();
  try {
    for (const [count, stopped] of slices) watch.see(count, stopped);
  } catch (error) {
    return (error as UserError).key;
  }
  return 'none';
};

it('counts what kept samples from being examined, once each, and nothing that the files are to blame for', () => {
  const records = [
    fault('io', 'EACCES'),
    fault('io', 'EACCES'),
    fault('timeout', '60000 ms'),
    fault('truncated', 'premature-end'),
    fault('unsupported', 'unsupported'),
    { faults: [...fault('crash', 'SIGSEGV').faults, ...fault('io', 'EIO').faults] },
    { faults: [] },
  ];
  expect(stoppedBy(records)).toEqual({ EACCES: 2, '60000 ms': 1, SIGSEGV: 1 });
});

it('is a storm when one cause keeps nine tenths of at least 512 samples from being examined', () => {
  const half = (stopped: number) => [256, { EACCES: stopped }] as const;
  expect(storms([half(256)])).toBe('none');
  expect(storms([half(256), half(205)])).toBe('pipeline.storm-unread');
  expect(storms([half(256), half(204)])).toBe('none');
  expect(storms([[1_000, { EACCES: 500, EIO: 500 }]])).toBe('none');
});
