import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { prepareZXingModule, type ReadResult } from 'zxing-wasm/reader';

export type Found = Pick<ReadResult, 'format' | 'text' | 'lineCount' | 'position' | 'symbol'>;

/** What the package's asynchronous wrapper calls, called directly: pictures are examined synchronously. */
export interface ZXing {
  /** Replaced when the memory grows. */
  readonly HEAPU8: Uint8Array;
  readonly _malloc: (bytes: number) => number;
  readonly readBarcodesFromPixmap: (address: number, width: number, height: number, options: object) => Results;
}
interface Results {
  readonly size: () => number;
  readonly get: (at: number) => Found;
  /** A C++ vector: nobody else frees it. */
  readonly delete: () => void;
}

/**
 * zxing-cpp with its WebAssembly from the installed package, which would else be fetched from the network. The one file that a
 * decoder opens, and not a user's.
 */
export const loadZXing = async (): Promise<ZXing> => {
  const binary = readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'));
  const overrides = { wasmBinary: new Uint8Array(binary).buffer };
  return (await prepareZXingModule({ overrides, fireImmediately: true })) as unknown as ZXing;
};
