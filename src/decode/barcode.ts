import { type Bilevel, BLOCK } from '../measures/bilevel.ts';
import { BILEVEL_WASM } from '../measures/kernels/bilevel.wasm.ts';
import { instantiateKernel, reserve } from '../measures/kernels/kernel.ts';
import { SHARPEN_WASM } from '../measures/kernels/sharpen.wasm.ts';
import type { Code, Luma } from '../model/facets.ts';
import { type Found, loadZXing } from './barcode-module.ts';
import { outlineOf, shareInside } from './barcode-outline.ts';
import type { CodeReader } from './ports.ts';

/** As the module takes them: enumerations by number. Figures of what was tried: docs/decisions/0005-barcodes.md. */
const COMMON = {
  tryHarder: false,
  tryDownscale: false,
  tryDenoise: false,
  /** BoolCast: what comes in is black and white already. */
  binarizer: 3,
  isPure: false,
  downscaleFactor: 3,
  downscaleThreshold: 500,
  maxNumberOfSymbols: 16,
  validateOptionalChecksum: true,
  returnErrors: false,
  eanAddOnSymbol: 0,
  /** Plain. */
  textMode: 0,
  characterSet: 0,
  tryCode39ExtendedMode: false,
};
const LINEAR_FORMATS = 'EAN13,EAN8,UPCA,Code128';
const ALL = {
  ...COMMON,
  formats: `QRCode,MicroQRCode,RMQRCode,DataMatrix,${LINEAR_FORMATS}`,
  tryRotate: false,
  tryInvert: false,
  minLineCount: 2,
};
/** Light codes too, for half as much again: only where the picture is dark, as the page around a light code is. */
const ALL_BOTH_WAYS = { ...ALL, tryInvert: true };
/** A stripe pattern reads as a code in a few of the lines scanned; a code that fills a fifth of the picture, in eight at least. */
const LINEAR_FOR_CERTAIN = { ...COMMON, formats: LINEAR_FORMATS, tryRotate: false, tryInvert: false, minLineCount: 8 };

const isLinear = ({ symbology }: Code): boolean => LINEAR_FORMATS.includes(symbology);

const MIN_DISTINCT_DIGITS = 4;
const MIN_CODE128_LENGTH = 4;

/** Regular stripes (a fence, blinds) can read as digits of one or two kinds, or as one or two characters. */
const isPlausible = ({ format, text }: Found): boolean => {
  if (format === 'Code128') return text.length >= MIN_CODE128_LENGTH;
  if (format.startsWith('EAN') || format.startsWith('UPC')) return new Set(text).size >= MIN_DISTINCT_DIGITS;
  return true;
};

const codeOf = (found: Found, preview: Luma): Code => {
  const outline = outlineOf(found.format, found.position, found.symbol.width, preview);
  return { symbology: found.format, payload: found.text, outline, share: shareInside(outline, preview) };
};

const bySize = (one: Code, other: Code): number => {
  if (one.share !== other.share) return other.share - one.share;
  return one.payload < other.payload ? -1 : 1;
};

interface SharpenExports {
  readonly sharpen: (source: number, width: number, height: number, target: number) => void;
}
interface BilevelExports {
  readonly bilevel: (source: number, width: number, height: number, target: number, scratch: number) => number;
}

const NO_CODES: readonly Code[] = [];
const VECTOR = 16;
/** Of scratch for each block of the bilevel kernel. */
const BLOCK_BYTES = 12;

const aligned = (bytes: number): number => Math.ceil(bytes / VECTOR) * VECTOR + VECTOR;

/** A preview in the memory of the sharpener; the answer is valid until the next call. */
const createSharpener = (): ((preview: Luma) => Uint8Array) => {
  const { exports, memory } = instantiateKernel<SharpenExports>(SHARPEN_WASM);
  return ({ width, height, data }) => {
    const target = aligned(data.length);
    reserve(memory, 2 * target);
    const bytes = new Uint8Array(memory.buffer);
    bytes.set(data);
    exports.sharpen(0, width, height, target);
    return bytes.subarray(target, target + data.length);
  };
};

