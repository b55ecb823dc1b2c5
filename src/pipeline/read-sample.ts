import { createHash, hash } from 'node:crypto';
import { createDigester, type Digester } from '../measures/digester.ts';
import type { Digests, ExpectedFacet } from '../model/expectation.ts';
import type { AnnotationsFacet, Facets, Fault, FileFacet, Made } from '../model/facets.ts';
import type { FileIdentity } from '../model/record.ts';
import type { Part, Sample } from '../model/sample.ts';
import { StorageError } from '../storage/errors.ts';
import type { OpenFile } from '../storage/local.ts';
import { extensionOf } from './extension.ts';
import type { Examined } from './inspect-sample.ts';
import type { PartFile } from './part-file.ts';
import { createLabelReader, type LabelReaderParts, labelPart } from './read-label.ts';

/** What the worker's entry composes: pipeline itself knows no decoder. */
export interface ReaderParts extends LabelReaderParts {
  /** A promise for what must be taken out of a larger file first. */
  readonly open: LabelReaderParts['open'];
  readonly examineImage: (bytes: Uint8Array, file: FileFacet) => Made | Promise<Made>;
  readonly examineArray: (file: PartFile, part: Part, onBytes: (chunk: Uint8Array) => void) => Made;
  readonly annotations: (sample: Sample) => AnnotationsFacet;
  /** What listings and checksum columns say of its file. */
  readonly expected: (sample: Sample) => ExpectedFacet | undefined;
  readonly maxFileBytes: number;
  /** A row that names a file which is not there is the manifest's fault; a listed file that vanished is not. */
  readonly absent: 'missing' | 'io';
}

/** `fault`: this sample killed two processes; its bytes are read but not decoded again, and not even read where the fault is theirs. */
export type SampleReader = (sample: Sample, fault?: Fault) => Examined | Promise<Examined>;

/** What others say of a sample, its file unopened. */
type Said = Pick<Facets, 'annotations'> & Partial<Pick<Facets, 'expected'>>;

const FIRST_BUFFER_BYTES = 1 << 20;

/** A header of 128 bytes and 512 of data. */
const LEAST_ROW_BYTES = 640;

/**
 * Whether the same bytes again are a second copy. An archive holds parts, of which a label or a list of classes recurs; a short row of
 * an array or record of a database, a few measurements, recurs by chance.
 */
const tellsCopies = ({ member, row, range }: Part, bytes: number): boolean =>
  row === undefined && range === undefined ? member === undefined : bytes >= LEAST_ROW_BYTES;

const ABSENT = new Set(['ENOENT', 'ENOTDIR']);

/** Undefined where nothing is asked that the reader does not know by itself. */
const digesterFor = (expected: ExpectedFacet | undefined, size: number): Digester | undefined => {
  const asked = expected?.all.flatMap(({ digests = [] }) => digests) ?? [];
  return asked.length === 0 ? undefined : createDigester(asked, size);
};

/**
 * Opens each sample's first part once, reads it whole (images) or streamed (arrays), and makes sure that it did not change meanwhile;
 * then the label that is an array, where there is one.
 */
export const createSampleReader = (parts: ReaderParts): SampleReader => {
  let buffer = Buffer.allocUnsafe(FIRST_BUFFER_BYTES);

  const readWhole = (file: OpenFile): Uint8Array => {
    if (file.size > buffer.length) buffer = Buffer.allocUnsafe(Math.ceil(file.size * 1.25));
    return file.readAll(buffer);
  };

  const openFault = (error: unknown): Fault => {
    if (!(error instanceof StorageError)) throw error;
    if (error.cause === 'NO-CELL') return { facet: 'file', kind: 'missing', detail: error.message, cause: error.cause };
    if (ABSENT.has(error.cause) && parts.absent === 'missing') {
      return { facet: 'file', kind: 'missing', detail: error.message, cause: error.cause };
    }
    return { facet: 'file', kind: 'io', detail: error.message, cause: error.cause };
  };

  const examine = (file: PartFile, part: Part, said: Said, known: Fault | undefined): Examined | Promise<Examined> => {
    const facet: FileFacet = { size: file.size, extension: extensionOf(part) };
    const identity: FileIdentity = file.identity;
    const digester = digesterFor(said.expected, file.size);

    const finished = (made: Made, sha256: string, bytes?: Uint8Array): Examined => {
      const facets: Partial<Facets> = {
        ...made.facets,
        ...said,
        file: facet,
        ...(bytes && { bytes }),
        ...(digester && { digests: { ...digester.finish(), sha256 } satisfies Digests }),
      };
      return { facets, faults: known === undefined ? made.faults : [...made.faults, known], identity, sha256 };
    };
    const failed = (error: unknown): Examined => {
      if (!(error instanceof StorageError)) throw error;
      const fault: Fault = { facet: 'bytes', kind: 'io', detail: error.message, cause: error.cause };
      return { facets: { ...said, file: facet }, faults: [fault], identity };
    };

    try {
      if (part.role === 'array') {
        if (known !== undefined) return { facets: { ...said, file: facet }, faults: [known], identity };
        const digest = createHash('sha256');
        const made = parts.examineArray(file, part, (chunk) => {
          digest.update(chunk);
          digester?.update(chunk);
        });
        file.verifyUnchanged();
        if (!tellsCopies(part, file.size)) {
          return { facets: { ...made.facets, ...said, file: facet }, faults: made.faults, identity };
        }
        return finished(made, digest.digest('hex'));
      }
      if (file.size > parts.maxFileBytes) {
        const detail = `${file.size} bytes, limit ${parts.maxFileBytes}`;
        return { facets: { ...said, file: facet }, faults: [{ facet: 'bytes', kind: 'limit', detail }], identity };
      }
      const bytes = readWhole(file);
      file.verifyUnchanged();
      const sha256 = hash('sha256', bytes, 'hex');
      digester?.update(bytes);
      if (known !== undefined) return finished({ facets: {}, faults: [] }, sha256, bytes);
      const made = parts.examineImage(bytes, facet);
      if (made instanceof Promise) return made.then((done) => finished(done, sha256, bytes));
      return finished(made, sha256, bytes);
    } catch (error) {
      return failed(error);
    } finally {
      file.close();
    }
  };

  const readFirst: SampleReader = (sample, known) => {
    const expected = parts.expected(sample);
    const said: Said = { annotations: parts.annotations(sample), ...(expected && { expected }) };
    const part = sample.parts[0];
    if (part === undefined) return { facets: said, faults: [] };
    if (known?.facet === 'bytes') return { facets: said, faults: [known] };
    const notOpened = (error: unknown): Examined => ({ facets: said, faults: [openFault(error)] });
    try {
      const opened = parts.open(part);
      if (!(opened instanceof Promise)) return examine(opened, part, said, known);
      return opened.then((file) => examine(file, part, said, known), notOpened);
    } catch (error) {
      return notOpened(error);
    }
  };

  const addLabel = createLabelReader(parts);
  return (sample, known) => {
    const examined = readFirst(sample, known);
    const label = labelPart(sample);
    // Which part of it killed the processes is not known.
    if (label === undefined || known !== undefined) return examined;
    return Promise.resolve(examined).then((first) => addLabel(label, first));
  };
};
