import { createRandom } from './random.ts';

/** One number a pixel, row-major. */
export interface Field {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

const smooth = (t: number): number => t * t * (3 - 2 * t);

export interface FractalShape {
  /** Pixels between lattice points of the coarsest octave, across and down: unequal values stretch the pattern. */
  readonly across: number;
  readonly down: number;
  readonly octaves: number;
  /** Each octave's weight over the one before: 0.5 is cloud-like, 0.8 gravel. */
  readonly roughness: number;
}

/** Value noise over several octaves, within about -1..1, as textures in nature: each octave half as wide and weaker. */
export const fractal = (seed: number, width: number, height: number, shape: FractalShape): Field => {
  const data = new Float32Array(width * height);
  let total = 0;
  for (let octave = 0; octave < shape.octaves; octave += 1) {
    const weight = shape.roughness ** octave;
    const stepX = Math.max(1.5, shape.across / 2 ** octave);
    const stepY = Math.max(1.5, shape.down / 2 ** octave);
    const columns = Math.ceil(width / stepX) + 2;
    const random = createRandom(seed, octave);
    const lattice = Float32Array.from(
      { length: columns * (Math.ceil(height / stepY) + 2) },
      () => random.next() * 2 - 1,
    );
    const cells = new Int32Array(width);
    const parts = new Float32Array(width);
    for (let x = 0; x < width; x += 1) {
      cells[x] = Math.floor(x / stepX);
      parts[x] = smooth(x / stepX - cells[x]!);
    }
    for (let y = 0; y < height; y += 1) {
      const row = Math.floor(y / stepY);
      const part = smooth(y / stepY - row);
      for (let x = 0; x < width; x += 1) {
        const at = row * columns + cells[x]!;
        const top = lattice[at]! + (lattice[at + 1]! - lattice[at]!) * parts[x]!;
        const bottom = lattice[at + columns]! + (lattice[at + columns + 1]! - lattice[at + columns]!) * parts[x]!;
        data[y * width + x]! += weight * (top + (bottom - top) * part);
      }
    }
    total += weight;
  }
  for (let at = 0; at < data.length; at += 1) data[at]! /= total * 0.6;
  return { width, height, data };
};

const GRAIN_SIDE = 1024;
let grainCache: Float32Array | undefined;

/** Deviation 1, softened over neighbors as a demosaiced sensor's: 1,024 x 1,024, meant to be read at any offset, wrapping. */
export const grain = (): Float32Array => {
  if (grainCache !== undefined) return grainCache;
  const random = createRandom(0x67726169);
  const count = GRAIN_SIDE * GRAIN_SIDE;
  const raw = Float32Array.from({ length: count }, () => random.normal());
  const mask = count - 1;
  // Weights 1, 4, 1 both ways keep a deviation of 18 / 36.
  const softened = new Float32Array(count);
  for (let at = 0; at < count; at += 1) {
    let sum = 0;
    for (let dy = -1; dy <= 1; dy += 1) {
      const row = at + dy * GRAIN_SIDE;
      const weight = dy === 0 ? 4 : 1;
      sum += weight * (raw[(row - 1) & mask]! + 4 * raw[row & mask]! + raw[(row + 1) & mask]!);
    }
    softened[at] = sum / 18;
  }
  grainCache = softened;
  return softened;
};
