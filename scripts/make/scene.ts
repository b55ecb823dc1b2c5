import { fractal } from './noise.ts';
import { createRandom, type Random } from './random.ts';
import { type Color, RECIPES, type Recipe } from './scene-recipes.ts';

/** 8-bit RGB, row-major. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

export type SceneKind = keyof typeof RECIPES;
export const SCENE_KINDS = Object.keys(RECIPES) as readonly SceneKind[];

const mix = (a: number, b: number, t: number): number => a + (b - a) * t;

interface Blob {
  readonly x: number;
  readonly y: number;
  readonly radiusX: number;
  readonly radiusY: number;
  readonly color: Color;
  /** 0: hard edge; 1: fades from its middle. */
  readonly softness: number;
}

/** Sizes in shares of the picture's height. */
const blobOf = (
  kind: Recipe['shapes']['kind'],
  random: Random,
  width: number,
  height: number,
  horizon: number,
  color: Color,
): Blob => {
  const x = random.next() * width;
  const lower = random.between(horizon, 1) * height;
  switch (kind) {
    case 'trunk':
      return {
        x,
        y: height * 0.4,
        radiusX: height * random.between(0.008, 0.04),
        radiusY: height * 0.55,
        color,
        softness: 0.15,
      };
    case 'stone':
      return {
        x,
        y: lower,
        radiusX: height * random.between(0.03, 0.16),
        radiusY: height * random.between(0.02, 0.1),
        color,
        softness: 0.3,
      };
    case 'flower':
      return {
        x,
        y: lower,
        radiusX: height * random.between(0.003, 0.012),
        radiusY: height * random.between(0.003, 0.01),
        color,
        softness: 0.4,
      };
    case 'lamp':
      return {
        x,
        y: random.between(0.3, 0.9) * height,
        radiusX: height * random.between(0.01, 0.06),
        radiusY: height * random.between(0.01, 0.06),
        color,
        softness: 1,
      };
    case 'tuft':
      return {
        x,
        y: lower,
        radiusX: height * random.between(0.01, 0.05),
        radiusY: height * random.between(0.03, 0.12),
        color,
        softness: 0.6,
      };
    case 'sail':
      return {
        x,
        y: (horizon + 0.02) * height,
        radiusX: height * random.between(0.008, 0.03),
        radiusY: height * random.between(0.02, 0.06),
        color,
        softness: 0.1,
      };
  }
};

/** Shades from the upper left, so that it looks round. */
const paintBlob = (into: Float32Array, width: number, height: number, blob: Blob): void => {
  const fromY = Math.max(0, Math.floor(blob.y - blob.radiusY));
  const toY = Math.min(height - 1, Math.ceil(blob.y + blob.radiusY));
  const fromX = Math.max(0, Math.floor(blob.x - blob.radiusX));
  const toX = Math.min(width - 1, Math.ceil(blob.x + blob.radiusX));
  for (let y = fromY; y <= toY; y += 1) {
    for (let x = fromX; x <= toX; x += 1) {
      const dx = (x - blob.x) / blob.radiusX;
      const dy = (y - blob.y) / blob.radiusY;
      const cover = Math.min(1, (1 - Math.sqrt(dx * dx + dy * dy)) / Math.max(0.05, blob.softness));
      if (cover <= 0) continue;
      const shade = 1 - 0.25 * (dx + dy);
      const at = (y * width + x) * 3;
      for (let channel = 0; channel < 3; channel += 1) {
        into[at + channel] = mix(into[at + channel]!, blob.color[channel]! * shade, cover);
      }
    }
  }
};

/** A landscape without sensor noise: gradients, texture of nature's kind, shapes, uneven light. Equal seeds, equal pixels. */
export const paintScene = (kind: SceneKind, seed: number, width: number, height: number): Picture => {
  const recipe: Recipe = RECIPES[kind];
  const random = createRandom(seed, SCENE_KINDS.indexOf(kind));
  const horizon = random.between(...recipe.horizon);
  const unit = height / 480;
  const { across, down, octaves, roughness } = recipe.texture;
  const texture = fractal(random.below(2 ** 31), width, height, {
    across: across * unit,
    down: down * unit,
    octaves,
    roughness,
  });
  const clouds = fractal(random.below(2 ** 31), width, height, {
    across: 220 * unit,
    down: 90 * unit,
    octaves: 5,
    roughness: 0.55,
  });
  const warmth = fractal(random.below(2 ** 31), width, height, {
    across: 300 * unit,
    down: 300 * unit,
    octaves: 2,
    roughness: 0.5,
  });
  const cast: Color = [random.between(-14, 14), random.between(-8, 8), random.between(-14, 14)];
  const light = random.between(0.8, 1.12);
  const lightX = random.between(0.2, 0.8) * width;

  const paint = new Float32Array(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const pixel = y * width + x;
      const border = horizon * height + clouds.data[x]! * 12 * unit;
      const isSky = y < border;
      const [from, to] = isSky ? recipe.sky : recipe.ground;
      const depth = isSky ? y / border : (y - border) / (height - border);
      const relief = isSky
        ? clouds.data[pixel]! * Math.min(26, recipe.contrast * 0.4)
        : texture.data[pixel]! * recipe.contrast;
      for (let channel = 0; channel < 3; channel += 1) {
        const warm = warmth.data[pixel]! * (channel - 1) * -9;
        paint[pixel * 3 + channel] = mix(from[channel]!, to[channel]!, depth) + relief + warm + cast[channel]!;
      }
    }
  }
  const count = Math.round(random.between(...recipe.shapes.count));
  for (let shape = 0; shape < count; shape += 1) {
    paintBlob(
      paint,
      width,
      height,
      blobOf(recipe.shapes.kind, random, width, height, horizon, random.pick(recipe.tints)),
    );
  }

  const data = new Uint8Array(paint.length);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const off = ((x - lightX) / width) ** 2 + ((y - height / 2) / height) ** 2;
      const at = (y * width + x) * 3;
      for (let channel = 0; channel < 3; channel += 1) {
        data[at + channel] = Math.max(0, Math.min(255, Math.round(paint[at + channel]! * light * (1.06 - 0.4 * off))));
      }
    }
  }
  return { width, height, data };
};
