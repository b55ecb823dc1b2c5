import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { workFolder } from '../places.ts';
import type { Complaint, Complaints, Peer } from './peer.ts';

/** Every reader that prepass is measured against, each asked once about a file. */
export interface Panel {
  /** Undefined: the peer is not installed. */
  readonly ask: (peer: Peer, paths: readonly string[]) => Promise<Complaints | undefined>;
}

type Answers = Map<string, Complaint | null>;

/** Made again, a file has another time. */
const keyOf = (path: string): string => {
  const { size, mtimeMs } = statSync(path);
  return `${path}\0${size}\0${mtimeMs}`;
};

const answersFile = (peer: Peer): string => `${workFolder('peers')}/${peer.name}.json`;

const recall = (peer: Peer): Answers => {
  const file = answersFile(peer);
  if (!existsSync(file)) return new Map();
  return new Map(Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, Complaint | null>));
};

/** `earlier`: answers of an earlier measurement are taken for files that are still the same, or every peer is asked anew. */
export const createPanel = (earlier: 'reused' | 'forgotten'): Panel => {
  const known = new Map<Peer, Answers>();
  const answersOf = (peer: Peer): Answers => {
    const answers = known.get(peer) ?? (earlier === 'reused' ? recall(peer) : new Map());
    known.set(peer, answers);
    return answers;
  };
  return {
    ask: async (peer, paths) => {
      const answers = answersOf(peer);
      const keys = new Map(paths.map((path) => [path, keyOf(path)]));
      const open = paths.filter((path) => !answers.has(keys.get(path)!));
      if (open.length > 0) {
        const heard = await peer.ask(open);
        if (heard === undefined) return undefined;
        for (const path of open) answers.set(keys.get(path)!, heard.get(path) ?? null);
        writeFileSync(answersFile(peer), JSON.stringify(Object.fromEntries(answers)));
      }
      return new Map(
        paths.flatMap((path) => {
          const complaint = answers.get(keys.get(path)!);
          return complaint === null || complaint === undefined ? [] : [[path, complaint] as const];
        }),
      );
    },
  };
};
