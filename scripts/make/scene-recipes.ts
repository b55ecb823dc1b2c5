import type { FractalShape } from './noise.ts';

export type Color = readonly [red: number, green: number, blue: number];

/** What a kind of landscape is made of. */
export interface Recipe {
  readonly sky: readonly [top: Color, bottom: Color];
  readonly ground: readonly [far: Color, near: Color];
  /** Where the ground begins, share of the height. */
  readonly horizon: readonly [low: number, high: number];
  readonly texture: FractalShape;
  /** Levels that the texture adds and takes. */
  readonly contrast: number;
  readonly shapes: {
    readonly kind: 'trunk' | 'stone' | 'flower' | 'lamp' | 'tuft' | 'sail';
    readonly count: readonly [number, number];
  };
  readonly tints: readonly Color[];
}

export const RECIPES = {
  beach: {
    sky: [
      [92, 150, 214],
      [196, 218, 234],
    ],
    ground: [
      [64, 128, 158],
      [222, 200, 156],
    ],
    horizon: [0.35, 0.5],
    texture: { across: 160, down: 14, octaves: 5, roughness: 0.8 },
    contrast: 60,
    shapes: { kind: 'sail', count: [1, 4] },
    tints: [
      [240, 240, 236],
      [214, 74, 58],
      [250, 214, 96],
    ],
  },
  forest: {
    sky: [
      [120, 146, 120],
      [86, 112, 74],
    ],
    ground: [
      [58, 84, 44],
      [70, 60, 38],
    ],
    horizon: [0.6, 0.75],
    texture: { across: 60, down: 90, octaves: 6, roughness: 0.9 },
    contrast: 100,
    shapes: { kind: 'trunk', count: [7, 16] },
    tints: [
      [62, 46, 34],
      [84, 66, 50],
      [40, 34, 28],
    ],
  },
  meadow: {
    sky: [
      [104, 164, 226],
      [214, 228, 236],
    ],
    ground: [
      [126, 160, 70],
      [84, 136, 46],
    ],
    horizon: [0.3, 0.45],
    texture: { across: 24, down: 60, octaves: 5, roughness: 0.95 },
    contrast: 80,
    shapes: { kind: 'flower', count: [60, 140] },
    tints: [
      [236, 206, 60],
      [232, 232, 226],
      [206, 74, 120],
    ],
  },
  night: {
    sky: [
      [10, 12, 30],
      [44, 34, 58],
    ],
    ground: [
      [22, 20, 30],
      [34, 28, 32],
    ],
    horizon: [0.5, 0.7],
    texture: { across: 120, down: 80, octaves: 5, roughness: 0.55 },
    contrast: 20,
    shapes: { kind: 'lamp', count: [10, 30] },
    tints: [
      [255, 214, 140],
      [255, 244, 214],
      [180, 206, 255],
    ],
  },
  rock: {
    sky: [
      [150, 146, 140],
      [122, 114, 104],
    ],
    ground: [
      [132, 122, 110],
      [96, 86, 78],
    ],
    horizon: [0.1, 0.25],
    texture: { across: 110, down: 70, octaves: 7, roughness: 0.88 },
    contrast: 110,
    shapes: { kind: 'stone', count: [10, 26] },
    tints: [
      [146, 136, 124],
      [110, 104, 98],
      [168, 150, 128],
    ],
  },
  snow: {
    sky: [
      [132, 158, 196],
      [206, 216, 228],
    ],
    ground: [
      [226, 232, 240],
      [240, 242, 246],
    ],
    horizon: [0.4, 0.6],
    texture: { across: 200, down: 60, octaves: 6, roughness: 0.85 },
    contrast: 52,
    shapes: { kind: 'tuft', count: [6, 18] },
    tints: [
      [52, 66, 60],
      [70, 80, 70],
      [96, 88, 78],
    ],
  },
} as const satisfies Record<string, Recipe>;
