import sharp from 'sharp';
import { grain } from './noise.ts';
import { createRandom } from './random.ts';
import { type Picture, paintScene, SCENE_KINDS, type SceneKind } from './scene.ts';

/** Raised when the same seed gives other pixels. The bytes hold for one version of sharp. */
export const PHOTO_SEED = 20_240_117;

export interface Shot {
  readonly width: number;
  readonly height: number;
  /** Deviation of the sensor's noise in a mid tone, in 8-bit levels. */
  readonly noise: number;
}

/** A crop of the scene with its own framing, exposure and sensor noise, which grows with the light as photons do. */
export const takePhoto = (scene: Picture, seed: number, { width, height, noise }: Shot): Picture => {
  const random = createRandom(seed, 0x73686f74);
  const left = random.below(scene.width - width + 1);
  const top = random.below(scene.height - height + 1);
  const mirrored = random.next() < 0.5;
  const exposure = random.between(0.9, 1.1);
  const noises = grain();
  const mask = noises.length - 1;
  const shared = random.below(noises.length);
  const own = [random.below(noises.length), random.below(noises.length), random.below(noises.length)];
  const strength = Float32Array.from({ length: 256 }, (_, level) => noise * Math.sqrt(0.35 + (0.65 * level) / 128));

  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    const grainRow = y << 10;
    for (let x = 0; x < width; x += 1) {
      const from = ((top + y) * scene.width + left + (mirrored ? width - 1 - x : x)) * 3;
      const to = (y * width + x) * 3;
      const luma = noises[(shared + grainRow + x) & mask]!;
      for (let channel = 0; channel < 3; channel += 1) {
        const level = scene.data[from + channel]!;
        const noisy =
          level * exposure + strength[level]! * (0.8 * luma + 0.6 * noises[(own[channel]! + grainRow + x) & mask]!);
        data[to + channel] = Math.max(0, Math.min(255, Math.round(noisy)));
      }
    }
  }
  return { width, height, data };
};

export const encodeJpeg = async (picture: Picture, quality = 95): Promise<Buffer> => {
  const { width, height, data } = picture;
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality, chromaSubsampling: '4:2:0' })
    .toBuffer();
};

const WIDTH = 500;
const HEIGHT = 375;
const SMALLEST_BYTES = 92_000;
const LARGEST_BYTES = 128_000;
const MIDDLE_BYTES = 110_000;

export interface Photo {
  readonly kind: SceneKind;
  readonly jpeg: Buffer;
}

/** A scene from which several unlike photographs are taken: painting is the slow part. */
export interface Place {
  readonly kind: SceneKind;
  readonly scene: Picture;
  /** That gives a photograph of it about the middle size. */
  readonly noise: number;
}

/** Turns the noise until the size fits, which a camera's ISO does in life. */
const fitSize = async (scene: Picture, seed: number, start: number, smallest: number, largest: number) => {
  let noise = start;
  for (let attempt = 0; attempt < 16; attempt += 1) {
    const jpeg = await encodeJpeg(takePhoto(scene, seed, { width: WIDTH, height: HEIGHT, noise }));
    if (jpeg.length >= smallest && jpeg.length <= largest) return { jpeg, noise };
    noise *= (MIDDLE_BYTES / jpeg.length) ** 1.5;
  }
  throw new Error(`no noise gives photograph ${seed} a size between ${smallest} and ${largest} bytes`);
};

/** The same place for the same index, whatever was asked before. */
export const findPlace = async (index: number): Promise<Place> => {
  const kind = SCENE_KINDS[index % SCENE_KINDS.length]!;
  const scene = paintScene(kind, PHOTO_SEED + index, WIDTH + 140, HEIGHT + 105);
  const { noise } = await fitSize(scene, index, 5, MIDDLE_BYTES - 6_000, MIDDLE_BYTES + 6_000);
  return { kind, scene, noise };
};

/** 500 x 375, 92,000 to 128,000 bytes. */
export const photographAt = async ({ kind, scene, noise }: Place, seed: number): Promise<Photo> => {
  const { jpeg } = await fitSize(scene, seed, noise, SMALLEST_BYTES, LARGEST_BYTES);
  return { kind, jpeg };
};

/** The photograph of that number, from a place of its own. */
export const photograph = async (index: number): Promise<Photo> => photographAt(await findPlace(index), index);

const SMALL_WIDTH = 192;
const SMALL_HEIGHT = 144;

/** 192 x 144, before it is encoded. */
export const smallPicture = (kind: SceneKind, seed: number): Picture => {
  const scene = paintScene(kind, seed, Math.round(SMALL_WIDTH * 1.25), Math.round(SMALL_HEIGHT * 1.25));
  return takePhoto(scene, seed, { width: SMALL_WIDTH, height: SMALL_HEIGHT, noise: 5 });
};

/** The photo-like picture of that number: 160 to 256 wide, 120 to 192 high, odd sizes among them. */
export const variedPicture = (number: number): Picture => {
  const width = 160 + ((number * 37) % 97);
  const height = 120 + ((number * 29) % 73);
  const scene = paintScene(SCENE_KINDS[number % SCENE_KINDS.length]!, PHOTO_SEED + number, width + 40, height + 30);
  return takePhoto(scene, PHOTO_SEED + number, { width, height, noise: 5 });
};
