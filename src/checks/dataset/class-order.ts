import { bytesFromKey } from '../../model/path-key.ts';

/** The order in which torchvision's ImageFolder numbers class folders: by code points, which is the order of UTF-8's bytes. */
export const inClassOrder = (names: Iterable<string>): readonly string[] =>
  [...new Set(names)]
    .map((name) => ({ name, bytes: bytesFromKey(name) }))
    .sort((a, b) => Buffer.compare(a.bytes, b.bytes))
    .map(({ name }) => name);

export interface Shift {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** Names of both lists (each in class order) whose index differs between them. */
export const shiftsBetween = (before: readonly string[], after: readonly string[]): readonly Shift[] => {
  const places = new Map(after.map((name, index) => [name, index]));
  return before.flatMap((name, from) => {
    const to = places.get(name);
    return to === undefined || to === from ? [] : [{ name, from, to }];
  });
};

/** 'dog 1→0': the same in every language. */
export const showShift = ({ name, from, to }: Shift): string => `${name} ${from}→${to}`;
