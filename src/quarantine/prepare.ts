import { type FileStat, type Folder, unless } from '../fs-change/fs-change.ts';
import { randomName } from '../fs-change/own-files.ts';
import { keyFromBytes } from '../model/path-key.ts';
import { isAsExpected } from './examine.ts';
import { SampleFailure } from './failure.ts';
import type { Keeps } from './keeps.ts';
import { innerPath, inParent } from './paths.ts';
import type { Intent, Member, Move } from './records.ts';
import type { Session } from './session.ts';

/** `kept`: a person put it back before. `skipped`: it is in quarantine already. */
export type Prepared = { readonly kind: 'ready'; readonly intent: Intent } | { readonly kind: 'kept' | 'skipped' };

type Wanted = Move['members'][number];

/** A slot's names are ours, so that any name fits; the extension stays for whoever looks into the folder. */
const slotNameOf = (name: Buffer, index: number): string => {
  const extension = /\.[A-Za-z0-9]{1,8}$/.exec(name.toString('latin1'))?.[0] ?? '';
  return `${index}${extension}`;
};

/**
 * Whether `link` could give it its name back. Linux refuses links to files of other owners unless one may read and write
 * them (fs.protected_hardlinks, proc_sys_fs(5)), though renaming them away is allowed.
 */
const isRestorable = (session: Session, folder: Folder, name: Buffer, stat: FileStat): boolean => {
  if (session.uid === 0n || session.uid === stat.uid) return true;
  return stat.kind === 'file' && (stat.mode & 0o6000) === 0 && session.fs.mayWrite(folder, name);
};

const memberIn = (session: Session, folder: Folder, name: Buffer, wanted: Wanted, index: number): Member => {
  const { fs } = session;
  const stat = fs.stat(folder, name);
  if (stat === undefined) throw new SampleFailure('vanished');
  if (stat.kind !== 'file' && stat.kind !== 'link') throw new SampleFailure('changed');
  if (stat.dev !== fs.statFolder(session.items).dev) throw new SampleFailure('other-device');
  // A link whose target is gone is not what was judged either.
  const asExpected = unless(['ENOENT', 'ELOOP'], () => isAsExpected(fs, folder, name, wanted.expected));
  if (asExpected !== true) throw new SampleFailure('changed');
  if (!isRestorable(session, folder, name, stat)) throw new SampleFailure('not-restorable');
  return {
    path: wanted.ref,
    slot: slotNameOf(name, index),
    kind: stat.kind,
    dev: String(stat.dev),
    ino: String(stat.ino),
    size: String(stat.size),
    mtimeNs: String(stat.mtimeNs),
    mode: stat.mode,
    sha256: wanted.expected.sha256,
    ...(stat.kind === 'link' ? { target: keyFromBytes(fs.readLink(folder, name)) } : {}),
  };
};

const memberOf = (session: Session, wanted: Wanted, index: number): Member => {
  const path = innerPath(wanted.ref);
  if (path === undefined) throw new SampleFailure('outside-root');
  return inParent(session.fs, session.root, path, 'stop', (parent) => {
    if (parent === 'absent') throw new SampleFailure('vanished');
    if (parent === 'blocked') throw new SampleFailure('through-link');
    return memberIn(session, parent, path.name, wanted, index);
  });
};

/** What lies in quarantine, by place and content. */
export const heldName = (path: string, sha256: string): string => `${sha256} ${path}`;

/** Looks at every file of a sample before any is touched. Throws SampleFailure, or errno errors. */
export const prepare = (
  session: Session,
  move: Move,
  runId: string,
  keeps: Keeps,
  held: ReadonlySet<string>,
): Prepared => {
  if (move.members.length === 0) throw new SampleFailure('vanished');
  if (move.members.every(({ expected }) => keeps.has(move.key, expected.sha256))) return { kind: 'kept' };
  try {
    const members = move.members.map((wanted, index) => memberOf(session, wanted, index));
    const { key, id, reason } = move;
    return { kind: 'ready', intent: { tx: randomName(), run: runId, key, id, reason, members } };
  } catch (error) {
    const isGone = error instanceof SampleFailure && error.reason === 'vanished';
    const isHeld = move.members.every(({ ref, expected }) => held.has(heldName(ref, expected.sha256)));
    if (isGone && isHeld) return { kind: 'skipped' };
    throw error;
  }
};
