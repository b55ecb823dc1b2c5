import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ConfigInput, configSchema } from '../../src/model/config.ts';
import type { UserError } from '../../src/model/errors.ts';
import { type Listing, readSamples, writeListing } from '../../src/sources/listing.ts';
import { scratchFolder } from '../storage/scratch-folder.ts';

/** Lists a dataset into a folder of its own. */
export const list = async (
  dataset: string,
  config: Partial<ConfigInput> = {},
  options: Parameters<typeof writeListing>[2] = {},
) => {
  const out = join(scratchFolder(), 'run');
  mkdirSync(out);
  const listing: Listing = await writeListing(configSchema.parse({ dataset, ...config }), out, options);
  const samples = [...readSamples(out)];
  const others = readFileSync(join(out, 'listing/other-files.txt'), 'utf8').split('\n').slice(0, -1);
  return { ...listing, out, samples, keys: samples.map(({ key }) => key), others };
};

export const errorOf = async (act: () => Promise<unknown>): Promise<Pick<UserError, 'key' | 'data'> | undefined> => {
  try {
    await act();
    return undefined;
  } catch (error) {
    const { key, data } = error as UserError;
    if (key === undefined) throw error;
    return { key, data };
  }
};
