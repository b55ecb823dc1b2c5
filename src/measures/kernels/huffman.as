// AssemblyScript, compiled by scripts/build-kernels.ts; src/decode/codecs/jpeg-huffman.ts is the twin that also says where and what.

/** A table: 16 bits of lookahead to (code length << 8 | symbol), two bytes each, 0 where no code begins so. */
const TABLE_SHIFT: u32 = 17;
/** The short form of a table has as many bits of lookahead, for two bytes each: it stays in the nearest cache. */
const SHORT_BITS: u32 = 10;
const SHORT_SHIFT: u32 = 11;
/** A code and its magnitude bits, at most 16 + 15. */
const MOST_BITS: u32 = 32;

/** What a code does: bits 0 to 4, how many bits it takes, magnitude included; 5, whether it has a magnitude; from 8 on, steps to go. */
const BITS: u32 = 31;
const HAS_MAGNITUDE: u32 = 32;
const STEP_SHIFT: u32 = 8;
/** More than there are coefficients. */
const TO_THE_END: u32 = 128;

/** What the code of an entry does in a DC table (number below 4) or an AC table; 0 for no code, and for a size that does not exist. */
function deed(entry: u32, table: u32): u32 {
  const length = entry >> 8;
  const symbol = entry & 0xff;
  if (table < 4) return length == 0 || symbol > 15 ? 0 : (1 << STEP_SHIFT) | (length + symbol);
  const size = symbol & 15;
  const run = symbol >> 4;
  if (length == 0) return 0;
  if (size > 0) return ((run + 1) << STEP_SHIFT) | HAS_MAGNITUDE | (length + size);
  return ((run == 15 ? 16 : TO_THE_END) << STEP_SHIFT) | length;
}

/** Makes the short forms of eight tables. */
export function shorten(tables: usize, short: usize): void {
  for (let table: u32 = 0; table < 8; table += 1) {
    for (let ahead: u32 = 0; ahead < 1 << SHORT_BITS; ahead += 1) {
      const entry = <u32>load<u16>(tables + (table << TABLE_SHIFT) + (ahead << (17 - SHORT_BITS)));
      const known = entry >> 8 <= SHORT_BITS ? deed(entry, table) : 0;
      store<u16>(short + (table << SHORT_SHIFT) + (ahead << 1), known);
    }
  }
}

/**
 * Follows the Huffman codes of a sequential JPEG's only scan (ITU-T T.81, annex F) without restart markers. data, size: all of its
 * entropy-coded bytes. plan: for each of the `blocks` blocks of an MCU the numbers of its DC table, 0 to 3, and AC table, 4 to 7.
 * False where a code does not exist, a block has more than 64 coefficients, or the data ends before the last of `mcus` MCUs.
 */
export function isSound(
  data: usize, size: usize, tables: usize, short: usize, plan: usize, blocks: u32, mcus: u32,
): bool {
  // Bits read ahead, the next one highest of the `held` lowest.
  let bits: u64 = 0;
  let held: u32 = 0;
  let at = data;
  const end = data + size;
  const planEnd = plan + (blocks << 1);
  for (let mcu: u32 = 0; mcu < mcus; mcu += 1) {
    for (let block = plan; block < planEnd; block += 2) {
      let table = <u32>load<u8>(block);
      let near = short + (table << SHORT_SHIFT);
      let k: u32 = 0;
      let done: u32 = 0;
      do {
        if (held < MOST_BITS) {
          const four = at + 4 <= end ? load<u32>(at) : 0xffffffff;
          // No byte of it can be 0xff.
          if (((~four - 0x01010101) & four & 0x80808080) == 0) {
            bits = (bits << 32) | <u64>bswap<u32>(four);
            held += 32;
            at += 4;
          } else {
            while (held < MOST_BITS && at < end) {
              const byte = load<u8>(at);
              if (byte == 0xff) {
                // A stuffed zero, or the marker at which the data ends.
                if (at + 1 >= end || load<u8>(at, 1) != 0) break;
                at += 1;
              }
              bits = (bits << 8) | <u64>byte;
              held += 8;
              at += 1;
            }
            // Zeros for what is missing: what takes of them is found out by `held`.
            if (held < MOST_BITS) {
              const ahead = <u32>(bits << (MOST_BITS - held)) >> 16;
              done = deed(load<u16>(tables + (table << TABLE_SHIFT) + (ahead << 1)), table);
              if (done == 0 || (done & BITS) > held) return false;
              held -= done & BITS;
              k += done >> STEP_SHIFT;
              if (table < 4) {
                table = load<u8>(block, 1);
                near = short + (table << SHORT_SHIFT);
              }
              continue;
            }
          }
        }
        done = load<u16>(near + ((<u32>(bits >> (held - SHORT_BITS)) & ((1 << SHORT_BITS) - 1)) << 1));
        if (done == 0) {
          const ahead = <u32>(bits >> (held - 16)) & 0xffff;
          done = deed(load<u16>(tables + (table << TABLE_SHIFT) + (ahead << 1)), table);
          if (done == 0) return false;
        }
        held -= done & BITS;
        k += done >> STEP_SHIFT;
        if (table < 4) {
          table = load<u8>(block, 1);
          near = short + (table << SHORT_SHIFT);
        }
      } while (k < 64);
      if (k > 64 && (done & HAS_MAGNITUDE) != 0) return false;
    }
  }
  return true;
}
