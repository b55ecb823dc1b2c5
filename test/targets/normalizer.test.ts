import { describe, expect, it } from 'vitest';
import { say } from '../../src/messages/index.ts';
import type { UserError } from '../../src/model/errors.ts';
import { createFitter } from '../../src/targets/fit.ts';
import { createNormalizer, readNormalizer, targetOf, writeNormalizer } from '../../src/targets/normalizer.ts';

const fitter = createFitter([
  { name: 'age', method: 'standard' },
  { name: 'wide', method: 'standard' },
]);
for (const value of [1, 2, 4]) fitter.add('age', value);
for (const value of [1e300, -1e300]) fitter.add('wide', value);
const normalizer = createNormalizer(fitter.finish('train').map(({ target }) => target));
const text = writeNormalizer(normalizer);

const refused = (input: string): UserError => {
  try {
    readNormalizer(input, 'n.json');
  } catch (error) {
    return error as UserError;
  }
  throw new Error('it was read');
};

describe('normalizer.json', () => {
  it('holds what another program needs: format, method, parameters, formulas, range, variance', () => {
    expect(JSON.parse(text)).toMatchObject({
      format: 1,
      kind: 'prepass-normalizer',
      targets: [
        {
          name: 'age',
          method: 'standard',
          params: { mean: 7 / 3, scale: Math.sqrt(14 / 9) },
          forward: 'z = (y - mean) / scale',
          inverse: 'y = z * scale + mean',
          n: 3,
          excluded: 0,
          fittedOn: 'train',
          variance: 14 / 9,
          seen: { min: 1, max: 4 },
          constant: false,
        },
        { name: 'wide', variance: 'Infinity' },
      ],
    });
  });

  it('reads back equal', () => {
    expect(readNormalizer(text, 'n.json')).toEqual(normalizer);
  });

  it('refuses a newer format, other JSON and text, saying where', () => {
    expect(refused(text.replace('"format": 1', '"format": 3'))).toMatchObject({
      key: 'targets.normalizer-newer',
      data: { file: 'n.json', format: 3, known: 2 },
    });
    expect(refused('{')).toMatchObject({ key: 'targets.normalizer-not-json' });
    expect(refused('[]')).toMatchObject({ key: 'targets.normalizer-malformed' });
    expect(refused(text.replace(/"scale": [\d.]+/, '"scale": 0'))).toMatchObject({
      key: 'targets.normalizer-malformed',
      data: { field: 'targets.0.params.scale' },
    });
    expect(say('zh', 'targets.normalizer-newer', { file: 'n.json', format: 3, known: 2 })).toContain('n.json');
  });

  it('finds a target by name or says which there are', () => {
    expect(targetOf(normalizer, 'wide').n).toBe(2);
    expect(() => targetOf(normalizer, 'height')).toThrow('age, wide');
  });
});
