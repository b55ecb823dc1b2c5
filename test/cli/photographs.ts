import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { emptyFolder } from './spawn.ts';

/** A textured JPEG, another for every seed. */
export const photograph = (seed: number): Promise<Buffer> => {
  const data = Buffer.from(Array.from({ length: 64 * 48 * 3 }, (_, i) => (i * (seed + 3) + ((i * i) >> 5)) & 255));
  return sharp(data, { raw: { width: 64, height: 48, channels: 3 } })
    .jpeg()
    .toBuffer();
};

/** A working directory with `pets`: two classes, `count` photographs; those named in `cut` end in the middle. */
export const petsFolder = async (count: number, cut: readonly number[]): Promise<string> => {
  const cwd = emptyFolder();
  for (let at = 0; at < count; at += 1) {
    const folder = join(cwd, 'pets', at % 2 === 0 ? 'cat' : 'dog');
    mkdirSync(folder, { recursive: true });
    const bytes = await photograph(at);
    writeFileSync(join(folder, `${at}.jpg`), cut.includes(at) ? bytes.subarray(0, bytes.length >> 1) : bytes);
  }
  return cwd;
};
