import type { Picture } from './scene.ts';

const INDEX_SLOTS = 64;
const LONGEST_RUN = 62;
const END_MARK = [0, 0, 0, 0, 0, 0, 0, 1];

/** Difference of two bytes as a signed byte. */
const signed = (difference: number): number => (difference << 24) >> 24;

/** QOI of three channels (qoiformat.org, specification 1.0). */
export const encodeQoi = ({ width, height, data }: Picture): Buffer => {
  const header = Buffer.alloc(14);
  header.write('qoif', 'latin1');
  header.writeUInt32BE(width, 4);
  header.writeUInt32BE(height, 8);
  header[12] = 3;
  const chunks: number[] = [];
  const seen = new Int32Array(INDEX_SLOTS).fill(-1);
  let [red, green, blue, run] = [0, 0, 0, 0];
  const endRun = (): void => {
    if (run > 0) chunks.push(0xc0 | (run - 1));
    run = 0;
  };
  for (let at = 0; at < data.length; at += 3) {
    const [r, g, b] = [data[at]!, data[at + 1]!, data[at + 2]!];
    const [dr, dg, db] = [signed(r - red), signed(g - green), signed(b - blue)];
    [red, green, blue] = [r, g, b];
    if (dr === 0 && dg === 0 && db === 0) {
      run += 1;
      if (run === LONGEST_RUN) endRun();
      continue;
    }
    endRun();
    const slot = (r * 3 + g * 5 + b * 7 + 255 * 11) % INDEX_SLOTS;
    const color = (r << 16) | (g << 8) | b;
    const isSmall = (value: number, reach: number): boolean => value >= -reach && value < reach;
    if (seen[slot] === color) {
      chunks.push(slot);
    } else if (isSmall(dr, 2) && isSmall(dg, 2) && isSmall(db, 2)) {
      chunks.push(0x40 | ((dr + 2) << 4) | ((dg + 2) << 2) | (db + 2));
    } else if (isSmall(dg, 32) && isSmall(dr - dg, 8) && isSmall(db - dg, 8)) {
      chunks.push(0x80 | (dg + 32), ((dr - dg + 8) << 4) | (db - dg + 8));
    } else {
      chunks.push(0xfe, r, g, b);
    }
    seen[slot] = color;
  }
  endRun();
  return Buffer.concat([header, Buffer.from(chunks), Buffer.from(END_MARK)]);
};
