const PAGE_BYTES = 65_536;
/** Magic and version (WebAssembly core specification 2.0, section 5.5.16). */
const HEADER_BYTES = 8;
const MEMORY_SECTION = 5;

/** Unsigned LEB128: the value and the offset behind it. */
const readLeb = (bytes: Uint8Array, start: number): readonly [value: number, end: number] => {
  let value = 0;
  let at = start;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++]!;
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return [value, at];
  }
};

const writeLeb = (value: number): number[] => {
  const bytes: number[] = [];
  let rest = value;
  do {
    bytes.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return bytes;
};

/** Room for one decoded picture and its intermediate planes, below the 1.5 GiB of data that a worker is given. */
export const DECODER_MEMORY_BYTES = 2 ** 30;

/**
 * Compiles a decoder whose one memory cannot grow beyond `DECODER_MEMORY_BYTES`, whatever the file it reads makes it ask for: its
 * maximum is written anew. The binary is one of our dependencies, so its structure is trusted.
 */
export const compileCapped = (binary: Uint8Array): WebAssembly.Module => {
  let at = HEADER_BYTES;
  while (at < binary.length) {
    const [length, data] = readLeb(binary, at + 1);
    if (binary[at] === MEMORY_SECTION) {
      const [, flags] = readLeb(binary, data);
      const [least] = readLeb(binary, flags + 1);
      const section = [1, 1, ...writeLeb(least), ...writeLeb(DECODER_MEMORY_BYTES / PAGE_BYTES)];
      const capped = Buffer.concat([
        binary.subarray(0, at),
        Buffer.from([MEMORY_SECTION, ...writeLeb(section.length), ...section]),
        binary.subarray(data + length),
      ]);
      return new WebAssembly.Module(capped);
    }
    at = data + length;
  }
  throw new Error('this WebAssembly has no memory of its own');
};
