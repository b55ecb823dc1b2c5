import type { Lang } from '../messages/fill.ts';
import { say } from '../messages/index.ts';
import { bytesFromKey } from '../model/path-key.ts';
import type { RunSummary } from '../model/summary.ts';
import { bySeverity } from './finding-words.ts';
import { quotePath } from './shell-quote.ts';

/** Paths as a person in the working directory would type them. */
export interface ReportPaths {
  /** Written as a key: %XX for bytes that are not UTF-8. */
  readonly dataset: string;
  /** Run folder. */
  readonly out: string;
  /** The HTML page. */
  readonly report: string;
  /** What opens a page on this system: 'xdg-open', 'open'. */
  readonly opener: string;
  /** The command that goes on with a stopped run, where the caller knows it. */
  readonly resume?: string;
}

export interface NextStep {
  readonly about: string;
  /** Quoted for a shell, ready to copy. */
  readonly command: string;
}

const INTERRUPTED = [130, 143];
/** A command that would fill the terminal is no help: then one that takes the latest run by itself. */
const MAX_COMMAND = 280;

const orShorter = (command: string, shorter: string): string => (command.length <= MAX_COMMAND ? command : shorter);

const thirdStep = (summary: RunSummary, paths: ReportPaths, lang: Lang): NextStep => {
  const { exit, movePlan, quarantine, partial } = summary;
  if (partial?.reason === 'sample' || partial?.reason === 'limit') {
    const command = `prepass run ${quotePath(bytesFromKey(paths.dataset))}`;
    return { about: say(lang, 'report.next.whole'), command: orShorter(command, 'prepass run --help') };
  }
  if (partial !== undefined || INTERRUPTED.includes(exit.code)) {
    const command =
      paths.resume ?? `prepass run ${quotePath(bytesFromKey(paths.dataset))} --resume --out ${quotePath(paths.out)}`;
    return { about: say(lang, 'report.next.resume'), command: orShorter(command, 'prepass run --help') };
  }
  if (quarantine !== undefined && quarantine.moved > 0) {
    const command = `prepass restore ${quotePath(bytesFromKey(quarantine.place))} --all`;
    return { about: say(lang, 'report.next.restore'), command: orShorter(command, 'prepass restore --help') };
  }
  const out = quotePath(paths.out);
  if (movePlan.refusal !== undefined) {
    const command = orShorter(`prepass quarantine plan ${out}`, 'prepass quarantine plan');
    return { about: say(lang, 'report.next.plan'), command };
  }
  if (movePlan.samples > 0) {
    const command = orShorter(`prepass quarantine apply ${out}`, 'prepass quarantine apply');
    return { about: say(lang, 'report.next.apply'), command };
  }
  return { about: say(lang, 'report.next.clean'), command: orShorter(`prepass export ${out} clean`, 'prepass report') };
};

/** Three commands to copy, those that fit what was found. */
export const nextSteps = (summary: RunSummary, paths: ReportPaths, lang: Lang): readonly NextStep[] => {
  const [first] = bySeverity(summary.groups);
  return [
    {
      about: say(lang, 'report.next.open'),
      command: orShorter(`${paths.opener} ${quotePath(paths.report)}`, 'prepass report'),
    },
    first === undefined
      ? { about: say(lang, 'report.next.checks'), command: 'prepass checks' }
      : { about: say(lang, 'report.next.explain'), command: `prepass checks ${quotePath(first.check)}` },
    thirdStep(summary, paths, lang),
  ];
};
