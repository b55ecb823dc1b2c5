import { errnoOf } from '../fs-change/fs-change.ts';

/** Why one sample was not moved or not put back. Nothing of it was changed, unless `stranded`. Words: `quarantine.failed.*`. */
export const FAILURES = [
  'changed',
  'vanished',
  'outside-root',
  'through-link',
  'other-device',
  'not-restorable',
  'stranded',
  'interrupted',
  'exists',
  'missing-in-quarantine',
  'changed-in-quarantine',
  'not-in-quarantine',
  'neither-copy',
] as const;
export type Failure = (typeof FAILURES)[number];

/** A failure, or the errno's name where the system refused. */
export type FailureReason = Failure | `E${string}`;

/** Thrown inside one sample's transaction; ends that sample only. */
export class SampleFailure extends Error {
  override readonly name = 'SampleFailure';
  constructor(readonly reason: Failure) {
    super(reason);
  }
}

/** Undefined for bugs and crashes, which nothing may catch. */
export const reasonOf = (error: unknown): FailureReason | undefined => {
  if (error instanceof SampleFailure) return error.reason;
  const code = errnoOf(error);
  if (code === 'EXDEV') return 'other-device';
  return code as FailureReason | undefined;
};

/** After one of these the next sample would fare no better. */
const STOPPING: readonly string[] = ['ENOSPC', 'EDQUOT', 'EROFS', 'EMFILE', 'ENFILE', 'ENOMEM'];
export const endsRun = (reason: FailureReason): boolean => STOPPING.includes(reason);
