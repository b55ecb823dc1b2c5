/** What a reader that people use says of a file that it does not take in silence. */
export interface Complaint {
  /** `refused`: no picture, or not all of it. `warned`: a picture, and words. */
  readonly kind: 'refused' | 'warned';
  readonly message: string;
}

/** By path; a file that was taken in silence is not in it. */
export type Complaints = ReadonlyMap<string, Complaint>;

export interface Peer {
  readonly name: string;
  /** Extensions that its makers name. Absent: whatever it can read, which is asked of clean files first. */
  readonly extensions?: readonly string[];
  /** Reads each of the files to the end. Undefined: it is not installed. */
  readonly ask: (paths: readonly string[]) => Promise<Complaints | undefined>;
}

/** Processes at a time, for every peer. */
export const AT_ONCE = 2;
/** A peer that takes longer for one file is stopped, which counts as a refusal. */
export const MOST_SECONDS = 60;
