import type { FsChange } from '../fs-change/fs-change.ts';
import { type Holder, thisProcess } from './holder.ts';
import type { Recovery } from './recover-all.ts';
import { openSession } from './session.ts';

export interface RecoverOptions {
  readonly fs: FsChange;
  readonly place: Buffer | string;
  /** Default: the dataset that the quarantine was made for. */
  readonly root?: Buffer;
  /** Transactions to close although a file of theirs is found nowhere. */
  readonly abandon?: readonly string[];
  readonly holder?: Holder;
}

/**
 * Completes or rolls back what an earlier run left open; every apply and restore begins with this. Idempotent.
 * Throws UserError as `restore` does, and the errno errors of a disk that refuses: nothing is lost then, call it again.
 */
export const recover = ({ fs, place, root, abandon, holder = thisProcess() }: RecoverOptions): Recovery => {
  const session = openSession({
    fs,
    place: Buffer.from(place as Buffer),
    root,
    purpose: 'use',
    holder,
    ...(abandon ? { abandon } : {}),
  });
  session.close();
  return session.recovery;
};
