const PREAMBLE_BYTES = 10;
/** numpy aligns the data so that it can be mapped into memory. */
const ALIGNED_BYTES = 64;
/** The first side in the header's text, as numpy writes it and as Python 2 did. */
const FIRST_SIDE = /(['"]shape['"]\s*:\s*\(\s*)\d+L?/;

/** A shape as Python writes a tuple. */
const tupleOf = (shape: readonly number[]): string => (shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`);

/** The header, version 1, of the .npy file that numpy.save would write. `descr` as '<f4'. */
export const npyHead = (descr: string, shape: readonly number[]): Uint8Array => {
  const dict = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${tupleOf(shape)}, }`;
  const over = (PREAMBLE_BYTES + dict.length + 1) % ALIGNED_BYTES;
  const text = `${dict}${' '.repeat((ALIGNED_BYTES - over) % ALIGNED_BYTES)}\n`;
  const head = Buffer.alloc(PREAMBLE_BYTES + text.length);
  head.write('\x93NUMPY\x01', 'latin1');
  head.writeUInt16LE(text.length, 8);
  head.write(text, PREAMBLE_BYTES, 'latin1');
  return head;
};

/**
 * The header of the same array with fewer rows: its version, type and order as they were, and as long as it was. Undefined where its
 * text is none that numpy writes.
 */
export const headWithRows = (head: Uint8Array, rows: number): Uint8Array | undefined => {
  const text = Buffer.from(head).toString('latin1');
  if (!FIRST_SIDE.test(text)) return undefined;
  const changed = text.replace(FIRST_SIDE, `$1${rows}`);
  const missing = text.length - changed.length;
  if (missing < 0) return undefined;
  return Buffer.from(`${changed.replace(/\n$/, '')}${' '.repeat(missing)}\n`, 'latin1').subarray(0, text.length);
};
