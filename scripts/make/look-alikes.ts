import { takePhoto } from './photo.ts';
import type { Random } from './random.ts';
import type { Picture } from './scene.ts';

type Color = readonly [number, number, number];

const gray = (level: number): Color => [level, level, level];
const copyOf = (picture: Picture): Picture => ({ ...picture, data: Uint8Array.from(picture.data) });
const blank = (width: number, height: number, color: Color): Picture => {
  const picture = { width, height, data: new Uint8Array(width * height * 3) };
  paint(picture, 0, 0, width, height, color);
  return picture;
};

/** A rectangle; what lies outside of the picture is left out. */
function paint({ width, height, data }: Picture, left: number, top: number, wide: number, high: number, color: Color) {
  for (let y = Math.max(0, top); y < Math.min(height, top + high); y += 1) {
    for (let x = Math.max(0, left); x < Math.min(width, left + wide); x += 1) data.set(color, (y * width + x) * 3);
  }
}

const paste = (into: Picture, from: Picture, left: number, top: number): void => {
  for (let y = 0; y < from.height && top + y < into.height; y += 1) {
    for (let x = 0; x < from.width && left + x < into.width; x += 1) {
      const at = (y * from.width + x) * 3;
      into.data.set(from.data.subarray(at, at + 3), ((top + y) * into.width + left + x) * 3);
    }
  }
};

/** Levels of bars: film, page, detectors' 114, half. */
const BAR_LEVELS = [0, 0, 16, 255, 255, 114, 127, 128, 64, 200];

/** Two bars, not always alike in height. */
const letterbox = (photo: Picture, random: Random): Picture => {
  const boxed = copyOf(photo);
  const { width, height } = photo;
  const color = gray(random.pick(BAR_LEVELS));
  const high = 4 + random.below(Math.floor(height / 3));
  paint(boxed, 0, 0, width, random.next() < 0.8 ? high : 1 + random.below(high), color);
  paint(boxed, 0, height - high, width, high, color);
  return boxed;
};

/** One bar, at the bottom, of any level but 128: what libjpeg leaves cannot be told from such a bar. */
const oneBar = (photo: Picture, random: Random): Picture => {
  const boxed = copyOf(photo);
  const level = random.pick(BAR_LEVELS.filter((it) => it < 127 || it > 129));
  const color =
    random.next() < 0.7 ? gray(level) : ([random.below(100), random.below(120), random.below(256)] as const);
  const high = 8 + random.below(Math.floor(photo.height / 2));
  paint(boxed, 0, photo.height - high, photo.width, high, color);
  return boxed;
};

/** A part of the photo in an oval or a box on one level without noise; it may touch one side. */
const product = (photo: Picture, random: Random): Picture => {
  const { width, height } = photo;
  const level = random.pick([255, 255, 250, 240, 128, 128, random.below(256)]);
  const plain = blank(width, height, gray(level));
  const radiusX = width * random.between(0.15, 0.45);
  const radiusY = height * random.between(0.15, 0.4);
  const middleX = width * random.between(0.2, 0.8);
  const middleY = height * random.between(0.2, 0.6);
  const isBox = random.next() < 0.4;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const dx = Math.abs((x - middleX) / radiusX);
      const dy = Math.abs((y - middleY) / radiusY);
      if (isBox ? Math.max(dx, dy) > 1 : dx * dx + dy * dy > 1) continue;
      const at = (y * width + x) * 3;
      plain.data.set(photo.data.subarray(at, at + 3), at);
    }
  }
  return plain;
};

/** Sky, wall or table from some row on: smooth, without noise, across, down or flat; the border is soft or straight. */
const plainBelow = (photo: Picture, random: Random): Picture => {
  const smooth = copyOf(photo);
  const { width, height, data } = smooth;
  const base = [random.between(60, 230), random.between(60, 230), random.between(60, 230)];
  const across = random.pick([0, 0, 20, 60]);
  const down = random.pick([0, 20, 60]);
  const from = Math.floor(height * random.between(0.3, 0.9));
  const soft = random.pick([1, 12, 40]);
  for (let y = from; y < height; y += 1) {
    const part = Math.min(1, (y - from + 1) / soft);
    for (let x = 0; x < width; x += 1) {
      for (let channel = 0; channel < 3; channel += 1) {
        const at = (y * width + x) * 3 + channel;
        const level = base[channel]! + (across * x) / width + (down * (y - from)) / height;
        data[at] = Math.max(0, Math.min(255, Math.round(data[at]! * (1 - part) + level * part)));
      }
    }
  }
  return smooth;
};

