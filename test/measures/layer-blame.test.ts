import { describe, expect, it } from 'vitest';
import { blame, blameLayer } from '../../src/measures/layer-blame.ts';
import type { FirstNonfinite } from '../../src/model/probe.ts';

const stop = (stage: FirstNonfinite['stage'], name: string) => ({
  nonfinite: { stage, name, index: 0, value: 'nan' as const },
});
const fine = {};

describe('the layer that is to blame', () => {
  it('is the one at which more than half of the samples stop', () => {
    expect(blame([stop('layer', 'log'), stop('layer', 'log'), stop('layer', 'log'), fine, fine])).toEqual({
      layer: 'log',
      samples: 3,
      reached: 5,
    });
  });

  it('is none where half of the samples stop at it', () => {
    expect(blameLayer(6, new Map([['log', 3]]))).toBeUndefined();
    expect(blameLayer(5, new Map([['log', 3]]))).toBeDefined();
  });

  it('is none where the samples stop at different layers', () => {
    expect(blame(['a', 'b', 'c', 'd'].map((name) => stop('layer', name)))).toBeUndefined();
  });

  it('is none of two samples, which may both be wrong', () => {
    expect(blame([stop('layer', 'log'), stop('layer', 'log')])).toBeUndefined();
  });

  it('is found among samples that reach the network, however many do not', () => {
    const poisoned = Array.from({ length: 50 }, () => stop('input', 'input'));
    expect(blame([...poisoned, stop('preprocess', 'std'), ...Array(3).fill(stop('layer', 'sqrt'))])?.layer).toBe(
      'sqrt',
    );
  });

  it('is none where labels make the loss infinite', () => {
    expect(blame(Array(9).fill(stop('loss', 'softmax')))).toBeUndefined();
  });
});
