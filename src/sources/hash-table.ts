import { randomInt } from 'node:crypto';

const FIRST_SLOTS = 1 << 12;

/**
 * Remembers texts by 64 bits of a hash that is seeded per process, with one number each: 12 bytes a slot where a Map of texts
 * takes 150. Two different texts are taken for one in about 3 of a million sets of 10^7.
 */
export interface HashTable {
  /** The number kept for a text. */
  readonly get: (text: string) => number | undefined;
  /** Keeps a number, 0 to 2^32 - 2, for a text that has none; answers the one it had otherwise. */
  readonly add: (text: string, value: number) => number | undefined;
  readonly set: (text: string, value: number) => void;
}

export const createHashTable = (): HashTable => {
  const seeds = [randomInt(2 ** 32), randomInt(2 ** 32)] as const;
  let slots = FIRST_SLOTS;
  let high = new Uint32Array(slots);
  let low = new Uint32Array(slots);
  /** Value plus one; 0 is an empty slot. */
  let values = new Uint32Array(slots);
  let count = 0;
  let hashHigh = 0;
  let hashLow = 0;

  /** Two multiplicative hashes with murmur3's finish. */
  const hash = (text: string): void => {
    let a: number = seeds[0];
    let b: number = seeds[1];
    for (let at = 0; at < text.length; at += 1) {
      const unit = text.charCodeAt(at);
      a = Math.imul(a ^ unit, 0x9e3779b1);
      a ^= a >>> 15;
      b = Math.imul(b ^ unit, 0x85ebca77);
      b ^= b >>> 13;
    }
    a = Math.imul(a ^ (a >>> 16), 0x85ebca6b);
    b = Math.imul(b ^ (b >>> 16), 0xc2b2ae35);
    hashHigh = (a ^ (a >>> 13)) >>> 0;
    hashLow = (b ^ (b >>> 16)) >>> 0;
  };

  const slotOf = (): number => {
    let slot = (hashHigh ^ Math.imul(hashLow, 0x9e3779b1)) & (slots - 1);
    while (values[slot] !== 0 && (high[slot] !== hashHigh || low[slot] !== hashLow)) slot = (slot + 1) & (slots - 1);
    return slot;
  };

  const put = (slot: number, value: number): void => {
    high[slot] = hashHigh;
    low[slot] = hashLow;
    values[slot] = value;
  };

  const grow = (): void => {
    const [oldHigh, oldLow, oldValues] = [high, low, values];
    slots *= 2;
    high = new Uint32Array(slots);
    low = new Uint32Array(slots);
    values = new Uint32Array(slots);
    for (let at = 0; at < oldValues.length; at += 1) {
      if (oldValues[at] === 0) continue;
      hashHigh = oldHigh[at]!;
      hashLow = oldLow[at]!;
      put(slotOf(), oldValues[at]!);
    }
  };

  const find = (text: string): number => {
    hash(text);
    return slotOf();
  };
  const valueAt = (slot: number): number | undefined => (values[slot] === 0 ? undefined : values[slot]! - 1);
  return {
    get: (text) => valueAt(find(text)),
    add: (text, value) => {
      if (count * 4 > slots * 3) grow();
      const slot = find(text);
      const known = valueAt(slot);
      if (known !== undefined) return known;
      count += 1;
      put(slot, value + 1);
      return undefined;
    },
    set: (text, value) => {
      const slot = find(text);
      if (values[slot] !== 0) values[slot] = value + 1;
    },
  };
};
