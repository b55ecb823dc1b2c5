import { isFrameMarker, standsAlone } from '../container/jpeg-head.ts';
import { u16be } from '../fields.ts';

const DQT = 0xdb;
const COEFFICIENTS = 64;

/**
 * Quantization steps of each component of the frame, in zigzag order, as they stand at `to`, where a scan begins. Undefined where
 * one is missing or cut (ITU-T T.81, B.2.4.1).
 */
export const quantizationOf = (bytes: Uint8Array, to: number): readonly Uint16Array[] | undefined => {
  const tables = new Map<number, Uint16Array>();
  let numbers: readonly number[] = [];
  for (let at = 2; at + 4 <= to; ) {
    const marker = bytes[at + 1]!;
    if (bytes[at] !== 0xff || marker === 0 || marker === 0xff) {
      at += 1;
      continue;
    }
    if (standsAlone(marker)) {
      at += 2;
      continue;
    }
    const end = at + 2 + Math.max(2, u16be(bytes, at + 2));
    if (end > to) return undefined;
    if (isFrameMarker(marker)) {
      numbers = Array.from({ length: bytes[at + 9]! }, (_, i) => bytes[at + 12 + 3 * i] ?? -1);
    }
    for (let entry = at + 4; marker === DQT && entry < end; ) {
      const wide = bytes[entry]! >> 4 === 0 ? 1 : 2;
      if (entry + 1 + COEFFICIENTS * wide > end) return undefined;
      const start = entry + 1;
      const step = (_: unknown, k: number) => (wide === 1 ? bytes[start + k]! : u16be(bytes, start + 2 * k));
      tables.set(bytes[entry]! & 15, Uint16Array.from({ length: COEFFICIENTS }, step));
      entry = start + COEFFICIENTS * wide;
    }
    at = end;
  }
  const found = numbers.flatMap((number) => tables.get(number) ?? []);
  return found.length === numbers.length && found.length > 0 ? found : undefined;
};
