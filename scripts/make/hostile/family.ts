import type { Verdict } from '../../../src/model/verdict.ts';

export interface HostileFile {
  /** File name with the extension that brings it to its decoder. */
  readonly name: string;
  /** Made when it is needed: some have many megabytes. */
  readonly bytes: () => Uint8Array;
  /** Verdicts that are right for it. */
  readonly owes: readonly Verdict[];
}

/** Never decoded, or its decoder refused it before it could hurt. A format that nothing reads is `unexamined`. */
export const BOMB: readonly Verdict[] = ['over-limit', 'bad', 'unexamined'];
/** It breaks its format's rules; a reader may still make a picture of it. */
export const BROKEN: readonly Verdict[] = ['bad', 'over-limit', 'unexamined', 'suspect'];
/** What is owed is only that it does not hurt: sound by the format's letter, large within the limits, or a matter of taste. */
export const HARMLESS: readonly Verdict[] = ['ok', 'suspect', 'bad', 'over-limit', 'unexamined'];

export const file = (name: string, owes: readonly Verdict[], bytes: () => Uint8Array): HostileFile => ({
  name,
  owes,
  bytes,
});
