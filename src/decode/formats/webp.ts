import { examineAnimated } from '../animated.ts';
import { walkWebp } from '../container/webp.ts';
import type { Examination, Examined } from '../examination.ts';

/** Expects 'RIFF....WEBP'. */
export const examineWebp = (bytes: Uint8Array, examination: Examination): Promise<Examined> =>
  examineAnimated(bytes, walkWebp(bytes), examination);
