import { type Config, type ConfigInput, configSchema } from '../model/config.ts';
import { UserError } from '../model/errors.ts';

/** Complete and valid settings. Throws UserError naming the first setting that is not. */
export const parseConfig = (input: ConfigInput): Config => {
  const parsed = configSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UserError('pipeline.bad-setting', { setting: issue?.path.join('.') ?? '', problem: issue?.message ?? '' });
};
