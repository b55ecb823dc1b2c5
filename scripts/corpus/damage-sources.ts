import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MissingProgram } from '../make/by-program.ts';
import { makeDamaged, makeDamagedFormat, makeDamagedFrom } from '../make/folders.ts';
import { FORMAT_NAMES, FORMATS, type FormatName } from '../make/formats.ts';
import { CORPORA, filesBelow, WORK, workFolder } from './places.ts';

/** Pictures of one kind, clean and in every kind of damage. */
export interface Source {
  readonly name: string;
  readonly extension: string;
  readonly folder: string;
  /** How the format says where a file ends. Absent: it does not. */
  readonly end?: string;
  readonly make: (files: number) => Promise<boolean>;
}

const folderOf = (name: string): string => join(WORK, `damaged-${name}`);

const generated = (format: FormatName): Source => {
  const { extension, end } = FORMATS[format];
  const folder = folderOf(format);
  return {
    name: format,
    extension,
    folder,
    ...(end !== undefined && { end }),
    make: (files) => makeDamagedFormat(format, files, folder),
  };
};

const BCCD = join(CORPORA, 'datasets/bccd/JPEGImages');

const bccdPhotos = (files: number) =>
  async function* () {
    for (const name of filesBelow(BCCD).slice(0, files)) {
      yield { name, bytes: readFileSync(join(BCCD, name)) };
    }
  };

export const SOURCES: readonly Source[] = [
  {
    name: 'jpeg',
    extension: 'jpg',
    folder: folderOf('generated'),
    end: 'EOI',
    make: (files) => makeDamaged(files, folderOf('generated')),
  },
  {
    name: 'jpeg-bccd',
    extension: 'jpg',
    folder: folderOf('bccd'),
    end: 'EOI',
    make: (files) => makeDamagedFrom(bccdPhotos(files), { damaged: 'bccd', files }, folderOf('bccd')),
  },
  ...FORMAT_NAMES.map(generated),
];

/** Makes a source's files; where that is not possible on this machine, the answer is why. */
export const whyNotMade = async (source: Source, files: number): Promise<string | undefined> => {
  workFolder();
  try {
    await source.make(files);
    return undefined;
  } catch (error) {
    if (error instanceof MissingProgram) return error.message;
    throw error;
  }
};
