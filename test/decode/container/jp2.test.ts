import { describe, expect, it } from 'vitest';
import { walkJp2 } from '../../../src/decode/container/jp2.ts';
import { SMALL } from '../small-pictures.ts';

const changed = (tag: string, ahead: number, bytes: readonly number[]): Buffer => {
  const copy = Buffer.from(SMALL.jp2);
  copy.set(bytes, copy.indexOf(tag) + ahead);
  return copy;
};
const told = (bytes: Uint8Array) => {
  const { container, warnings } = walkJp2(bytes);
  return [...container.damage.map(({ detail }) => detail), ...warnings.map(({ text }) => text)];
};

describe('the header of a JP2', () => {
  it('is silent where it is whole', () => {
    expect(told(SMALL.jp2)).toEqual([]);
  });

  it('that says another size than the codestream is damage', () => {
    expect(told(changed('ihdr', 7, [0x2f]))).toEqual(['the JP2 header says 64 x 47, the codestream 64 x 48']);
  });

  it('whose boxes do not fill it is damage', () => {
    expect(told(changed('colr', -4, [0x40]))).toEqual(['a box reaches beyond the JP2 header']);
  });

  it('without colors makes readers guess', () => {
    expect(told(changed('colr', 0, [0x62]))).toEqual(['the JP2 header says nothing of colors']);
  });
});
