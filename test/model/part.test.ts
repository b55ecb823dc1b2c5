import { describe, expect, it } from 'vitest';
import { configSchema } from '../../src/model/config.ts';
import { askedSamples, maxTimeMs } from '../../src/model/part.ts';

const accepts = (settings: object): boolean => configSchema.safeParse({ dataset: 'x', ...settings }).success;

describe('what part is asked for', () => {
  it('reads shares and numbers, and never rounds a share to none', () => {
    expect(askedSamples({ sample: '1%' }, 1_000)).toBe(10);
    expect(askedSamples({ sample: '0.5%' }, 60)).toBe(1);
    expect(askedSamples({ sample: '10%' }, 1_000)).toBe(100);
    expect(askedSamples({ sample: 7 }, 5)).toBe(5);
    expect(askedSamples({ limit: 3 }, 5)).toBe(3);
    expect(askedSamples({}, 5)).toBe(5);
  });

  it.each(['0%', '101%', '-1%', '1 %', '%', '1e1%', 'some', 0, 1.5, -3])('refuses --sample %s', (sample) => {
    expect(accepts({ sample })).toBe(false);
  });

  it('reads times as timeout(1) does', () => {
    expect(maxTimeMs({ maxTime: '90s' })).toBe(90_000);
    expect(maxTimeMs({ maxTime: '10m' })).toBe(600_000);
    expect(maxTimeMs({ maxTime: '1.5h' })).toBe(5_400_000);
    expect(maxTimeMs({ maxTime: 90 })).toBe(90_000);
    expect(maxTimeMs({})).toBeUndefined();
  });

  it.each(['0s', '10d', '-1m', 'soon', '1e3s', '600h', 0, -1])('refuses --max-time %s', (maxTime) => {
    expect(accepts({ maxTime })).toBe(false);
  });
});
