import type { ByteSource } from './byte-source.ts';
import type { Fault } from './facets.ts';

/** Why an archive, or an entry of one, cannot be taken for what it declares. */
export type EntryProblem = Pick<Fault, 'kind' | 'detail' | 'cause' | 'offset'>;

/** Bytes out of an archive, read forwards. */
export interface EntrySource extends ByteSource {
  /** To be asked last: reads what is left, and answers what is wrong with the archive's account of these bytes. */
  readonly settle: () => EntryProblem | undefined;
  /** The same of what was read since it was last asked, without reading on, where the container can tell it of a part: of one row. */
  readonly settleRow?: () => EntryProblem | undefined;
}
