import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type AnyCheck, defineCheck } from '../../src/model/check.ts';
import type { Sample } from '../../src/model/sample.ts';
import { createInspector, type Examined, recordLine } from '../../src/pipeline/inspect-sample.ts';

const words = { en: 'x', zh: 'x' };
const texts = { title: words, why: words, remedy: words };

const large = defineCheck({
  id: 'file/large',
  version: 1,
  stage: 'stable',
  scope: 'content',
  ...texts,
  needs: [{ role: 'any', facet: 'file' }],
  codes: { large: { severity: 'warning', verdict: 'suspect', en: '{size}', zh: '{size}' } },
  options: z.object({ maxBytes: z.number().default(100) }),
  columns: { size: 'BIGINT', ratio: 'DOUBLE' },
  *inspect({ file }, { maxBytes }) {
    if (file.size > maxBytes) yield { code: 'large', data: { size: file.size, ratio: maxBytes / 0 } };
  },
  measure: ({ file }) => ({ size: file.size, ratio: file.size === 0 ? Number.NaN : 1 / file.size }),
});

const broken = defineCheck({
  id: 'image/broken',
  version: 1,
  stage: 'stable',
  scope: 'content',
  ...texts,
  needs: [{ role: 'image', facet: 'file' }],
  codes: { never: { severity: 'error', verdict: 'bad', en: 'n', zh: 'n' } },
  options: z.object({}),
  // biome-ignore lint/correctness/useYield: it throws before it could
  *inspect({ file }) {
    if (file.size % 2 === 1) throw new Error('odd');
  },
});

const failing = defineCheck({
  id: 'image/failing',
  version: 1,
  stage: 'stable',
  scope: 'content',
  ...texts,
  needs: [],
  attempts: [{ role: 'image', facet: 'decoding' }],
  codes: { failed: { severity: 'error', verdict: 'bad', en: '{detail}', zh: '{detail}' } },
  options: z.object({}),
  *inspect(_, __, { faults }) {
    for (const { detail } of faults) yield { code: 'failed', data: { detail } };
  },
});

const all: readonly AnyCheck[] = [large, broken, failing];
const options = { 'file/large': { maxBytes: 100 }, 'image/broken': {}, 'image/failing': {} };

const sampleOf = (ordinal: number, role: 'image' | 'array'): Sample => ({
  id: String(ordinal).padStart(32, '0'),
  key: `k${ordinal}`,
  ordinal,
  parts: [{ name: role, role, resource: `k${ordinal}`, ownership: 'exclusive' }],
  annotations: {},
});

const examinedOf = (size: number | undefined, decoded: 'decoded' | 'failed' | 'untried'): Examined => ({
  facets: {
    ...(size !== undefined && { file: { size, extension: 'jpg' } }),
    ...(decoded === 'decoded' && { decoding: { decoder: 'sharp', warnings: [] } }),
  },
  faults: decoded === 'failed' ? [{ facet: 'decoding', kind: 'malformed', detail: 'cut' }] : [],
});

const anyCase = fc.record({
  role: fc.constantFrom('image' as const, 'array' as const),
  size: fc.option(fc.nat(300), { nil: undefined }),
  decoded: fc.constantFrom('decoded' as const, 'failed' as const, 'untried' as const),
});

describe('the sample inspector', () => {
  it('counts every check once for every sample: ran + skipped + crashed = samples', () => {
    fc.assert(
      fc.property(fc.array(anyCase, { maxLength: 30 }), (cases) => {
        const inspector = createInspector(all, options);
        const records = cases.map(({ role, size, decoded }, at) =>
          inspector.inspect(sampleOf(at, role), examinedOf(size, decoded)),
        );
        for (const { ran, skipped, crashed } of Object.values(inspector.tally(records))) {
          expect(ran + skipped + crashed).toBe(cases.length);
        }
      }),
    );
  });

  it('lets a check say the same whichever other checks are on', () => {
    fc.assert(
      fc.property(anyCase, fc.subarray([...all], { minLength: 1 }), ({ role, size, decoded }, some) => {
        const whole = createInspector(all, options).inspect(sampleOf(0, role), examinedOf(size, decoded));
        const part = createInspector(some, options).inspect(sampleOf(0, role), examinedOf(size, decoded));
        const ids = new Set(some.map((check) => check.id));
        expect(part.findings).toEqual(whole.findings.filter((finding) => ids.has(finding.check)));
        for (const { id } of some) expect(part.measures[id]).toEqual(whole.measures[id]);
      }),
    );
  });

  it('records a check that throws as crashed, without any half of its findings', () => {
    const inspector = createInspector(all, options);
    const record = inspector.inspect(sampleOf(0, 'image'), examinedOf(3, 'untried'));
    expect(record.crashed).toEqual(['image/broken: odd']);
    expect(inspector.tally([record])['image/broken']).toEqual({ ran: 0, skipped: 0, crashed: 1 });
  });

  it('shows a check only the facets it declared', () => {
    const seen: string[][] = [];
    const inspect = (facets: object) => {
      seen.push(Object.keys(facets));
      return [];
    };
    const spy = { ...large, inspect } as unknown as AnyCheck;
    createInspector([spy], options).inspect(sampleOf(0, 'image'), examinedOf(3, 'decoded'));
    expect(seen).toEqual([['file']]);
  });

  it('hands a check the faults of the facets it attempts', () => {
    const record = createInspector(all, options).inspect(sampleOf(0, 'image'), examinedOf(4, 'failed'));
    expect(record.findings.map(({ check, data }) => [check, data])).toEqual([['image/failing', { detail: 'cut' }]]);
  });

  it('writes infinities of findings as text and leaves those of measures out', () => {
    const record = createInspector(all, options).inspect(sampleOf(0, 'array'), examinedOf(200, 'untried'));
    const line = JSON.parse(recordLine(record)) as typeof record;
    expect(line.findings[0]!.data).toEqual({ size: 200, ratio: 'Infinity' });
    const empty = createInspector(all, options).inspect(sampleOf(1, 'array'), examinedOf(0, 'untried'));
    expect(empty.measures['file/large']).toEqual({ size: 0 });
  });
});

describe('a check that is off', () => {
  it('finds nothing, is not counted, and still leaves its measures for the dataset half of others', () => {
    const inspector = createInspector(all, options, (id) => id !== 'file/large');
    const record = inspector.inspect(sampleOf(0, 'array'), examinedOf(200, 'untried'));
    expect(record.findings).toEqual([]);
    expect(record.measures['file/large']).toEqual({ size: 200, ratio: 0.005 });
    expect(Object.keys(inspector.tally([record]))).toEqual(['image/broken', 'image/failing']);
  });
});

describe('a check on trial', () => {
  it('that throws is counted, and leaves its sample examined', () => {
    const inspector = createInspector([{ ...broken, stage: 'trial' } as AnyCheck], options);
    const record = inspector.inspect(sampleOf(0, 'image'), examinedOf(3, 'untried'));
    expect(record.crashed).toEqual([]);
    expect(inspector.tally([record])).toEqual({ 'image/broken': { ran: 0, skipped: 0, crashed: 1 } });
  });
});

describe('options for some samples', () => {
  it('are picked by the key of each', () => {
    const small = { ...options, 'file/large': { maxBytes: 300 } };
    const inspector = createInspector(
      all,
      options,
      () => true,
      (key) => (key === 'k1' ? small : options),
    );
    const found = [0, 1].map((at) => inspector.inspect(sampleOf(at, 'array'), examinedOf(200, 'untried')).findings);
    expect(found.map((findings) => findings.length)).toEqual([1, 0]);
  });
});
