/** Takes the bytes of a file that come in order. */
export const keepBytes = (size: number) => {
  const bytes = new Uint8Array(size);
  let filled = 0;
  return {
    bytes,
    add: (chunk: Uint8Array): void => {
      bytes.set(chunk.subarray(0, bytes.length - filled), filled);
      filled = Math.min(bytes.length, filled + chunk.length);
    },
  };
};
