import type { Examination, Examined } from '../examination.ts';
import { examinePages } from '../pages.ts';

export const examineTiff = (bytes: Uint8Array, examination: Examination): Promise<Examined> =>
  examinePages(bytes, 'tiff', examination);
