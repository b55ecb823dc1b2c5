import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';

/** A folder that is gone when `dispose` is called. */
export const scratch = (): { readonly path: string; readonly dispose: () => void } => {
  const path = mkdtempSync(join(tmpdir(), 'prepass-test-'));
  return { path, dispose: () => rmSync(path, { recursive: true, force: true }) };
};

/** A small deterministic JPEG with texture, different for every seed. */
export const jpegOf = (seed: number): Promise<Buffer> => {
  const width = 64;
  const height = 48;
  const pixels = Buffer.alloc(width * height * 3);
  let state = (seed * 2654435761 + 12345) >>> 0;
  for (let at = 0; at < pixels.length; at += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    pixels[at] = 90 + ((at / 3) % width) + (state >>> 26);
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 90 })
    .toBuffer();
};

/** `count` good pictures in two classes. Answers their keys in byte order. */
export const makeFolderDataset = async (root: string, count: number): Promise<readonly string[]> => {
  const keys: string[] = [];
  for (const label of ['cat', 'dog']) mkdirSync(join(root, label), { recursive: true });
  for (let at = 0; at < count; at += 1) {
    const key = `${at % 2 === 0 ? 'cat' : 'dog'}/${String(at).padStart(4, '0')}.jpg`;
    writeFileSync(join(root, key), await jpegOf(at));
    keys.push(key);
  }
  return keys.sort();
};
