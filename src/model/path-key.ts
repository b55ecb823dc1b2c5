const PERCENT = 0x25;
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const escapeByte = (byte: number): string => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;

/** Length of the valid UTF-8 sequence that starts at `at`, or 0 when the byte there starts none. */
const sequenceLength = (bytes: Uint8Array, at: number): number => {
  const lead = bytes[at]!;
  if (lead < 0x80) return 1;
  let length = 0;
  if (lead >= 0xc2 && lead <= 0xdf) length = 2;
  else if (lead >= 0xe0 && lead <= 0xef) length = 3;
  else if (lead >= 0xf0 && lead <= 0xf4) length = 4;
  if (length === 0 || at + length > bytes.length) return 0;
  try {
    decoder.decode(bytes.subarray(at, at + length));
    return length;
  } catch {
    return 0;
  }
};

/** Path bytes as text without loss: valid UTF-8 as is, '%' and all other bytes as %XX. */
export const keyFromBytes = (bytes: Uint8Array): string => {
  if (!bytes.includes(PERCENT)) {
    try {
      return decoder.decode(bytes);
    } catch {
      // Not UTF-8: escape byte by byte below.
    }
  }
  let key = '';
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    if (length === 0 || bytes[at] === PERCENT) {
      key += escapeByte(bytes[at]!);
      at += 1;
    } else {
      key += decoder.decode(bytes.subarray(at, at + length));
      at += length;
    }
  }
  return key;
};

/** The inverse of `keyFromBytes`. */
export const bytesFromKey = (key: string): Buffer => {
  if (!key.includes('%')) return Buffer.from(key, 'utf8');
  const parts: Buffer[] = [];
  for (const piece of key.split(/(%[0-9A-F]{2})/)) {
    parts.push(/^%[0-9A-F]{2}$/.test(piece) ? Buffer.from([Number.parseInt(piece.slice(1), 16)]) : Buffer.from(piece));
  }
  return Buffer.concat(parts);
};
