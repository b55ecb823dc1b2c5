import type { FileStat, Folder, FsChange } from '../fs-change/fs-change.ts';
import { keyFromBytes } from '../model/path-key.ts';
import type { Expected, Member } from './records.ts';

/** What is found under a name. `same`: the member's own bytes or link text. `changing`: being written right now. */
export type Presence =
  | { readonly state: 'absent' }
  | { readonly state: 'same'; readonly stat: FileStat }
  | { readonly state: 'other'; readonly stat: FileStat };

/** By content alone: a restored backup, or another boot, has other inodes and devices. */
export const presenceOf = (fs: FsChange, folder: Folder, name: Buffer, member: Member): Presence => {
  const stat = fs.stat(folder, name);
  if (stat === undefined) return { state: 'absent' };
  const isSame = (): boolean => {
    if (stat.kind !== member.kind || stat.size !== BigInt(member.size)) return false;
    if (stat.kind === 'link') return keyFromBytes(fs.readLink(folder, name)) === member.target;
    return fs.fingerprint(folder, name, 'refuse').sha256 === member.sha256;
  };
  return { state: isSame() ? 'same' : 'other', stat };
};

/** The same name in the file system: device, inode, size and time of change. */
export const isUntouched = (stat: FileStat, member: Member): boolean =>
  stat.kind === member.kind &&
  stat.dev === BigInt(member.dev) &&
  stat.ino === BigInt(member.ino) &&
  stat.size === BigInt(member.size) &&
  stat.mtimeNs === BigInt(member.mtimeNs);

/** The same file that the scan read; of a link, the file it leads to. */
export const isAsExpected = (fs: FsChange, folder: Folder, name: Buffer, expected: Expected): boolean => {
  const { stat, sha256 } = fs.fingerprint(folder, name, 'follow');
  return (
    stat.dev === expected.dev &&
    stat.ino === expected.ino &&
    stat.size === expected.size &&
    stat.mtimeNs === expected.mtimeNs &&
    sha256 === expected.sha256
  );
};

/** Describes what lies under a name now, as a member; undefined when it is neither a file nor a link, or is changing. */
export const describe = (fs: FsChange, folder: Folder, name: Buffer, as: Member): Member | undefined => {
  const stat = fs.stat(folder, name);
  if (stat?.kind !== 'file' && stat?.kind !== 'link') return undefined;
  const { sha256 } = stat.kind === 'file' ? fs.fingerprint(folder, name, 'refuse') : as;
  if (sha256 === undefined) return undefined;
  const { target: _, ...rest } = as;
  return {
    ...rest,
    kind: stat.kind,
    dev: String(stat.dev),
    ino: String(stat.ino),
    size: String(stat.size),
    mtimeNs: String(stat.mtimeNs),
    mode: stat.mode,
    sha256,
    ...(stat.kind === 'link' ? { target: keyFromBytes(fs.readLink(folder, name)) } : {}),
  };
};
