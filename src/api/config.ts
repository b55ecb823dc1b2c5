import { type Config, type ConfigInput, configSchema } from '../model/config.ts';
import { UserError } from '../model/errors.ts';
import { targetColumns } from '../model/target-columns.ts';

/** Refused before anything is read: a part of the dataset proves nothing that a move could lean on. */
const refuseContradictions = (config: Config): void => {
  const { sample, limit, maxTime, quarantine } = config;
  if (sample !== undefined && limit !== undefined) throw new UserError('pipeline.sample-or-limit', {});
  const given = { '--sample': sample, '--limit': limit, '--max-time': maxTime };
  const [option] = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (quarantine && option !== undefined) throw new UserError('pipeline.part-moves-nothing', { option });
};

/** Complete and valid settings. Throws UserError naming the first setting that is not. */
export const parseConfig = (input: ConfigInput): Config => {
  const parsed = configSchema.safeParse(input);
  if (parsed.success) {
    refuseContradictions(parsed.data);
    // Refuses a column that two targets name, and a box of three columns.
    targetColumns(parsed.data.targets);
    return parsed.data;
  }
  const [issue] = parsed.error.issues;
  throw new UserError('pipeline.bad-setting', { setting: issue?.path.join('.') ?? '', problem: issue?.message ?? '' });
};
