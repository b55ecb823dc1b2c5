import type { Fault, Made } from '../model/facets.ts';
import type { Part, Sample } from '../model/sample.ts';
import { StorageError } from '../storage/errors.ts';
import type { Examined } from './inspect-sample.ts';
import type { PartFile } from './part-file.ts';

export interface LabelReaderParts {
  readonly open: (part: Part) => PartFile | Promise<PartFile>;
  readonly examineLabel: (file: PartFile, part: Part) => Made | Promise<Made>;
  /** What becomes of a label that is not there: the manifest's fault, or the machine's. */
  readonly absent: 'missing' | 'io';
}

const ABSENT = new Set(['ENOENT', 'ENOTDIR']);

/** The part that says what the sample is, where that is an array of its own or a picture. */
export const labelPart = ({ parts }: Pick<Sample, 'parts'>): Part | undefined =>
  parts.find(({ role }) => role === 'label' || role === 'mask');

/** Adds to what was made of a sample the label that is an array: its facet, or the fault that says why there is none. */
export const createLabelReader = ({ open, examineLabel, absent }: LabelReaderParts) => {
  const failed = (examined: Examined, error: unknown): Examined => {
    if (!(error instanceof StorageError)) throw error;
    const kind = ABSENT.has(error.cause) ? absent : 'io';
    const fault: Fault = { facet: 'labelArray', kind, detail: error.message, cause: error.cause };
    return { ...examined, faults: [...examined.faults, fault] };
  };

  const readOpened = async (file: PartFile, part: Part, examined: Examined): Promise<Examined> => {
    try {
      const { facets, faults } = await examineLabel(file, part);
      file.verifyUnchanged();
      return {
        ...examined,
        facets: { ...examined.facets, ...facets },
        faults: faults.length === 0 ? examined.faults : [...examined.faults, ...faults],
        labelIdentity: file.identity,
      };
    } finally {
      file.close();
    }
  };

  return async (part: Part, examined: Examined): Promise<Examined> => {
    try {
      return await readOpened(await open(part), part, examined);
    } catch (error) {
      return failed(examined, error);
    }
  };
};
