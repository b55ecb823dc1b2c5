import type { EntrySource } from '../model/entry.ts';
import type { TableRowSource } from '../model/table-row.ts';
import type { OpenFile } from '../storage/local.ts';

/** A file, or what stands in one. */
export type PartFile = OpenFile | (OpenFile & EntrySource) | (OpenFile & TableRowSource);
