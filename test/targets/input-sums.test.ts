import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ColorSums } from '../../src/model/inputs.ts';
import { inputSumsText, type MeasuredPicture, mergeInputSums, readInputSums } from '../../src/targets/input-sums.ts';

const question = { asked: 8, fittedOn: 'train' };
const sumsOf = (level: number): ColorSums => ({
  pixels: 100 + level,
  levels: [level, 2 * level, 3 * level],
  squares: [level ** 2, 4 * level ** 2, 9 * level ** 2],
  isGray: level % 2 === 0,
  hadAlpha: false,
  was16Bit: level % 3 === 0,
});
const pictureOf = (at: number, sums: ColorSums | null = sumsOf(at)): MeasuredPicture => ({
  rank: String((at * 7919) % 1000).padStart(4, '0'),
  key: `${at}.png`,
  sha256: `content ${at}`,
  sums,
});
/** What a run over these pictures writes: those with the smallest ranks. */
const chosen = (pictures: readonly MeasuredPicture[], asked = question.asked): readonly MeasuredPicture[] =>
  pictures.toSorted((a, b) => (a.rank < b.rank ? -1 : 1)).slice(0, asked);
const fileOf = (pictures: readonly MeasuredPicture[], file = 'a', more: Partial<typeof question> = {}) => ({
  file,
  lines: inputSumsText({ ...question, ...more }, chosen(pictures))
    .trimEnd()
    .split('\n'),
});

describe('sums of pictures of several parts', () => {
  it('merge to the bytes and the statistics of the whole, whatever the parts and their order', () => {
    const owners = fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(owners, (parts) => {
        // Every seventh picture could not be measured.
        const all = parts.map((_, at) => pictureOf(at, at % 7 === 3 ? null : sumsOf(at)));
        const files = [3, 1, 0, 2].map((part) =>
          fileOf(
            all.filter((_, at) => parts[at] === part),
            String(part),
          ),
        );
        const merged = mergeInputSums(files);
        const whole = mergeInputSums([fileOf(all)]);
        expect(merged.text).toBe(inputSumsText(question, chosen(all)));
        expect(merged.statistics).toEqual(whole.statistics);
      }),
    );
  });

  it('come back as they were written, with what could not be measured', () => {
    const pictures = [pictureOf(1), pictureOf(2, null)];
    expect(readInputSums(fileOf(pictures)).pictures).toEqual(chosen(pictures));
  });

  it('have no statistics where nothing was measured', () => {
    expect(mergeInputSums([fileOf([]), fileOf([pictureOf(3, null)], 'b')]).statistics).toBeUndefined();
  });

  it('are refused where they were asked for otherwise', () => {
    const refused = (more: Partial<typeof question>) => () =>
      mergeInputSums([fileOf([pictureOf(1)]), fileOf([pictureOf(2)], 'b', more)]);
    expect(refused({})).not.toThrow();
    expect(refused({ asked: 9 })).toThrow('targets.states-differ');
    expect(refused({ fittedOn: 'all' })).toThrow('targets.states-differ');
    const older = { file: 'b', lines: fileOf([pictureOf(2)]).lines.map((line) => line.replace('Pillow', 'OpenCV')) };
    expect(() => mergeInputSums([fileOf([pictureOf(1)]), older])).toThrow('targets.states-differ');
  });

  it('are refused where a picture is in two parts', () => {
    const both = () => mergeInputSums([fileOf([pictureOf(1), pictureOf(2)]), fileOf([pictureOf(2)], 'b')]);
    expect(both).toThrow('targets.picture-twice');
  });

  it.each([
    ['no head', [JSON.stringify({ rank: '0', key: 'a', sha256: '0' })], 1],
    ['nothing', [], 1],
    ['no JSON', [...fileOf([pictureOf(1)]).lines, '{'], 3],
    ['negative sums', fileOf([pictureOf(1)]).lines.map((line) => line.replace('"pixels":101', '"pixels":-1')), 2],
  ])('are refused with the line where a file holds %s', (_, lines, line) => {
    expect(() => readInputSums({ file: 'a', lines })).toThrowError(
      expect.objectContaining({ key: 'targets.state-malformed', data: expect.objectContaining({ line }) }),
    );
  });
});
