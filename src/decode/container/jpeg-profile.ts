import type { Decoding } from '../../model/facets.ts';
import { iccName } from '../icc-name.ts';
import type { JpegHead } from './jpeg-head.ts';

export interface JpegProfile {
  /** As `Header` has it; absent where there is no profile that a reader could use. */
  readonly profile?: string;
  /** Why there is none although there are parts of one. */
  readonly warning?: Decoding['warnings'][number];
}

const NONE: JpegProfile = {};

/**
 * Puts a color profile together from its numbered parts (ICC.1:2022, annex B.4) as libjpeg does (jdicc.c): each must be there, and
 * once. Readers go on without a profile where that fails: no pixel depends on it.
 */
export const readJpegProfile = (bytes: Uint8Array, { profileParts }: JpegHead): JpegProfile => {
  const first = profileParts[0];
  if (first === undefined) return NONE;
  const unusable = (text: string): JpegProfile => ({
    warning: { cause: 'metadata', offset: first.start, text: `color profile: ${text}` },
  });
  const count = bytes[first.start + 1] ?? 0;
  if (profileParts.length !== count) return unusable(`${profileParts.length} of ${count} parts`);
  const parts: Uint8Array[] = new Array(count);
  for (const { start, end } of profileParts) {
    const number = bytes[start]!;
    const isOurs = end - start > 2 && bytes[start + 1] === count && number >= 1 && number <= count;
    if (!isOurs || parts[number - 1] !== undefined) return unusable(`a part numbered ${number} of ${bytes[start + 1]}`);
    parts[number - 1] = bytes.subarray(start + 2, end);
  }
  const profile = iccName(count === 1 ? parts[0]! : Buffer.concat(parts));
  return profile === undefined ? unusable('no signature') : { profile };
};
