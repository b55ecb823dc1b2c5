import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { decisionLineSchema, type RecordedDecision, type StandingDecision } from '../model/decision.ts';
import { UserError } from '../model/errors.ts';

const parseLine = (line: string): readonly RecordedDecision[] | undefined => {
  try {
    return decisionLineSchema.safeParse(JSON.parse(line)).data?.decisions;
  } catch {
    return undefined;
  }
};

/** What follows the last line break was never acknowledged: a power cut or a full disk left it. */
const wholeLines = (text: string): readonly string[] =>
  text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .slice(0, -1);

/** Everything ever decided, in order. None where there is no file. Throws UserError naming a line that is not what was written. */
export const readDecisions = (path: string): readonly RecordedDecision[] => {
  if (!existsSync(path)) return [];
  return wholeLines(readFileSync(path, 'utf8')).flatMap((line, at) => {
    const decisions = parseLine(line);
    if (decisions === undefined) throw new UserError('decide.store-damaged', { path, line: at + 1 });
    return decisions;
  });
};

const targetOf = ({ kind, id }: RecordedDecision): string => `${kind} ${id}`;

/** Of each target the last decision, unless it was taken back; in the order in which they were made. `root`: of this dataset alone. */
export const standingDecisions = (
  decisions: readonly RecordedDecision[],
  root: string | undefined,
): readonly StandingDecision[] => {
  const standing = new Map<string, StandingDecision>();
  for (const decision of decisions) {
    if (root !== undefined && decision.root !== root) continue;
    standing.delete(targetOf(decision));
    if (decision.decision !== 'undo') standing.set(targetOf(decision), decision as StandingDecision);
  }
  return [...standing.values()];
};

/** One append, one line, on disk when this returns: all of it holds or none. The file was read before, so its lines are good. */
export const appendDecisions = (path: string, decisions: readonly RecordedDecision[]): void => {
  mkdirSync(dirname(path), { recursive: true });
  const descriptor = openSync(path, 'a+');
  try {
    const text = readFileSync(path);
    const good = text.lastIndexOf(0x0a) + 1;
    if (good < fstatSync(descriptor).size) ftruncateSync(descriptor, good);
    const line = Buffer.from(`${JSON.stringify({ format: 1, decisions })}\n`);
    for (let done = 0; done < line.length; ) done += writeSync(descriptor, line, done);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
};
