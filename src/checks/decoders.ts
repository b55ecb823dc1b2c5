import type { Header } from '../model/facets.ts';

/** What trainers read images with. */
export const DECODERS = ['pillow', 'opencv', 'torchvision', 'tensorflow', 'dali'] as const;
export type Decoder = (typeof DECODERS)[number];

/** How the picture that a decoder hands to training differs from the one in the file. */
export type Difference =
  | 'exif-ignored'
  | 'cut-to-8-bits'
  | 'clipped'
  | 'alpha-dropped'
  | 'alpha-blended'
  | 'cmyk-converted'
  | 'first-frame-only';

interface Reader {
  /** What it does not read, as a phrase; undefined for what it reads. */
  readonly refuses: (header: Header) => string | undefined;
  /** Whether it turns the picture as Exif says. */
  readonly turns: (header: Header) => boolean;
  /** What becomes of more than 8 bits a channel. */
  readonly deep: (header: Header) => 'kept' | 'cut-to-8-bits' | 'clipped';
  /** What becomes of opacity. */
  readonly alpha: (header: Header) => 'alpha-dropped' | 'alpha-blended';
  /** Whether it hands out every frame. */
  readonly readsAllFrames: (header: Header) => boolean;
}

const oneOf = (formats: string): ((header: Header) => boolean) => {
  const set = new Set(formats.split(' '));
  return ({ format }) => set.has(format);
};
const never = (): boolean => false;
const dropped = (): 'alpha-dropped' => 'alpha-dropped';
const isFloat = ({ sampleFormat }: Header): boolean => sampleFormat === 'float' || sampleFormat === 'complex';
const refusing =
  (reads: (header: Header) => boolean, more: (header: Header) => string | undefined = () => undefined) =>
  (header: Header): string | undefined =>
    reads(header) ? more(header) : header.format;

const TIFF_CHANNELS: Readonly<Record<string, number>> = {
  bilevel: 1,
  gray: 1,
  palette: 1,
  rgb: 3,
  cmyk: 4,
  lab: 3,
  other: 1,
};

/** Combinations of sample kind, depth and channels that TiffImagePlugin.OPEN_INFO does not hold. */
const pillowTiff = (header: Header): string | undefined => {
  const { sampleFormat, depth, channels, color } = header;
  const isPlain = channels === TIFF_CHANNELS[color];
  if (sampleFormat === 'complex') return 'TIFF of complex numbers';
  if (isFloat(header))
    return isPlain && channels === 1 && depth === 32 ? undefined : `TIFF of ${depth}-bit floats x ${channels}`;
  if (depth > 16 && !(depth === 32 && channels === 1)) return `TIFF of ${depth}-bit integers x ${channels}`;
  return undefined;
};

/** Pillow 9.4 through `Image.open(path).convert('RGB')`, as torchvision's ImageFolder does. Newer ones also read QOI (9.5) and AVIF (11.3). */
const pillow: Reader = {
  refuses: refusing(oneOf('jpeg png gif webp tiff bmp tga pnm ico cur jp2 psd dds'), (header) => {
    if (header.format === 'jpeg' && header.depth > 8) return `JPEG of ${header.depth} bits`;
    if (header.format === 'pnm' && isFloat(header)) return 'PFM';
    return header.format === 'tiff' ? pillowTiff(header) : undefined;
  }),
  turns: oneOf('tiff'),
  // Gray of 16 bits and floats keep their values in modes I and F, and convert('RGB') cuts them off at 255.
  deep: ({ channels, color }) => (color === 'gray' && channels === 1 ? 'clipped' : 'cut-to-8-bits'),
  alpha: dropped,
  readsAllFrames: never,
};