/** Levels made black and white in WASM memory; the answer's data is valid until the next call. */
const createBilevel = (): ((levels: Uint8Array, size: Luma) => Pick<Bilevel, 'data' | 'crowding'>) => {
  const { exports, memory } = instantiateKernel<BilevelExports>(BILEVEL_WASM);
  return (levels, { width, height }) => {
    const target = aligned(levels.length);
    const blocks = Math.ceil(width / BLOCK) * Math.ceil(height / BLOCK);
    reserve(memory, 2 * target + blocks * BLOCK_BYTES);
    const bytes = new Uint8Array(memory.buffer);
    bytes.set(levels);
    const crowding = exports.bilevel(0, width, height, target, 2 * target);
    return { data: bytes.subarray(target, target + levels.length), crowding };
  };
};

/**
 * Blocks with contrast, of the 25 of 40 x 40 px, without which nothing is looked for a second time: each of 340 codes that were read,
 * the smallest of 50 px with its margin, had all 25 somewhere.
 */
const MIN_CROWDING = 25;

/** Mean level below which light codes are looked for; a light code that fills its picture has about 90. */
const DARK_LEVEL = 112;
const SAMPLED_EVERY = 15;

const isDark = ({ data }: Luma): boolean => {
  let sum = 0;
  let count = 0;
  for (let at = 0; at < data.length; at += SAMPLED_EVERY, count += 1) sum += data[at]!;
  return sum < DARK_LEVEL * count;
};

const MAX_PREVIEW_BYTES = 256 * 256;

/**
 * Reads QR (Micro QR, rMQR), Data Matrix, and upright EAN-13, EAN-8, UPC-A and Code 128 in previews with zxing-cpp. Its WebAssembly is read
 * from the installed package: nothing is ever fetched. Payloads are as the code has them; whoever shows one defangs it.
 */
export const createCodeReader = async (): Promise<CodeReader> => {
  const zxing = await loadZXing();
  const sharpen = createSharpener();
  const blackAndWhite = createBilevel();
  const address = zxing._malloc(MAX_PREVIEW_BYTES);

  const readAs = (options: object, preview: Luma): Code[] => {
    const results = zxing.readBarcodesFromPixmap(address, preview.width, preview.height, options);
    try {
      const codes: Code[] = [];
      for (let at = 0; at < results.size(); at += 1) {
        const found = results.get(at);
        if (isPlausible(found)) codes.push(codeOf(found, preview));
      }
      return codes;
    } finally {
      results.delete();
    }
  };
  /** In what `blackAndWhite` made of a preview. */
  const search = (data: Uint8Array, preview: Luma, options: object): Code[] => {
    zxing.HEAPU8.set(data, address);
    const found = readAs(options, preview);
    if (!found.some(isLinear)) return found;
    return [...found.filter((code) => !isLinear(code)), ...readAs(LINEAR_FOR_CERTAIN, preview)];
  };
  /** Sharpening lifts fine codes out of the blur and breaks a few that were crisp; few photographs are crowded without it. */
  const searchUnsharpened = (preview: Luma): readonly Code[] => {
    const { data, crowding } = blackAndWhite(preview.data, preview);
    return crowding < MIN_CROWDING ? NO_CODES : search(data, preview, isDark(preview) ? ALL_BOTH_WAYS : ALL);
  };
  return {
    read: (preview) => {
      if (Math.min(preview.width, preview.height) < BLOCK) return NO_CODES;
      const { data, crowding } = blackAndWhite(sharpen(preview), preview);
      const found = search(data, preview, ALL);
      if (found.length > 0) return found.sort(bySize);
      return crowding < MIN_CROWDING ? NO_CODES : searchUnsharpened(preview);
    },
  };
};