/** So light or so dark that whole rows at the bottom are white or black. */
const clipped = (photo: Picture, random: Random): Picture => {
  const shifted = copyOf(photo);
  const most = random.pick([-320, -200, 200, 320]);
  for (let y = 0; y < photo.height; y += 1) {
    const shift = (most * y) / photo.height;
    for (let at = y * photo.width * 3; at < (y + 1) * photo.width * 3; at += 1) {
      shifted.data[at] = Math.max(0, Math.min(255, photo.data[at]! + shift));
    }
  }
  return shifted;
};

const writeLines = (page: Picture, random: Random, margin: number, from: number, to: number, ink: Color): void => {
  const size = random.pick([6, 8, 10, 16]);
  for (let y = from; y < to - size; y += Math.round(size * 1.6)) {
    const end = page.width - margin - random.below(Math.max(1, page.width >> 1));
    for (let x = margin; x < end; x += Math.round(size * random.between(0.6, 1.4))) {
      for (let stroke = 0; stroke < 3; stroke += 1) {
        const high = 1 + random.below(size);
        paint(page, x + random.below(size >> 1), y + size - high, 1 + random.below(2), high, ink);
      }
    }
  }
};

/** A page with text, maybe with the photo across its upper part, maybe with a stretch of the scanner's lid below. */
const scan = (photo: Picture, random: Random): Picture => {
  const { width, height } = photo;
  const page = blank(width, height, random.pick([gray(255), gray(252), [250, 246, 234] as const]));
  const until = Math.floor(height * random.between(0.3, 0.9));
  const half = random.next() < 0.5;
  if (half) {
    const isWide = random.next() < 0.3;
    const size = { width: isWide ? width : width - 40, height: Math.floor(until * 0.6), noise: 4 };
    paste(page, takePhoto(photo, random.below(10 ** 6), size), isWide ? 0 : 20, 0);
  }
  writeLines(page, random, 20, half ? Math.floor(until * 0.6) + 8 : 12, until, gray(random.below(60)));
  if (random.next() < 0.4) paint(page, 0, height - 24, width, 24, gray(random.pick([0, 60, 110, 190])));
  return page;
};

/** A window: bars, a side panel down to the bottom, text, maybe the photo inside; desktop or table rules below. */
const screenshot = (photo: Picture, random: Random): Picture => {
  const { width, height } = photo;
  const face = gray(random.pick([255, 240, 212, 192, 128, 45, 30]));
  const screen = blank(width, height, face);
  paint(screen, 0, 0, width, 18, random.pick([[0, 0, 128] as const, gray(220), gray(50)]));
  const panel = random.pick([0, 60, 90]);
  paint(screen, 0, 18, panel, height, gray(random.pick([230, 128, 60])));
  const until = Math.floor(height * random.between(0.4, 0.9));
  if (random.next() < 0.6) {
    const left = random.pick([panel, panel + 1, panel + 8]);
    const size = { width: width - left - random.pick([0, 8, 16]), height: until - 18, noise: 3 };
    paste(screen, takePhoto(photo, random.below(10 ** 6), size), left, 18);
  } else writeLines(screen, random, panel + 8, 24, until, gray(random.pick([0, 255, 90])));
  for (let rules = random.pick([0, 1, 8, 30]); rules > 0; rules -= 1) {
    paint(screen, panel + random.below(width - panel), until, 1 + random.below(3), height, gray(random.below(256)));
  }
  if (random.next() < 0.4) {
    const high = random.pick([16, 24, 32, 48]);
    paint(screen, 0, height - high, width, high, gray(random.pick([212, 120, 32])));
    paint(screen, 0, height - high - 16, random.pick([0, 80, 160]), 16, gray(250));
  }
  return screen;
};

/** Bars from some row to the bottom: a fence, a bar code, a test chart. Above them the photo or a plain ground. */
const stripes = (photo: Picture, random: Random): Picture => {
  const striped = random.next() < 0.5 ? copyOf(photo) : blank(photo.width, photo.height, gray(random.below(256)));
  const from = Math.floor(photo.height * random.between(0, 0.8));
  const widest = random.pick([2, 4, 12, 40]);
  for (let x = 0; x < photo.width; ) {
    const wide = 1 + random.below(widest);
    paint(striped, x, from, wide, photo.height, random.next() < 0.5 ? gray(255) : gray(random.below(256)));
    x += wide;
  }
  return striped;
};

/** Pictures that end in flat or in repeated rows and have lost nothing. */
export const LOOK_ALIKES = { letterbox, oneBar, product, plainBelow, clipped, scan, screenshot, stripes } as const;
export type LookAlike = keyof typeof LOOK_ALIKES;
