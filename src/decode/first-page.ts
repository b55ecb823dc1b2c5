import type { Limits } from '../model/config.ts';
import type { Header } from '../model/facets.ts';
import { firstBmpPage } from './formats/bmp.ts';
import { readExr } from './formats/exr.ts';
import { readHdr } from './formats/hdr.ts';
import { firstIcoPage } from './formats/ico.ts';
import { firstJp2Page } from './formats/jp2.ts';
import { firstJxlPage } from './formats/jxl.ts';
import { readPnm } from './formats/pnm.ts';
import { readQoi } from './formats/qoi.ts';
import { readTga } from './formats/tga.ts';
import { decodedBytes, overLimit } from './limits.ts';
import type { Raster } from './raster.ts';
import type { RasterHead } from './raster-file.ts';
import { signatureOf } from './signature.ts';

/** What there is to see of a file, damaged or not. */
export type FirstPage =
  | { readonly kind: 'raster'; readonly header: Header; readonly raster: Raster }
  /** Bytes that sharp reads: the file itself, or a picture of another format inside it. */
  | { readonly kind: 'encoded'; readonly bytes: Uint8Array };

/** Drawing copies what was decoded: above this the report goes without a picture. */
const MAX_DRAWN_BYTES = 512 * 2 ** 20;

type PageReader = (bytes: Uint8Array, limits: Limits) => RasterHead | Uint8Array | Promise<RasterHead | Uint8Array>;

/** Formats that sharp does not read. A reader gives the picture's head, or the bytes of a picture of another format inside it. */
const READERS: Readonly<Record<string, PageReader>> = {
  bmp: firstBmpPage,
  tga: readTga,
  pnm: readPnm,
  qoi: readQoi,
  ico: firstIcoPage,
  cur: firstIcoPage,
  hdr: readHdr,
  exr: readExr,
  jp2: firstJp2Page,
  jxl: firstJxlPage,
};

/** The page that trainers read; undefined where nothing of it is known or a limit forbids it. `extension` as in `FileFacet`. */
export const readFirstPage = async (
  bytes: Uint8Array,
  extension: string,
  limits: Limits,
): Promise<FirstPage | undefined> => {
  const { format = '' } = await signatureOf(bytes, extension);
  const page = await (READERS[format]?.(bytes, limits) ?? bytes);
  if (page instanceof Uint8Array) return { kind: 'encoded', bytes: page };
  if (!('header' in page)) return undefined;
  const { header } = page;
  // Frames are not counted: only the first is decoded.
  const single = { ...header, frames: 1 };
  if (overLimit(single, limits) !== undefined || decodedBytes(single) > MAX_DRAWN_BYTES) return undefined;
  const { raster } = page.decode();
  return raster && { kind: 'raster', header, raster };
};
