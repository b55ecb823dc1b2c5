import type { Fault } from './facets.ts';
import type { Finding } from './finding.ts';

/** Which file it was, so that a move can tell whether it still is. Numbers of 64 bits as decimal text. */
export interface FileIdentity {
  readonly dev: string;
  readonly ino: string;
  readonly size: number;
  readonly mtimeNs: string;
  readonly ctimeNs: string;
  readonly mode: number;
}

/** One line of a segment: all that a worker found out about one sample. */
export interface SampleRecord {
  readonly ordinal: number;
  readonly key: string;
  readonly id: string;
  readonly split: string | null;
  readonly label: string | null;
  readonly format: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly bytes: number | null;
  readonly sha256: string | null;
  /** Of the file that holds the label, where that is an array of its own. */
  readonly labelIdentity?: FileIdentity;
  /** The file as it was when read: compared again before anything moves. Never exported: it differs between machines. */
  readonly identity: FileIdentity | null;
  readonly faults: readonly Fault[];
  readonly findings: readonly Finding[];
  /** Check id to the columns it left. */
  readonly measures: Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>>;
  /** One letter for each enabled check with a sample half, in order of ids: r ran, s skipped, c crashed. */
  readonly asked: string;
  /** Checks that threw, each as 'id: message': a bug of ours, and the sample is unexamined. */
  readonly crashed: readonly string[];
}

/** Per check: samples it ran on, was skipped for, threw on. ran + skipped + crashed = samples. */
export interface Tally {
  readonly ran: number;
  readonly skipped: number;
  readonly crashed: number;
}

/** What a worker answers when a slice is sealed on disk. */
export interface SliceSeal {
  readonly slice: number;
  readonly count: number;
  /** Records taken over from the base run. */
  readonly reused: number;
  readonly bytesRead: number;
  readonly sha256: string;
  /** Samples that could not be examined, by cause: an errno, a signal, a time limit. */
  readonly stopped: Readonly<Record<string, number>>;
  /** Pictures that a decoder refused although their structure is whole, by format; absent in runs of before. */
  readonly refused?: Readonly<Record<string, number>>;
  readonly tallies: Readonly<Record<string, Tally>>;
  /** Of what the features of its rows come to; absent where none are summed. */
  readonly features?: string;
}
