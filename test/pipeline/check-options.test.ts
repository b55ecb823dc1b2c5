import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type AnyCheck, defineCheck } from '../../src/model/check.ts';
import { type Config, configSchema } from '../../src/model/config.ts';
import { checkOptions, optionsByKey } from '../../src/pipeline/check-options.ts';

const words = { en: 'x', zh: 'x' };
const large = defineCheck({
  id: 'file/large',
  version: 1,
  stage: 'stable',
  scope: 'content',
  title: words,
  why: words,
  remedy: words,
  needs: [{ role: 'any', facet: 'file' }],
  codes: { large: { severity: 'warning', verdict: 'suspect', en: 'x', zh: 'x' } },
  options: z.object({ maxBytes: z.number().default(100), minBytes: z.number().default(0) }),
  *inspect({ file }, { maxBytes }) {
    if (file.size > maxBytes) yield { code: 'large', data: {} };
  },
});
const young: AnyCheck = { ...large, id: 'file/young', stage: 'trial' };
const checks: readonly AnyCheck[] = [large as AnyCheck, young];

const configOf = (written: object): Config => configSchema.parse({ dataset: 'd', ...written });
const enabledUnder = (written: object) => checkOptions(checks, configOf(written)).enabled.map(({ id }) => id);

describe('the checks that run', () => {
  it('are on trial only where the profile says so', () => {
    expect(enabledUnder({})).toEqual(['file/large']);
    expect(enabledUnder({ profile: 'strict' })).toEqual(['file/large']);
    expect(enabledUnder({ profile: 'trial' })).toEqual(['file/large', 'file/young']);
  });

  it('are not those called off, unless an override wants one for some files', () => {
    const off = { checks: { 'file/large': { severity: 'off' } } };
    const turnedOn = [{ files: ['a/**'], checks: { 'file/large': { severity: 'note' } } }];
    expect(enabledUnder(off)).toEqual([]);
    expect(enabledUnder({ ...off, overrides: turnedOn })).toEqual(['file/large']);
    expect(enabledUnder({ ...off, overrides: turnedOn, disable: ['file/large'] })).toEqual([]);
    expect(enabledUnder({ overrides: [{ files: ['**'], checks: { 'file/large': { severity: 'off' } } }] })).toEqual([
      'file/large',
    ]);
  });

  it('must be known to acceptances too: a slip of the hand there would accept nothing in silence', () => {
    const accept = [{ sha256: '0'.repeat(64), checks: ['file/larg'], reason: 'r', author: 'a' }];
    expect(() => enabledUnder({ accept })).toThrow(expect.objectContaining({ key: 'pipeline.unknown-check' }));
  });
});

describe('the options of one sample', () => {
  it('are those of the last override that names each, and those of the run where none does', () => {
    const config = configOf({
      checks: { 'file/large': { maxBytes: 7 } },
      overrides: [
        { files: ['a/**'], checks: { 'file/large': { maxBytes: 1, minBytes: 2 } } },
        { files: ['**/x.jpg'], checks: { 'file/large': { severity: 'off' } } },
        { files: ['a/b/**', 'c/**'], checks: { 'file/large': { maxBytes: 3 } } },
      ],
    });
    const optionsOf = optionsByKey(checks, config, checkOptions(checks, config).options);
    const own = (key: string) => optionsOf(key)['file/large'];
    expect(own('a/x.jpg')).toEqual({ maxBytes: 1, minBytes: 2 });
    expect(own('a/b/x.jpg')).toEqual({ maxBytes: 3, minBytes: 2 });
    expect(own('c/x.jpg')).toEqual({ maxBytes: 3, minBytes: 0 });
    expect(own('x.jpg')).toEqual({ maxBytes: 7, minBytes: 0 });
    expect(optionsOf('a/1.jpg')).toBe(optionsOf('a/2.jpg'));
    expect(optionsOf('a/1.jpg')['file/young']).toEqual({ maxBytes: 100, minBytes: 0 });
  });
});
