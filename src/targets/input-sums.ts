import { z } from 'zod';
import { UserError } from '../model/errors.ts';
import type { ColorSums } from '../model/inputs.ts';
import { INPUT_SEED, INPUT_WORDS, type InputStatistics, inputStatistics } from './inputs.ts';

/** A chosen picture and what it gave; null where it could not be measured. */
export interface MeasuredPicture {
  readonly rank: string;
  readonly key: string;
  readonly sha256: string;
  readonly sums: ColorSums | null;
}

/** What pictures were measured for. Only equal ones can be merged. */
export type InputQuestion = Pick<InputStatistics, 'asked' | 'fittedOn'>;

const FORMAT = 1;
const count = z.number().int().min(0);
const triple = z.tuple([count, count, count]);

const headSchema = z.strictObject({
  format: z.literal(FORMAT),
  kind: z.literal('prepass-inputs'),
  fittedOn: z.string(),
  asked: count,
  seed: count,
  scale: z.string(),
  decoder: z.string(),
});
type Head = z.output<typeof headSchema>;

const named = { rank: z.string(), key: z.string(), sha256: z.string() };
const measuredSchema = z.strictObject({
  ...named,
  pixels: count.min(1),
  levels: triple,
  squares: triple,
  isGray: z.boolean(),
  hadAlpha: z.boolean(),
  was16Bit: z.boolean(),
});
const pictureSchema = z.union([measuredSchema, z.strictObject(named)]);

const byRank = (a: MeasuredPicture, b: MeasuredPicture): number => {
  if (a.rank !== b.rank) return a.rank < b.rank ? -1 : 1;
  return a.sha256 < b.sha256 ? -1 : 1;
};

/** `targets/inputs.jsonl`: a head, then a picture a line, in the order in which they were chosen. Equal pictures give equal bytes. */
export const inputSumsText = ({ asked, fittedOn }: InputQuestion, pictures: readonly MeasuredPicture[]): string => {
  const { scale, decoder } = INPUT_WORDS;
  const head: Head = { format: FORMAT, kind: 'prepass-inputs', fittedOn, asked, seed: INPUT_SEED, scale, decoder };
  const lines = pictures.toSorted(byRank).map(({ sums, ...names }) => ({ ...names, ...sums }));
  return [head, ...lines].map((line) => `${JSON.stringify(line)}\n`).join('');
};

export interface SumsFile {
  /** Named in errors. */
  readonly file: string;
  readonly lines: Iterable<string>;
}

/** Reads what `inputSumsText` wrote. Throws UserError with the 1-based line. */
export const readInputSums = ({
  file,
  lines,
}: SumsFile): { readonly head: Head; readonly pictures: readonly MeasuredPicture[] } => {
  const pictures: MeasuredPicture[] = [];
  let head: Head | undefined;
  let line = 0;
  const parsed = <Schema extends z.ZodType>(schema: Schema, text: string): z.output<Schema> => {
    try {
      return schema.parse(JSON.parse(text));
    } catch (error) {
      const detail = error instanceof z.ZodError ? error.issues[0]!.message : (error as Error).message;
      throw new UserError('targets.state-malformed', { file, line, detail });
    }
  };
  for (const text of lines) {
    line += 1;
    if (head === undefined) {
      head = parsed(headSchema, text);
      continue;
    }
    const { rank, key, sha256, ...sums } = parsed(pictureSchema, text);
    pictures.push({ rank, key, sha256, sums: 'pixels' in sums ? sums : null });
  }
  if (head === undefined)
    throw new UserError('targets.state-malformed', { file, line: 1, detail: 'the file is empty' });
  return { head, pictures };
};

const FIELDS = ['fittedOn', 'asked', 'seed', 'scale', 'decoder'] as const;

export interface MergedInputs {
  /** For a further merge. */
  readonly text: string;
  /** Undefined where no picture could be measured. */
  readonly statistics: InputStatistics | undefined;
}

/**
 * What one run over all pictures would have measured: the whole's pictures with the smallest ranks are among those of its parts. Throws
 * UserError for a file that is none of sums, for sums made for another question or otherwise, and for a picture in two parts.
 */
export const mergeInputSums = (files: readonly SumsFile[]): MergedInputs => {
  let first: Head | undefined;
  const all: MeasuredPicture[] = [];
  const owners = new Map<string, string>();
  for (const each of files) {
    const { head, pictures } = readInputSums(each);
    first ??= head;
    const known = first;
    const other = FIELDS.find((field) => head[field] !== known[field]);
    if (other !== undefined) {
      const [theirs, ours] = [head, known].map((one) => JSON.stringify(one[other]));
      const data = { file: each.file, first: files[0]!.file, field: other, theirs: theirs!, ours: ours! };
      throw new UserError('targets.states-differ', data);
    }
    for (const picture of pictures) {
      const name = `${picture.rank} ${picture.sha256}`;
      const owner = owners.get(name);
      if (owner !== undefined) {
        throw new UserError('targets.picture-twice', { key: picture.key, file: each.file, first: owner });
      }
      owners.set(name, each.file);
      all.push(picture);
    }
  }
  if (first === undefined) throw new Error('nothing to merge');
  const chosen = all.sort(byRank).slice(0, first.asked);
  const statistics = inputStatistics(
    chosen.map(({ sums }) => sums),
    first,
  );
  return { text: inputSumsText(first, chosen), statistics };
};
