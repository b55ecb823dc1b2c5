import type { Facets, Fault } from '../../../src/model/facets.ts';

export const jpegBytes = Uint8Array.from({ length: 900 }, (_, at) => [0xff, 0xd8, 0xff, 0xe0][at] ?? at % 251);

/** What the decoder makes of a good JPEG of 900 bytes. */
export const goodJpeg = {
  file: { size: 900, extension: 'jpg' },
  bytes: jpegBytes,
  signature: { format: 'jpeg', mime: 'image/jpeg' },
  container: { format: 'jpeg', end: 900, damage: [] },
  header: {
    format: 'jpeg',
    width: 64,
    height: 48,
    channels: 3,
    depth: 8,
    frames: 1,
    orientation: 1,
    color: 'rgb',
    alpha: false,
    sampleFormat: 'uint',
  },
  decoding: { decoder: 'libjpeg-turbo', warnings: [] },
} as const satisfies Partial<Facets>;

/** The facets of a file of which nothing but the file itself and its bytes could be made. */
export const undecoded = (
  bytes: Uint8Array,
  extension: string,
  signature: Facets['signature'] = {},
): Partial<Facets> => ({
  file: { size: bytes.length, extension },
  bytes,
  signature,
});

export const fault = (facet: Fault['facet'], kind: Fault['kind'], rest: Partial<Fault> = {}): Fault => ({
  facet,
  kind,
  detail: 'said the decoder',
  ...rest,
});
