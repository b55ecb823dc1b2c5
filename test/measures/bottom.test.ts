import { describe, expect, it } from 'vitest';
import { bottomOf } from '../../src/measures/bottom.ts';

const WIDTH = 64;
const HEIGHT = 48;
const texture = (x: number, y: number): number => 60 + ((x * 37 + y * 91 + ((x * y) % 13) * 7) % 90);
const pixels = (level: (x: number, y: number) => number) => ({
  width: WIDTH,
  height: HEIGHT,
  data: Uint8Array.from({ length: WIDTH * HEIGHT }, (_, at) => level(at % WIDTH, Math.floor(at / WIDTH))),
});

describe('how a picture ends at its bottom edge', () => {
  it('is one row where the last two differ', () => {
    expect(bottomOf(pixels(texture))).toEqual({ rows: 1, height: HEIGHT });
  });

  it('says nothing of seven equal rows, and of a picture of one line', () => {
    expect(bottomOf(pixels((x, y) => (y < 41 ? texture(x, y) : 128)))).toEqual({ rows: 7, height: HEIGHT });
    expect(bottomOf(pixels((x) => x))).toEqual({ rows: HEIGHT, height: HEIGHT });
  });

  it('finds a flat band and the step in which it begins', () => {
    const { rows, band } = bottomOf(pixels((x, y) => (y < 24 || (y < 32 && x < 40) ? texture(x, y) : 128)));
    expect(rows).toBe(16);
    expect(band).toMatchObject({
      kind: 'flat',
      level: 128,
      margin: 0,
      topRows: 0,
      step: { column: 40, rows: 8, straight: 1 },
    });
  });

  it('finds no step in a straight border', () => {
    const { band } = bottomOf(pixels((x, y) => (y < 32 ? texture(x, y) : 128)));
    expect(band).toMatchObject({ kind: 'flat', level: 128 });
    expect(band).not.toHaveProperty('step');
  });

  it('counts the plain columns beside an object, and the bar at the top', () => {
    const { band } = bottomOf(pixels((x, y) => (y < 4 || y >= 32 || x < 20 ? 200 : texture(x, y))));
    expect(band).toMatchObject({ kind: 'flat', level: 200, margin: 20, topRows: 4 });
  });

  it('counts the plain columns on the far side of a step, too: an object that leaves the picture on the right', () => {
    const isObject = (x: number, y: number): boolean => x >= 20 && (y < 24 || (y < 32 && x < 40));
    const { band } = bottomOf(pixels((x, y) => (isObject(x, y) ? texture(x, y) : 128)));
    expect(band).toMatchObject({ level: 128, margin: 20, step: { column: 40, rows: 8 } });
  });

  it('tells a repeated line from a flat band', () => {
    const { rows, band } = bottomOf(pixels((x, y) => texture(x, Math.min(y, 31))));
    expect(rows).toBe(17);
    expect(band).toMatchObject({ kind: 'repeated', above: { busy: expect.closeTo(1, 0) } });
  });
});
