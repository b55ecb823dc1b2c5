import type { ManifestFacts } from '../model/listing.ts';
import type { ManifestHead } from './head.ts';

/** Names of columns whose bytes are pictures; compared without case. */
const PICTURE_NAMES = new Set(
  'image img picture photo image_bytes img_bytes image_data bytes jpg jpeg png webp data content'.split(' '),
);

/**
 * The column of a Parquet file that holds the pictures themselves: the one that the user named, else one that Hugging Face's
 * `datasets` wrote, else one by its name, else the only one of bytes. Undefined where rows name files.
 */
export const choosePictures = (
  { pictures = [] }: Pick<ManifestHead, 'pictures'>,
  pathColumn: string | undefined,
): ManifestFacts['pictures'] => {
  const isNamed = (name: string): boolean => PICTURE_NAMES.has(name.toLowerCase());
  const found =
    pathColumn === undefined
      ? (pictures.find(({ kind, name }) => kind === 'wrapped-bytes' && isNamed(name)) ??
        pictures.find(({ kind }) => kind === 'wrapped-bytes') ??
        pictures.find(({ name }) => isNamed(name)) ??
        (pictures.length === 1 ? pictures[0] : undefined))
      : pictures.find(({ name }) => name === pathColumn);
  if (found === undefined) return undefined;
  return { column: found.name, ...(found.kind === 'wrapped-bytes' && { member: 'bytes' }) };
};
