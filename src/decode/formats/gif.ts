import { examineAnimated } from '../animated.ts';
import { walkGif } from '../container/gif.ts';
import type { Examination, Examined } from '../examination.ts';

/** Expects 'GIF87a' or 'GIF89a'. */
export const examineGif = (bytes: Uint8Array, examination: Examination): Promise<Examined> =>
  examineAnimated(bytes, walkGif(bytes), examination);
