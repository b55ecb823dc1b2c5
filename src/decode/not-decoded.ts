import type { Fault, FileFacet, Signature } from '../model/facets.ts';
import { alwaysMarked } from '../model/format-names.ts';
import { pngSignatureDamage } from './container/png.ts';

const header = (kind: Fault['kind'], detail: string, cause: string): Fault => ({
  facet: 'header',
  kind,
  detail,
  cause,
});

/**
 * Why a file with this signature is not decoded: nothing in it, not a picture, a picture of a format that nothing here
 * reads (`unsupported`), or bytes that nobody recognises. Those are `malformed` only where the name promised a known beginning.
 */
export const notDecoded = (bytes: Uint8Array, signature: Signature, { extension }: FileFacet): Fault => {
  const { format, mime } = signature;
  if (bytes.length === 0) return header('truncated', 'no bytes', 'empty');
  const isPromised = alwaysMarked(extension);
  if (format === undefined) {
    if (!isPromised) return header('unsupported', 'no known format begins like this', 'unrecognized');
    const reason = pngSignatureDamage(bytes);
    const detail = reason === undefined ? 'no known format begins like this' : `PNG signature: ${reason}`;
    return header('malformed', detail, 'unrecognized');
  }
  const isPicture = mime?.startsWith('image/') === true || format === 'dicom';
  if (isPicture || format === 'npy') return header('unsupported', format, 'unsupported');
  if (format === 'text' && !isPromised) return header('unsupported', 'text', 'unrecognized');
  return header('malformed', format, 'not-an-image');
};
