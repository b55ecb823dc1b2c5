import type { FeatureFacts } from '../catalog/feature-lines.ts';
import type { DecisionsOutcome } from '../model/decision.ts';
import type { PartialRun, StopReason } from '../model/part.ts';
import type { Part, ResourceRef, TableCell } from '../model/sample.ts';
import type {
  FindingGroup,
  Histogram,
  MovePlan,
  ProbePlots,
  ProbeSummary,
  ReportItem,
  RulesOutcome,
  TargetFit,
  UnsupportedFormat,
  VerdictCounts,
} from '../model/summary.ts';

/** What the concluding process is asked. */
export interface ConcludeRequest {
  readonly out: string;
  /** Set when not all that was asked for was examined. */
  readonly stopped?: StopReason;
}

/** conclusion.json: what the concluding process found, for the coordinator. Small, whatever the dataset's size. */
export interface Conclusion {
  /** Set when only a part was examined. No clean list, move or normalizer was made then. */
  readonly partial?: PartialRun;
  readonly counts: VerdictCounts;
  /** Absent where no features are summed, and of a part of the dataset. */
  readonly features?: FeatureFacts;
  readonly groups: readonly FindingGroup[];
  readonly unsupported: readonly UnsupportedFormat[];
  readonly movePlan: MovePlan;
  /** Absent where no rule was written. */
  readonly rules?: RulesOutcome;
  /** Absent where nothing was decided. */
  readonly decisions?: DecisionsOutcome;
  readonly targets: readonly TargetFit[];
  readonly probe?: ProbeSummary;
  readonly probePlots?: ProbePlots;
  readonly labels: readonly {
    readonly label: string;
    readonly split: string;
    readonly count: number;
    readonly clean: number;
  }[];
  readonly targetPlots: readonly {
    readonly name: string;
    readonly method: string;
    readonly before: Histogram;
    readonly after: Histogram;
  }[];
  readonly items: readonly (ReportItem & {
    readonly ordinal: number;
    readonly resource: ResourceRef | null;
    readonly cell?: TableCell | undefined;
    readonly range?: Part['range'] | undefined;
    readonly hide: boolean;
    readonly sha256: string | null;
  })[];
  readonly itemsTotal: number;
  /** Names with a line break, which a list of one path a line cannot hold. */
  readonly unlistable: number;
  readonly clean: number;
  /**
   * Samples not examined for another reason than `image/unsupported`, folders that could not be listed, and samples that were asked
   * for but not reached.
   */
  readonly incomplete: number;
}
