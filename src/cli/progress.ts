import { formatBytes, formatNumber, type Lang } from '../messages/fill.ts';
import { say } from '../messages/index.ts';
import type { RunEvent, Stage } from '../model/events.ts';
import type { BaseChoice } from '../model/plan.ts';
import { formatDuration } from '../report/lines.ts';
import { clip } from '../report/text-columns.ts';
import { visible } from '../report/visible-text.ts';

export interface ProgressOptions {
  readonly lang: Lang;
  /** `line`: one line written over again and again; `plain`: a line now and then; `none`: silence. */
  readonly mode: 'line' | 'plain' | 'none';
  readonly write: (text: string) => void;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  readonly columns?: () => number;
}

export interface Progress {
  readonly onEvent: (event: RunEvent) => void;
  /** Leaves the terminal's line clean. */
  readonly end: () => void;
}

const REDRAW_MS = 100;
const PLAIN_MS = 10_000;
/** The rate is that of about the last ten seconds: a network drive that recovers shows it. */
const RATE_MS = 10_000;
const CLEAR = '\r\u001b[2K';

interface Mark {
  readonly at: number;
  readonly done: number;
}

/** What a run is doing, how fast, and how long it will still take. */
export const createProgress = ({ lang, mode, write, now, columns }: ProgressOptions): Progress => {
  let stage: Stage | undefined;
  let marks: Mark[] = [];
  let lastWrite = Number.NEGATIVE_INFINITY;
  let dirty = false;

  const rate = (): number => {
    const first = marks[0];
    const last = marks.at(-1);
    if (first === undefined || last === undefined || last.at - first.at < 200) return 0;
    return ((last.done - first.done) / (last.at - first.at)) * 1000;
  };
  const clear = () => {
    if (dirty) write(CLEAR);
    dirty = false;
  };
  const tell = (text: string) => {
    clear();
    write(`${text}\n`);
  };
  const text = ({ done, total, bytes }: Extract<RunEvent, { kind: 'progress' }>): string => {
    const name = say(lang, `cli.stage.${stage ?? 'listing'}`);
    const speed = rate();
    if (total === 0) return say(lang, 'cli.progress.counting', { stage: name, done });
    const parts = [
      `${name} ${formatNumber(done)} / ${formatNumber(total)} (${Math.floor((done / total) * 100)} %)`,
      ...(bytes > 0 ? [formatBytes(bytes)] : []),
    ];
    if (speed > 0) {
      parts.push(say(lang, 'cli.progress.rate', { rate: Math.round(speed) }));
      parts.push(say(lang, 'cli.progress.left', { time: formatDuration(Math.max(1, (total - done) / speed)) }));
    }
    return parts.join(' · ');
  };
  const onProgress = (event: Extract<RunEvent, { kind: 'progress' }>) => {
    const at = now();
    // A resumed run starts with what is done already: the first mark is no work of ours.
    marks.push({ at, done: event.done });
    while (marks.length > 2 && at - marks[0]!.at > RATE_MS) marks.shift();
    if (marks.length > 400) marks = marks.filter((_, index) => index % 2 === 0 || index === marks.length - 1);
    if (at - lastWrite < (mode === 'line' ? REDRAW_MS : PLAIN_MS)) return;
    lastWrite = at;
    if (mode === 'plain') return write(`${text(event)}\n`);
    write(CLEAR + clip(text(event), (columns?.() ?? 80) - 1));
    dirty = true;
  };

  const tellBase = (choice: BaseChoice) => {
    if (choice.kind === 'differs') tell(say(lang, 'reuse.differs', { id: choice.id }));
    if (choice.kind !== 'base') return;
    const { id, startedAt, looks } = choice.base;
    tell(say(lang, looks === 'at-all' ? 'reuse.since' : 'reuse.named-only', { id, at: startedAt.slice(0, 16) }));
  };

  return {
    onEvent: (event) => {
      if (mode === 'none') return;
      if (event.kind === 'progress') return onProgress(event);
      if (event.kind === 'stage') {
        stage = event.stage;
        marks = [];
        // In plain mode the first line of a stage comes after a while: short runs stay short to read.
        lastWrite = mode === 'plain' ? now() : Number.NEGATIVE_INFINITY;
        if (mode === 'line') {
          write(CLEAR + say(lang, `cli.stage.${stage}`));
          dirty = true;
        } else tell(say(lang, `cli.stage.${stage}`));
      } else if (event.kind === 'culprit') {
        tell(
          say(lang, 'cli.progress.culprit', { key: visible(event.key), cause: event.fault.cause ?? event.fault.kind }),
        );
      } else if (event.kind === 'base') tellBase(event.choice);
      else {
        tell(say(lang, 'cli.progress.layout', { samples: event.facts.samples, out: visible(event.out) }));
      }
    },
    end: clear,
  };
};
