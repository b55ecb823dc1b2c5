import { expect, it } from 'vitest';
import type { UserError } from '../../src/model/errors.ts';
import type { Container, Facets, Fault, Header } from '../../src/model/facets.ts';
import { createStormWatch, isStormy, refusedFormat, stoppedBy } from '../../src/pipeline/storm.ts';

const fault = (kind: Fault['kind'], cause: string): { readonly faults: readonly Fault[] } => ({
  faults: [{ facet: 'file', kind, detail: '', cause }],
});

type Counts = Record<string, number>;

const storms = (slices: readonly (readonly [count: number, stopped: Counts, refused?: Counts])[]): string => {
  const watch = createStormWatch();
  try {
    for (const [count, stopped, refused = {}] of slices) watch.see(count, { stopped, refused });
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

it('is a storm when one decoder refuses nine tenths of at least 512 pictures whose structure is whole', () => {
  expect(storms([[512, {}, { png: 460 }]])).toBe('none');
  expect(storms([[512, {}, { png: 461 }]])).toBe('pipeline.storm-decoder');
  expect(storms([[511, {}, { png: 511 }]])).toBe('none');
  expect(storms([[1_000, {}, { png: 500, webp: 500 }]])).toBe('none');
});

it('blames the decoder only where it made nothing of a picture and the walk through the file found nothing wrong', () => {
  const header = { format: 'png' } as Header;
  const whole: Container = { format: 'png', end: 100, damage: [] };
  const cut: Container = { format: 'png', missing: 'IEND', damage: [] };
  const broken: Container = { ...whole, damage: [{ kind: 'crc', offset: 8, detail: 'IDAT' }] };
  const decoding = { decoder: 'sharp', warnings: [] };
  const refusal = (kind: Fault['kind'], facets: Partial<Facets>, facet: Fault['facet'] = 'decoding') =>
    refusedFormat({ facets, faults: [{ facet, kind, detail: '' }] });
  expect(refusal('malformed', { header, container: whole })).toBe('png');
  expect(refusal('truncated', { header, container: whole })).toBe('png');
  expect(refusal('malformed', { header })).toBe('png');
  expect(refusal('malformed', { header, container: cut })).toBeUndefined();
  expect(refusal('malformed', { header, container: broken })).toBeUndefined();
  expect(refusal('limit', { header, container: whole })).toBeUndefined();
  expect(refusal('unsupported', { header, container: whole })).toBeUndefined();
  expect(refusal('malformed', { header, container: whole }, 'header')).toBeUndefined();
  expect(refusal('malformed', { header, container: whole, decoding })).toBeUndefined();
  expect(refusal('malformed', { container: whole })).toBeUndefined();
});

it('has a slice that a storm went over examined again when the run is resumed, and no other', () => {
  expect(isStormy({ count: 100, stopped: { EACCES: 90 } })).toBe(true);
  expect(isStormy({ count: 100, stopped: {}, refused: { png: 90 } })).toBe(true);
  expect(isStormy({ count: 100, stopped: { EACCES: 89 }, refused: { png: 89 } })).toBe(false);
});
