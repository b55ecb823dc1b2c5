import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/model/errors.ts';
import { messagesIn, numbersIn, parsePrototxt, textsIn } from '../../src/probe/prototxt.ts';
import '../seed.ts';
import { alexNet } from './caffe-networks.ts';

const parse = (text: string) => parsePrototxt(text, 'net.prototxt');
const refusal = (text: string): unknown => {
  try {
    parse(text);
  } catch (error) {
    return error instanceof UserError ? error.data : error;
  }
  return 'accepted';
};

describe('a prototxt', () => {
  it('has nested messages, however they are opened and parted', () => {
    const message = parse('a { b: 1, c < d: "x"; > }  a: { b: 2 }');
    expect(messagesIn(message, 'a').map((a) => numbersIn(a, 'b'))).toEqual([[1], [2]]);
    expect(textsIn(messagesIn(messagesIn(message, 'a')[0], 'c')[0], 'd')).toEqual(['x']);
  });

  it('has numbers in every form', () => {
    expect(numbersIn(parse('n: [1, -2.5, 1e-3, .5, 3., 1.5f, 0x1F, -0x10, inf, -inf]'), 'n')).toEqual([
      1,
      -2.5,
      1e-3,
      0.5,
      3,
      1.5,
      31,
      -16,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
    ]);
  });

  it('has names, words and strings, which are joined where several stand side by side', () => {
    const message = parse(`pool: MAX  ok: true  info: INFORMATION  s: "a\\"b" 'c'  [ext.name]: 1 # the end`);
    expect([textsIn(message, 'pool'), textsIn(message, 'ok'), textsIn(message, 's')]).toEqual([
      ['MAX'],
      ['true'],
      ['a"bc'],
    ]);
    expect(textsIn(message, 'info')).toEqual(['INFORMATION']);
  });

  it.each([
    ['a brace that is not closed', 'a {\n b: 1\n', 3],
    ['a brace too many', 'a { }\n}', 2],
    ['a value that is missing', 'a:\nb {', 2],
    ['a string that is not closed', 'x: 1\na: "b\n', 2],
    ['a list that is not closed', 'a: [1, 2', 1],
    ['bytes that are no text', '\x00\x01', 1],
  ])('is refused, with the line, for %s', (_, text, line) => {
    expect(refusal(text)).toMatchObject({ file: 'net.prototxt', line });
  });

  it('is refused where it is nested without end', () => {
    expect(refusal('a { '.repeat(100_000))).toMatchObject({ what: 'it is nested too deep' });
  });

  it('is refused where it is longer than any network, and read where it is mostly blank', () => {
    expect(refusal(' '.repeat(2 ** 20 + 1))).toMatchObject({ what: 'there are more than 1048576 characters' });
    expect([refusal(' '.repeat(2 ** 20)), refusal('#\n'.repeat(2 ** 19))]).toEqual(['accepted', 'accepted']);
  });

  it('never makes the reader throw anything but what a user can mend, whatever its text', () => {
    const text = alexNet();
    const change = fc.record({
      at: fc.nat({ max: text.length }),
      put: fc.constantFrom('{', '}', '"', ':', '[', '', '-', '#'),
    });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 5 }), (changes) => {
        let damaged = text;
        for (const { at, put } of changes) damaged = damaged.slice(0, at) + put + damaged.slice(at + 1);
        const result = refusal(damaged);
        expect(result === 'accepted' || !(result instanceof Error)).toBe(true);
      }),
    );
  });
});
