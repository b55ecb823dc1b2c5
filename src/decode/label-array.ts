import { type ByteSource, readFully } from '../model/byte-source.ts';
import type { Limits } from '../model/config.ts';
import type { ArrayHeader, Fault, LabelArray, Made } from '../model/facets.ts';
import { arrayValues } from './array-values.ts';
import { readNpyHeader } from './npy-header.ts';

/** Elements of a label that are held at once: a mask of 4096 x 4096. */
export const MAX_LABEL_ELEMENTS = 2 ** 24;
const HEAD_BYTES = 128;

const failed = (fault: Omit<Fault, 'facet'>): Made => ({ facets: {}, faults: [{ ...fault, facet: 'labelArray' }] });

/** What is known of a label above the limit: its header, and that its values were not looked at. */
export const tooLargeLabel = (header: ArrayHeader, elements: number): Made => ({
  facets: { labelArray: { header } },
  faults: [
    { facet: 'labelArray', kind: 'limit', detail: `a label of ${elements} values, at most ${MAX_LABEL_ELEMENTS}` },
  ],
});

/** From the order of columns into the order of rows. `shape`: sides, the first varying slowest in the answer. */
const rowMajor = (values: Float64Array, shape: readonly number[]): Float64Array => {
  const into = new Float64Array(values.length);
  const index = shape.map(() => 0);
  for (let at = 0; at < values.length; at += 1) {
    let place = 0;
    for (let axis = 0; axis < shape.length; axis += 1) place = place * shape[axis]! + index[axis]!;
    into[place] = values[at]!;
    for (let axis = 0; axis < shape.length; axis += 1) {
      index[axis]! += 1;
      if (index[axis]! < shape[axis]!) break;
      index[axis] = 0;
    }
  }
  return into;
};

const made = (labelArray: LabelArray): Made => ({ facets: { labelArray }, faults: [] });

/**
 * Makes `labelArray` of a .npy file, or of one row of an array, which is read as that file: a mask, a distribution over classes, several
 * targets. What is behind the array is not looked at, as numpy does not. Throws what `source.read` throws.
 */
export const examineLabelArray = (source: ByteSource, limits: Limits): Made => {
  const head = new Uint8Array(Math.min(HEAD_BYTES, source.size));
  const read = readNpyHeader(source, head.subarray(0, readFully(source, 0, head)), limits);
  if ('facet' in read) return failed(read);
  const { array, elements, dataBytes, dataOffset, unsupported } = read;
  if (unsupported !== undefined) return failed({ kind: 'unsupported', ...unsupported });
  if (dataOffset + dataBytes > source.size) {
    const detail = `${Math.max(0, source.size - dataOffset)} of ${dataBytes} bytes of data`;
    return failed({ kind: 'truncated', detail, offset: source.size });
  }
  if (elements > MAX_LABEL_ELEMENTS) return tooLargeLabel(array, elements);
  const data = new Uint8Array(dataBytes);
  const filled = readFully(source, dataOffset, data);
  if (filled < dataBytes) {
    const detail = `${filled} of ${dataBytes} bytes of data`;
    return failed({ kind: 'truncated', detail, offset: dataOffset + filled });
  }
  const values = arrayValues(array, data);
  if (values === undefined) {
    return failed({ kind: 'unsupported', detail: `no real numbers (${array.dtype})`, cause: 'not-numbers' });
  }
  const isInColumns = array.fortran && array.shape.length > 1;
  return made({ header: array, values: isInColumns ? rowMajor(values, array.shape) : values });
};
