import { archiveFiles } from './archives.ts';
import { boxFiles } from './boxes.ts';
import { containerFiles } from './containers.ts';
import { deepFiles } from './deep-formats.ts';
import { disguiseFiles } from './disguises.ts';
import type { HostileFile } from './family.ts';
import { gifFiles } from './gif.ts';
import { jpegFiles } from './jpeg.ts';
import { plainFiles } from './plain-formats.ts';
import { pngFiles } from './png.ts';
import { tiffFiles } from './tiff.ts';
import { webpFiles } from './webp.ts';

/** Every hostile file, in an order that does not change. No chance is in them: the same bytes on every machine with one zlib. */
export const hostileFiles: readonly HostileFile[] = [
  ...pngFiles,
  ...gifFiles,
  ...jpegFiles,
  ...webpFiles,
  ...tiffFiles,
  ...plainFiles,
  ...deepFiles,
  ...boxFiles,
  ...archiveFiles,
  ...containerFiles,
  ...disguiseFiles,
];
