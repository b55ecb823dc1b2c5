import { expect, it } from 'vitest';
import type { Part } from '../../src/model/sample.ts';
import { decidedDisposition } from '../../src/policy/decided.ts';

const part = (ownership: Part['ownership']): Part => ({ name: 'image', role: 'image', resource: 'a.jpg', ownership });
const said = (code: string) => [{ check: 'decision', code }];

it('moves what a person wants moved, unless it has no file of its own', () => {
  expect(decidedDisposition(said('quarantine'), [part('exclusive')])).toBe('move');
  expect(decidedDisposition(said('quarantine'), [part('shared')])).toBe('filter-row');
});

it('leaves what was set aside where it is', () => {
  expect(decidedDisposition([...said('later'), ...said('quarantine')], [part('exclusive')])).toBe('filter-row');
});

it('says nothing where nobody decided on moving', () => {
  expect(decidedDisposition([...said('note'), ...said('keep')], [part('exclusive')])).toBeUndefined();
  expect(decidedDisposition([{ check: 'image/x', code: 'quarantine' }], [part('exclusive')])).toBeUndefined();
});
