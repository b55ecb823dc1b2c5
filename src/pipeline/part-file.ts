import type { EntrySource } from '../model/entry.ts';
import type { OpenFile } from '../storage/local.ts';

/** A file, or what stands in one. */
export type PartFile = OpenFile | (OpenFile & EntrySource);
