import { hash } from 'node:crypto';
import type { Database } from '../../catalog/database.ts';
import { sealFile } from '../../catalog/sealed-file.ts';
import type { InputPicture } from '../../model/inputs.ts';
import type { Plan } from '../../model/plan.ts';
import { isClean } from '../../model/verdict.ts';
import { INPUT_SEED, inputCount } from '../../targets/inputs.ts';
import type { JudgedSample } from '../sample-rows.ts';
import { trainingSplit } from './fit-clean.ts';

type Candidate = Omit<InputPicture, 'sha256'>;

/** Said in the file too: whoever doubts the sample can draw it again. The key is in the id, the order of listing is not. */
const rankOf = (id: string): string => hash('sha256', `${INPUT_SEED}:${id}`, 'hex');

const ASKED_AT_ONCE = 1_000;

const digestsOf = async (
  database: Database,
  pictures: readonly { readonly ordinal: number }[],
): Promise<ReadonlyMap<number, string>> => {
  const digests = new Map<number, string>();
  for (let at = 0; at < pictures.length; at += ASKED_AT_ONCE) {
    const ordinals = pictures.slice(at, at + ASKED_AT_ONCE).map(({ ordinal }) => ordinal);
    const query = `SELECT ordinal, sha256 FROM samples WHERE ordinal IN (${ordinals.join(', ')}) ORDER BY ordinal`;
    for await (const { ordinal, sha256 } of database.rows<{ ordinal: number; sha256: string | null }>(query)) {
      if (sha256 !== null) digests.set(ordinal, sha256);
    }
  }
  return digests;
};

/**
 * Chooses the clean training pictures with the smallest ranks, so many as the configuration asks for: the same ones whatever the order,
 * the workers and the machine, and nearly the same ones when a few files come or go. `add` takes all samples; `finish` seals the list, of a dataset with pictures.
 */
export const createInputChooser = (plan: Plan, path: string) => {
  const { config } = plan;
  const count = inputCount(config);
  const split = trainingSplit(plan);
  let kept: Candidate[] = [];
  let highest = '';
  let seen: 'pictures' | 'none' = 'none';
  const prune = (): void => {
    kept = kept.sort((a, b) => (a.rank < b.rank ? -1 : 1)).slice(0, count);
    highest = kept.length === count ? (kept.at(-1)?.rank ?? '') : '';
  };
  return {
    add: ({ sample, verdict }: Pick<JudgedSample, 'sample' | 'verdict'>): void => {
      const part = sample.parts[0];
      if (count === 0 || part?.role !== 'image') return;
      seen = 'pictures';
      if (!isClean(verdict, config)) return;
      if (split !== undefined && sample.split !== split) return;
      const rank = rankOf(sample.id);
      if (highest !== '' && rank > highest) return;
      const { resource, cell, range } = part;
      kept.push({ rank, ordinal: sample.ordinal, key: sample.key, resource, cell, range });
      if (kept.length >= 2 * count) prune();
    },
    finish: async (database: Database): Promise<void> => {
      prune();
      const ordered = kept.sort((a, b) => a.ordinal - b.ordinal);
      const digests = await digestsOf(database, ordered);
      const pictures = ordered.flatMap((picture): InputPicture[] => {
        const sha256 = digests.get(picture.ordinal);
        return sha256 === undefined ? [] : [{ ...picture, sha256 }];
      });
      // That none of its pictures is clean says a part of a dataset too, when parts are merged.
      if (seen === 'pictures') sealFile(path, pictures.map((picture) => `${JSON.stringify(picture)}\n`).join(''));
    },
  };
};
