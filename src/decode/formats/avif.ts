import type { Examination, Examined } from '../examination.ts';
import { examinePages } from '../pages.ts';

export const examineAvif = (bytes: Uint8Array, examination: Examination): Promise<Examined> =>
  examinePages(bytes, 'avif', examination);
