import { prepareZXingModule, type ReadResult } from 'zxing-wasm/reader';
import { readPackageWasm } from './package-wasm.ts';

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

/** zxing-cpp with its WebAssembly from the installed package. */
export const loadZXing = async (): Promise<ZXing> => {
  const overrides = { wasmBinary: readPackageWasm('zxing-wasm/reader/zxing_reader.wasm').buffer };
  return (await prepareZXingModule({ overrides, fireImmediately: true })) as unknown as ZXing;
};
