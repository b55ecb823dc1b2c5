import { formatNumber, type Lang } from '../messages/fill.ts';
import { say, sayAny } from '../messages/index.ts';
import type { PartialRun } from '../model/part.ts';
import type { RunSummary, TargetFit } from '../model/summary.ts';
import { shorten, visible } from './visible-text.ts';

/** 75 -> '1 min 15 s'. The same in every locale. */
export const formatDuration = (seconds: number): string => {
  if (!Number.isFinite(seconds) || seconds < 0) return '–';
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${whole % 60} s` : `${whole} s`;
};

export const speedLine = (summary: RunSummary, lang: Lang): string => {
  const seconds = (Date.parse(summary.finishedAt) - Date.parse(summary.startedAt)) / 1000;
  const reused = summary.reusedFrom?.samples ?? 0;
  return say(lang, reused > 0 ? 'report.line.speed-again' : 'report.line.speed', {
    reused,
    samples: summary.samples,
    bytes: summary.bytesRead,
    time: formatDuration(seconds),
    rate: seconds > 0 ? Math.round(summary.samples / seconds) : null,
  });
};

/** Samples of the listing that were not looked at. */
export const restOf = ({ of, examined }: PartialRun): number => of - examined;

/** The stamp of a run that examined only a part; none for a whole one. */
export const partialLine = ({ partial }: RunSummary, lang: Lang): string[] => {
  if (partial === undefined) return [];
  const { reason, examined, of, asked } = partial;
  return [say(lang, `report.partial.${reason}`, { examined, of, rest: restOf(partial), seed: asked?.seed ?? 0 })];
};

/** Checks that a part cannot answer, in one line. */
export const notConcludedLine = ({ partial }: RunSummary, lang: Lang): string[] => {
  if (partial === undefined || partial.notConcluded.length === 0) return [];
  return [say(lang, 'report.partial.notConcluded', { checks: partial.notConcluded.map(visible).join(', ') })];
};

/** What was not run, not finished, or not looked at: at most three lines. */
export const notRunLines = (summary: RunSummary, lang: Lang): string[] => {
  const tallies = Object.entries(summary.tallies).map(([check, tally]) => ({ check: visible(check), ...tally }));
  const crashed = tallies.filter((tally) => tally.crashed > 0);
  const skipped = tallies.filter((tally) => tally.ran === 0 && tally.crashed === 0 && tally.skipped > 0);
  const lines: string[] = [];
  if (crashed.length > 0) {
    const checks = crashed.map((tally) => `${tally.check} (${formatNumber(tally.crashed)})`).join(', ');
    lines.push(say(lang, 'report.line.crashed', { checks }));
  } else if (skipped.length > 0) {
    lines.push(say(lang, 'report.line.notRun', { checks: skipped.map((tally) => tally.check).join(', ') }));
  }
  const [culprit] = summary.culprits;
  if (culprit !== undefined) {
    lines.push(
      say(lang, 'report.line.culprits', {
        count: summary.culprits.length,
        key: shorten(visible(culprit.key), 40),
        cause: visible(culprit.fault.cause ?? culprit.fault.kind),
      }),
    );
  }
  if (summary.facts.otherFiles > 0) {
    lines.push(say(lang, 'report.line.otherFiles', { count: summary.facts.otherFiles }));
  }
  return lines;
};

type Told = Pick<TargetFit, 'name' | 'method' | 'n' | 'fittedOn'> & Partial<TargetFit>;

/** What a target was fitted on, and its groups. */
export const targetWords = ({ name, method, n, fittedOn, groups }: Told, lang: Lang): string => {
  const head = say(lang, 'report.line.target', { name: visible(name), method, n, on: visible(fittedOn) });
  if (groups === undefined) return head;
  const { by, fits, without } = groups;
  return `${head}, ${say(lang, 'report.line.groups', { by: visible(by), fits, without })}`;
};

/** What a prediction of 0 costs before and after; of older runs nothing. */
export const lossWords = ({ losses }: TargetFit, lang: Lang): string | undefined => {
  if (losses === undefined) return undefined;
  return say(lang, 'report.line.losses', {
    before: losses.before.float32.l2.mean,
    after: losses.after.float32.l2.mean,
  });
};

/** Targets whose squared error float16 cannot hold, as they are or still when normalized. */
const overflowLine = (targets: readonly TargetFit[], lang: Lang): string[] => {
  const told = targets.flatMap(({ name, n, losses }) => {
    const [before, after] = [losses?.before.float16.l2.overflows ?? 0, losses?.after.float16.l2.overflows ?? 0];
    return before + after === 0 ? [] : [say(lang, 'report.line.overflow', { name: visible(name), n, before, after })];
  });
  return told.length === 0 ? [] : [say(lang, 'report.line.overflows', { targets: told.join(', ') })];
};

/** One line when targets were fitted, one more where float16 overflows; none otherwise. */
export const targetsLine = ({ targets }: RunSummary, lang: Lang): string[] => {
  if (targets.length === 0) return [];
  const words = targets.map((fit) => targetWords(fit, lang));
  return [say(lang, 'report.line.targets', { targets: words.join(', ') }), ...overflowLine(targets, lang)];
};

/** Why a sample stayed where it was: the quarantine's own words where it has some, else the reason as data. */
export const failureWords = (reason: string, lang: Lang): string => {
  const key = `quarantine.failed.${reason}`;
  const words = sayAny(lang, key);
  return visible(words.startsWith(key) ? reason : words);
};

/** What was moved, would be moved, or why nothing may be. */
export const moveLine = ({ movePlan, quarantine, partial }: RunSummary, lang: Lang): string => {
  if (partial !== undefined) return say(lang, 'report.partial.move');
  if (quarantine !== undefined) {
    const [first] = quarantine.failed;
    const done = { moved: quarantine.moved, place: visible(quarantine.place) };
    if (first === undefined) return say(lang, 'report.move.done', done);
    const { key, reason } = first;
    const failed = quarantine.failed.length;
    return say(lang, 'report.move.partly', {
      ...done,
      failed,
      key: shorten(visible(key), 40),
      reason: failureWords(reason, lang),
    });
  }
  if (movePlan.refusal !== undefined) {
    const { limit, ...data } = movePlan.refusal;
    return say(lang, `report.move.refused.${limit}`, { ...data, class: visible(data.class ?? '') });
  }
  if (movePlan.samples === 0) return say(lang, 'report.move.none');
  return say(lang, 'report.move.planned', { samples: movePlan.samples, files: movePlan.files });
};
