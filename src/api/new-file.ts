import { constants, copyFileSync, linkSync, renameSync, rmSync } from 'node:fs';
import { sealFile } from '../catalog/sealed-file.ts';

/**
 * Writes a small file that appears whole or not at all. `present: 'keep'`: throws EEXIST where something has the name already, also when
 * it came between; 'replace': takes its place.
 */
export const writeWhole = (path: string, text: string, present: 'keep' | 'replace'): void => {
  const temporary = `${path}.${process.pid}.new`;
  sealFile(temporary, text);
  try {
    if (present === 'replace') renameSync(temporary, path);
    else putBeside(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
};

const putBeside = (temporary: string, path: string): void => {
  try {
    linkSync(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw error;
    // File systems of memory cards have no links.
    copyFileSync(temporary, path, constants.COPYFILE_EXCL);
  }
};
