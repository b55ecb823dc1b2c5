import { parseArgs } from 'node:util';
import { DAMAGE_FORMATS } from './damage.ts';

/** What a measurement is asked for on the command line. */
export interface Request {
  /** Names of sections. Empty: all. */
  readonly only: readonly string[];
  readonly formats: readonly string[];
  /** Damaged files of each kind and format. What is owed holds for 200. */
  readonly files: number;
  /** Added to the seeds of fill and shift: thresholds were chosen on the pictures of 0, others tell what they are worth. */
  readonly seedOffset: number;
  readonly peers: 'reused' | 'forgotten';
  /** `write`: the tables in docs/detection.md are written anew. */
  readonly docs: 'write' | 'leave';
}

const FILES = 200;

const listed = (value: string | undefined): readonly string[] => value?.split(',').filter((name) => name !== '') ?? [];

/** A word of the command line that stands for nothing ends the program: the answer is what to say then. */
export const readRequest = (args: readonly string[], sections: readonly string[]): Request | string => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      formats: { type: 'string' },
      files: { type: 'string' },
      'seed-offset': { type: 'string', default: '0' },
      'reuse-peers': { type: 'boolean' },
      'write-docs': { type: 'boolean' },
    },
  });
  const only = listed(values.only);
  const formats = listed(values.formats);
  const files = Number(values.files ?? FILES);
  const strange = only.find((name) => !sections.includes(name));
  if (strange !== undefined) return `--only ${strange}: must be some of ${sections.join(',')}`;
  const foreign = formats.find((name) => !DAMAGE_FORMATS.includes(name));
  if (foreign !== undefined) return `--formats ${foreign}: must be some of ${DAMAGE_FORMATS.join(',')}`;
  if (!Number.isInteger(files) || files < 1) return `--files ${values.files}: must be a whole number from 1 on`;
  const seedOffset = Number(values['seed-offset']);
  if (!Number.isInteger(seedOffset) || seedOffset < 0) {
    return `--seed-offset ${values['seed-offset']}: must be a whole number from 0 on`;
  }
  return {
    only,
    formats: formats.length > 0 ? formats : DAMAGE_FORMATS,
    files,
    seedOffset,
    peers: values['reuse-peers'] ? 'reused' : 'forgotten',
    docs: values['write-docs'] ? 'write' : 'leave',
  };
};
