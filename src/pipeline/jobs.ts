import type { Fault } from '../model/facets.ts';
import type { ColorSums, InputPicture } from '../model/inputs.ts';
import type { Slice } from '../model/plan.ts';
import type { SampleRecord, SliceSeal } from '../model/record.ts';
import type { Part, ResourceRef, TableCell } from '../model/sample.ts';

/** A sample whose picture the report shows. `hide` when it holds a code: no phone may read it off the report. */
export interface Drawing {
  readonly ordinal: number;
  readonly resource: ResourceRef;
  readonly cell?: TableCell | undefined;
  readonly range?: Part['range'] | undefined;
  readonly file: string;
  readonly hide: boolean;
}

/** What the coordinator asks of a worker process; plain data only. */
export type Job =
  | {
      readonly kind: 'slice';
      readonly slice: Slice;
      /** Samples that killed a worker twice: not decoded again, or not even read (a fault of `bytes`); the fault stands in. */
      readonly known: readonly (readonly [ordinal: number, fault: Fault])[];
      /** Samples that killed a worker in company but not alone: their records are taken as they are. */
      readonly solved: readonly SampleRecord[];
    }
  | { readonly kind: 'solo'; readonly slice: Slice; readonly ordinal: number }
  | { readonly kind: 'draw'; readonly drawings: readonly Drawing[] }
  | { readonly kind: 'colors'; readonly pictures: readonly InputPicture[] };

export type Answer =
  | { readonly kind: 'slice'; readonly seal: SliceSeal }
  | { readonly kind: 'solo'; readonly record: SampleRecord; readonly facets: Readonly<Record<string, unknown>> }
  | { readonly kind: 'draw'; readonly drawn: readonly string[] }
  /** One entry for each picture; null: it is not what was examined any more, or cannot be decoded in color. */
  | { readonly kind: 'colors'; readonly sums: readonly (ColorSums | null)[] }
  /**
   * The worker is alive and says why it cannot do the job: memory that cannot be had, a bug of ours, or a full disk (then with its
   * errno). `ordinal`: the sample it was at.
   */
  | { readonly kind: 'failed'; readonly message: string; readonly ordinal: number; readonly errno?: string };

/** How a job ended. `died`: the process is gone; `ordinal` is what its slate named, -1 when none. */
export type Outcome =
  | Answer
  | {
      readonly kind: 'died';
      readonly ordinal: number;
      readonly how: 'crash' | 'timeout';
      readonly cause: string /** What it said last, for people. */;
      readonly stderr: string;
    };
