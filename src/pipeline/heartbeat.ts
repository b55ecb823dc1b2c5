/** Of what is streamed: after so many bytes the parent is told that it goes on. */
const BEAT_BYTES = 4 * 2 ** 20;

/**
 * An array may take longer than the time of one file: it hangs only where nothing more comes. To be told of every piece read; calls
 * `beat` once for each 4 MiB.
 */
export const createHeartbeat = (beat: () => void): ((bytes: number) => void) => {
  let silent = 0;
  return (bytes) => {
    silent += bytes;
    if (silent < BEAT_BYTES) return;
    silent = 0;
    beat();
  };
};
