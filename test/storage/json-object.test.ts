import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJsonObject } from '../../src/storage/json-object.ts';

const cellsOf = (line: string) => {
  const object = readJsonObject(line);
  return object && [...object.cells];
};

describe('readJsonObject', () => {
  it('keeps numbers as written, also those that JSON.parse rounds or refuses', () => {
    expect(cellsOf('{"a": 9007199254740993, "b": 1e400, "c": NaN, "d": -Infinity, "e": 1.50}')).toEqual([
      ['a', '9007199254740993'],
      ['b', '1e400'],
      ['c', 'NaN'],
      ['d', '-Infinity'],
      ['e', '1.50'],
    ]);
  });

  it('decodes texts and keeps everything else as its letters', () => {
    expect(cellsOf('\ufeff{"p":"a\\n\\u732b\\/","t":true,"n":null,"l":[1,{"}":"]"}],"o":{}}'.slice(1))).toEqual([
      ['p', 'a\n猫/'],
      ['t', 'true'],
      ['n', ''],
      ['l', '[1,{"}":"]"}]'],
      ['o', '{}'],
    ]);
  });

  it('takes __proto__ for a key like any other, and of a repeated key the last value', () => {
    expect(cellsOf('{"__proto__": 1, "constructor": 2}')).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
    ]);
    const object = readJsonObject('{"a": 1, "b": 2, "a": 3}');
    expect([object?.repeatedKey, object?.cells.get('a')]).toEqual(['a', '3']);
  });

  it('refuses what is no whole object', () => {
    for (const line of [
      '',
      '[]',
      '3',
      '{"a": 1',
      '{"a": "x',
      '{"a": 1}{',
      '{"a": 1,}',
      '{"a" 1}',
      '{a: 1}',
      '{"a": 01}',
      '{"a": nan}',
      '{"a": "\\x"}',
      '{"a": "\t"}',
      '{"a": [1}',
      '{"a": ["x]}',
      '{"a":}',
    ]) {
      expect([line, cellsOf(line)]).toEqual([line, undefined]);
    }
    expect(cellsOf(' { } ')).toEqual([]);
  });

  it('reads all that JSON.stringify writes', () => {
    const value = fc.oneof(fc.string({ unit: 'binary' }), fc.integer(), fc.boolean(), fc.array(fc.string()));
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(fc.string(), value), { selector: ([key]) => key }), (members) => {
        const line = `{${members.map(([key, item]) => `${JSON.stringify(key)}: ${JSON.stringify(item)}`).join(',')}}`;
        const expected = members.map(([key, item]) => [key, typeof item === 'string' ? item : JSON.stringify(item)]);
        expect(cellsOf(line)).toEqual(expected);
      }),
    );
  });

  it('reads a line of a hundred thousand brackets without a deep stack', () => {
    const deep = `{"a": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    expect(cellsOf(deep)?.[0]?.[1]).toHaveLength(200_000);
  });
});