/** OpenCV 4.6 through `imread(path)`, flags as they are by default. Newer ones also read AVIF (4.8) and GIF (4.11). */
const opencv: Reader = {
  refuses: refusing(
    oneOf('jpeg png webp tiff bmp pnm jp2 exr hdr'),
    ({ format, frames, depth, sampleFormat, channels }) => {
      if (format === 'webp' && frames > 1) return 'animated WebP';
      if (format !== 'tiff') return undefined;
      if (depth === 64 || (depth === 32 && channels === 1)) return `TIFF of ${depth}-bit ${sampleFormat}`;
      return undefined;
    },
  ),
  turns: oneOf('jpeg png tiff'),
  deep: (header) => (isFloat(header) ? 'clipped' : 'cut-to-8-bits'),
  // Its TIFF reader lets libtiff multiply colors by opacity.
  alpha: ({ format }) => (format === 'tiff' ? 'alpha-blended' : 'alpha-dropped'),
  readsAllFrames: never,
};

/** torchvision.io.decode_image(mode=RGB), by its documentation (0.20). */
const torchvision: Reader = {
  refuses: refusing(oneOf('jpeg png gif webp'), ({ format, depth }) =>
    format === 'jpeg' && depth > 8 ? `JPEG of ${depth} bits` : undefined,
  ),
  turns: never,
  deep: ({ format }) => (format === 'png' ? 'kept' : 'cut-to-8-bits'),
  alpha: dropped,
  readsAllFrames: oneOf('gif'),
};

/** tf.io.decode_image(channels=3), by its documentation (2.16). */
const tensorflow: Reader = {
  refuses: refusing(oneOf('jpeg png gif bmp'), ({ format, depth }) =>
    format === 'jpeg' && depth > 8 ? `JPEG of ${depth} bits` : undefined,
  ),
  turns: never,
  deep: () => 'cut-to-8-bits',
  alpha: dropped,
  readsAllFrames: oneOf('gif'),
};

/** fn.decoders.image(output_type=RGB), by its documentation (1.40). It turns by Exif (adjust_orientation). */
const dali: Reader = {
  refuses: refusing(oneOf('jpeg png bmp tiff pnm jp2 webp'), ({ format, depth }) =>
    format === 'jpeg' && depth > 8 ? `JPEG of ${depth} bits` : undefined,
  ),
  turns: () => true,
  deep: () => 'cut-to-8-bits',
  alpha: dropped,
  readsAllFrames: never,
};

const READERS: Readonly<Record<Decoder, Reader>> = { pillow, opencv, torchvision, tensorflow, dali };

/**
 * Contents that no version and no build of the decoder reads, by family (`familyOf`), whatever the name says; all of them go by content.
 * A reader above may refuse more: one version, of one distribution.
 */
export const NEVER_READ: Readonly<Record<Decoder, readonly string[]>> = {
  pillow: ['svg', 'exr', 'hdr'],
  opencv: ['svg', 'psd', 'tga', 'ico', 'qoi'],
  torchvision: ['svg', 'bmp', 'tiff', 'psd', 'ico', 'pnm', 'jp2', 'exr', 'hdr', 'tga', 'qoi'],
  tensorflow: ['svg', 'tiff', 'psd', 'ico', 'pnm', 'jp2', 'exr', 'hdr', 'heif', 'avif', 'tga', 'qoi'],
  dali: ['svg', 'gif', 'psd', 'ico', 'exr', 'hdr', 'heif', 'avif', 'tga', 'qoi'],
};

export type Reading =
  | { readonly kind: 'refused'; readonly what: string }
  | { readonly kind: 'read'; readonly differences: readonly Difference[] };

/** What a decoder makes of a picture with this header, in a fixed order. */
export const readingBy = (decoder: Decoder, header: Header): Reading => {
  const reader = READERS[decoder];
  const what = reader.refuses(header);
  if (what !== undefined) return { kind: 'refused', what };
  const differences: Difference[] = [];
  if (header.orientation !== 1 && !reader.turns(header)) differences.push('exif-ignored');
  const deep = header.depth > 8 ? reader.deep(header) : 'kept';
  if (deep !== 'kept') differences.push(deep);
  if (header.alpha) differences.push(reader.alpha(header));
  if (header.color === 'cmyk') differences.push('cmyk-converted');
  if (header.frames > 1 && !reader.readsAllFrames(header)) differences.push('first-frame-only');
  return { kind: 'read', differences };
};
