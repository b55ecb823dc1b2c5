import { createSealedFile } from '../../catalog/sealed-file.ts';
import { arrayValues } from '../../decode/array-values.ts';
import type { NpyHeader } from '../../decode/npy-header.ts';
import { createFeatureStatistics, type FeatureStatistics, MOST_FEATURES } from '../../measures/feature-statistics.ts';
import type { ByteSource } from '../../model/byte-source.ts';
import type { Limits } from '../../model/config.ts';
import type { FeatureLine } from '../../model/feature-line.ts';
import type { ListingFacts } from '../../model/listing.ts';
import { headerOf, openArray } from '../../sources/pairs.ts';
import { StorageError } from '../../storage/errors.ts';
import type { Roots } from '../../storage/roots.ts';

const CHUNK_BYTES = 256 * 1024;
const FLOATS = new Set(['f2', 'bf2', 'f4', 'f8']);
/** Between an archive and the array in it. */
const MEMBER_MARK = '.npz#';

const placeOf = (key: string) => {
  const mark = key.toLowerCase().indexOf(MEMBER_MARK);
  if (mark === -1) return { key, resource: key };
  const end = mark + MEMBER_MARK.length;
  return { key, resource: key.slice(0, end - 1), member: key.slice(end) };
};

/** Features in a row; undefined where rows are no features: pictures (integers, or more axes), or more than are kept. */
export const featureCount = ({ array }: NpyHeader): number | undefined => {
  const [rows = 0, features = 1, ...more] = array.shape;
  if (!FLOATS.has(array.dtype) || rows === 0 || more.length > 0) return undefined;
  return features >= 1 && features <= MOST_FEATURES ? features : undefined;
};

/** Statistics of every feature of an array, over all its whole rows: one stream. Throws StorageError. */
export const featuresOf = (file: ByteSource, header: NpyHeader, features: number): readonly FeatureStatistics[] => {
  const { array, elements, dataBytes, dataOffset } = header;
  const rowBytes = (dataBytes / elements) * features;
  const statistics = createFeatureStatistics(features);
  const chunk = new Uint8Array(Math.max(1, Math.floor(CHUNK_BYTES / rowBytes)) * rowBytes);
  for (let done = 0; done < dataBytes; ) {
    const got = file.read(dataOffset + done, chunk.subarray(0, Math.min(chunk.length, dataBytes - done)));
    const rows = Math.floor(got / rowBytes);
    if (rows === 0) break;
    statistics.addRows(arrayValues(array, chunk.subarray(0, rows * rowBytes))!, rows);
    done += rows * rowBytes;
  }
  return statistics.finish();
};

/** JSON has no NaN and no infinity. */
const told = (value: number): number | null => (Number.isFinite(value) ? value : null);

const lineOf = (part: string, feature: number, statistics: FeatureStatistics): FeatureLine => {
  const { n, nonfinite, min, max, mean, variance, hash } = statistics;
  const numbers = { min: told(min), max: told(max), mean: told(mean), variance: told(variance) };
  return { part, feature, name: null, n, nonfinite, ...numbers, hash };
};

/**
 * Writes down what the features of paired arrays come to, a line each, sealed: a run that goes on reads them again. An array that cannot
 * be read has no lines; examining its rows says why.
 */
export const listFeatures = (
  path: string,
  { manifest, furtherManifests = [] }: Pick<ListingFacts, 'manifest' | 'furtherManifests'>,
  roots: Roots,
  limits: Limits,
): void => {
  const sealed = createSealedFile(path);
  for (const { rowsOf } of manifest === undefined ? [] : [manifest, ...furtherManifests]) {
    if (rowsOf === undefined) continue;
    try {
      const file = openArray(roots, limits, placeOf(rowsOf));
      try {
        const header = headerOf(file, limits);
        const features = header && featureCount(header);
        if (header === undefined || features === undefined) continue;
        for (const [feature, statistics] of featuresOf(file, header, features).entries()) {
          sealed.write(`${JSON.stringify(lineOf(rowsOf, feature, statistics))}\n`);
        }
      } finally {
        file.close();
      }
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
    }
  }
  sealed.seal();
};
