import type { Limits } from '../model/config.ts';
import type { Code, Coefficients, FileFacet, Made, Signature } from '../model/facets.ts';
import { watchBottoms } from './bottoms.ts';
import type { Examination, Examined } from './examination.ts';
import { examineAvif } from './formats/avif.ts';
import { examineBmp } from './formats/bmp.ts';
import { examineDicom } from './formats/dicom.ts';
import { examineExr } from './formats/exr.ts';
import { examineGif } from './formats/gif.ts';
import { examineHdr } from './formats/hdr.ts';
import { examineIco } from './formats/ico.ts';
import { examineJp2 } from './formats/jp2.ts';
import { examineJpeg } from './formats/jpeg.ts';
import { examineJxl } from './formats/jxl.ts';
import { examineNifti } from './formats/nifti.ts';
import { examinePng } from './formats/png.ts';
import { examinePnm } from './formats/pnm.ts';
import { examineQoi } from './formats/qoi.ts';
import { examineTga } from './formats/tga.ts';
import { examineTiff } from './formats/tiff.ts';
import { examineWebp } from './formats/webp.ts';
import { releaseMemory } from './kept-memory.ts';
import { notDecoded } from './not-decoded.ts';
import type { CodeReader, LumaReducer } from './ports.ts';
import { signatureOf } from './signature.ts';
import type { Shrinker } from './small-picture.ts';

export interface ImageExaminerOptions {
  readonly limits: Limits;
  readonly luma: LumaReducer;
  /** Absent: the facet `codes` is not made. */
  readonly codes?: CodeReader;
  /** Absent: the facet `coefficients` is not made. It takes a second walk through every JPEG. */
  readonly coefficientsOf?: (jpeg: Uint8Array) => Coefficients | undefined;
  /** Is given the picture in color where the decoder has it at hand. What else is made does not depend on it. */
  readonly shrinker?: Shrinker | undefined;
}

export interface ImageExaminer {
  /**
   * Makes signature, container, header, decoding, preview, bottom, coefficients and codes of one image file, or faults that say why not. Never throws
   * for what a file holds. Synchronous for JPEGs without complaint; else a promise, until which `bytes` must stay as they are.
   */
  readonly examine: (bytes: Uint8Array, file: FileFacet) => Made | Promise<Made>;
}

/** Pictures inside of others are examined without `shrinker`. */
type Examine = (bytes: Uint8Array, examination: Examination, shrinker?: Shrinker) => Examined | Promise<Examined>;

/** One file in formats/ for each. */
const EXAMINERS: Readonly<Record<string, Examine>> = {
  jpeg: examineJpeg,
  png: examinePng,
  gif: examineGif,
  webp: examineWebp,
  tiff: examineTiff,
  avif: examineAvif,
  bmp: examineBmp,
  tga: examineTga,
  pnm: examinePnm,
  qoi: examineQoi,
  ico: examineIco,
  cur: examineIco,
  hdr: examineHdr,
  exr: examineExr,
  jp2: examineJp2,
  jxl: examineJxl,
  dicom: examineDicom,
  nifti: examineNifti,
  // Names of images end so only where they say .nii.gz.
  gz: examineNifti,
};

export const createImageExaminer = ({
  limits,
  luma: reducer,
  codes,
  coefficientsOf,
  shrinker,
}: ImageExaminerOptions): ImageExaminer => {
  const bottoms = watchBottoms(reducer);
  const { luma } = bottoms;
  const examination: Examination = {
    limits,
    luma,
    previewOf: (pixels, width, height) => {
      const size = width * height;
      luma.scratch(size).set(pixels.length === size ? pixels : pixels.subarray(0, size));
      return luma.reduce(width, height);
    },
  };

  const finish = (signature: Signature, bytes: Uint8Array, { facets, faults }: Examined): Made => {
    const { preview } = facets;
    const found: readonly Code[] | undefined = preview === undefined ? undefined : codes?.read(preview);
    const bottom = preview === undefined ? undefined : bottoms.of(preview);
    releaseMemory();
    const isJpeg = signature.format === 'jpeg' && facets.decoding !== undefined;
    const coefficients = isJpeg ? coefficientsOf?.(bytes) : undefined;
    const more = { ...(bottom && { bottom }), ...(coefficients && { coefficients }), ...(found && { codes: found }) };
    return { facets: { signature, ...facets, ...more }, faults };
  };

  const examineAs = (signature: Signature, bytes: Uint8Array, file: FileFacet): Made | Promise<Made> => {
    const examine = signature.format === undefined ? undefined : EXAMINERS[signature.format];
    if (examine === undefined) return { facets: { signature }, faults: [notDecoded(bytes, signature, file)] };
    const examined = examine(bytes, examination, shrinker);
    if (examined instanceof Promise) return examined.then((made) => finish(signature, bytes, made));
    return finish(signature, bytes, examined);
  };

  return {
    examine: (bytes, file) => {
      const signature = signatureOf(bytes, file.extension);
      if (signature instanceof Promise) return signature.then((known) => examineAs(known, bytes, file));
      return examineAs(signature, bytes, file);
    },
  };
};
