import { UserError } from '../model/errors.ts';

/** What a field holds. Names of an enum are text, as strings are; true and false too. */
export type TextValue = number | string | TextMessage;
/** Fields by name, each as often as it is written, in that order. */
export interface TextMessage {
  readonly fields: ReadonlyMap<string, readonly TextValue[]>;
}

const MAX_DEPTH = 64;
/** The largest that are in use have some 200,000; a pattern must not be made to match without end. */
const MAX_CHARACTERS = 2 ** 20;
const BLANKS = /(?:\s|#[^\n]*)*/y;
const NAME = /[A-Za-z_][\w.]*|\[[\w./]+\]/y;
const STRING = /"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'/y;
const NUMBER = /-?\s*(?:0[xX][\da-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[fF]?|inf(?:inity)?\b|nan\b)/iy;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

const plainText = (text: string): string => text.replace(/\\(.)/g, (_, one: string) => ESCAPES[one] ?? one);

const toNumber = (written: string): number => {
  const text = written.replace(/\s/g, '').toLowerCase();
  if (/^-?0x/.test(text)) return text.startsWith('-') ? -Number(text.slice(1)) : Number(text);
  if (text.includes('inf')) return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return Number(text.replace(/f$/, ''));
};

/** The text format of protocol buffers (protobuf.dev/reference/protobuf/textformat-spec). Throws UserError. `file` is for its message. */
export const parsePrototxt = (text: string, file: string): TextMessage => {
  let at = 0;
  const refuse = (what: string): never => {
    throw new UserError('probe.prototxt-malformed', { file, line: text.slice(0, at).split('\n').length, what });
  };
  if (text.length > MAX_CHARACTERS) refuse(`there are more than ${MAX_CHARACTERS} characters`);
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found !== null) at += found[0].length;
    return found;
  };
  const accept = (characters: string): string | undefined => {
    match(BLANKS);
    const next = text[at];
    if (next === undefined || !characters.includes(next)) return undefined;
    at += 1;
    return next;
  };

  const readScalar = (): number | string => {
    match(BLANKS);
    let string = match(STRING);
    if (string !== null) {
      let whole = '';
      for (; string !== null; match(BLANKS), string = match(STRING)) whole += plainText(string[1] ?? string[2]!);
      return whole;
    }
    const number = match(NUMBER);
    if (number !== null) return toNumber(number[0]);
    return match(NAME)?.[0] ?? refuse('a value is expected');
  };
  const readMessage = (close: string | undefined, depth: number): TextMessage => {
    if (depth > MAX_DEPTH) refuse('it is nested too deep');
    const fields = new Map<string, TextValue[]>();
    for (;;) {
      match(BLANKS);
      if (close === undefined && at === text.length) return { fields };
      if (close !== undefined && accept(close)) return { fields };
      const name =
        match(NAME)?.[0] ?? refuse(close === undefined ? 'a field is expected' : `a field or '${close}' is expected`);
      const colon = accept(':') !== undefined;
      const values = fields.get(name) ?? [];
      fields.set(name, values);
      readValues(values, colon, depth);
      accept(',;');
    }
  };
  const readOne = (colon: boolean, depth: number): TextValue => {
    const open = accept('{<');
    if (open !== undefined) return readMessage(open === '{' ? '}' : '>', depth + 1);
    return colon ? readScalar() : refuse("':' or '{' is expected");
  };
  const readValues = (values: TextValue[], colon: boolean, depth: number): void => {
    if (accept('[') === undefined) {
      values.push(readOne(colon, depth));
      return;
    }
    if (accept(']')) return;
    do values.push(readOne(colon, depth));
    while (accept(','));
    if (!accept(']')) refuse("',' or ']' is expected");
  };
  return readMessage(undefined, 0);
};

export const messagesIn = (message: TextMessage | undefined, name: string): readonly TextMessage[] =>
  (message?.fields.get(name) ?? []).filter((value): value is TextMessage => typeof value === 'object');

/** The last, as protocol buffers take it where a field that is not repeated is written twice. */
export const messageIn = (message: TextMessage | undefined, name: string): TextMessage | undefined =>
  messagesIn(message, name).at(-1);

export const textsIn = (message: TextMessage | undefined, name: string): readonly string[] =>
  (message?.fields.get(name) ?? []).filter((value): value is string => typeof value === 'string');

export const numbersIn = (message: TextMessage | undefined, name: string): readonly number[] =>
  (message?.fields.get(name) ?? []).filter((value): value is number => typeof value === 'number');
