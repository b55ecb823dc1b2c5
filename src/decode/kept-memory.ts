import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** WASM memory never shrinks: an instance that has grown beyond this is dropped before the next file, for several add up. */
export const KEPT_BYTES = 64 * 2 ** 20;

/** Drops what is kept above `KEPT_BYTES` and gives its bytes; 0 when nothing was. */
type Release = () => number;

const releases: Release[] = [];

/** To be called once for each module that keeps memory from file to file. */
export const keepsMemory = (release: Release): void => {
  releases.push(release);
};

let collect: (() => void) | undefined;

/** A dropped memory goes with the next garbage collection only, and V8 sees no haste in it. */
const collectNow = (): void => {
  if (collect === undefined) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as () => void;
    setFlagsFromString('--no-expose-gc');
  }
  collect();
};

/** After each file: what one leaves behind in its worker is neither added to the next one's memory nor can change what is said of it. */
export const releaseMemory = (): void => {
  let dropped = 0;
  for (const release of releases) dropped += release();
  if (dropped > 0) collectNow();
};
