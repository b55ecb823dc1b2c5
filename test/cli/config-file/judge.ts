import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Configuration, configure, type Sources } from '../../../src/cli/configuration.ts';
import type { JsonSchema } from '../../../src/cli/expectation.ts';
import { configurationJsonSchema, configurationSchema } from '../../../src/index.ts';
import { sayAny } from '../../../src/messages/index.ts';
import type { UserError } from '../../../src/model/errors.ts';

export const rulebook = { schema: configurationSchema, json: configurationJsonSchema() as JsonSchema };

/** Configures from one file alone. */
export const load = (name: string, content: string | Uint8Array, more: Partial<Sources> = {}): Configuration => {
  const cwd = mkdtempSync(join(tmpdir(), 'prepass-config-'));
  try {
    writeFileSync(join(cwd, name), content);
    return configure({ dataset: 'photos', flags: {}, options: [], environment: {}, cwd, ...more }, rulebook);
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
};

/** What is said of a wrong file; throws when it is accepted. */
export const complaintsOf = (name: string, content: string | Uint8Array, more: Partial<Sources> = {}): string => {
  let accepted: Configuration;
  try {
    accepted = load(name, content, more);
  } catch (error) {
    const { key, data } = error as UserError;
    if (key === undefined) throw error;
    return sayAny(more.environment?.LANG === 'zh_CN' ? 'zh' : 'en', key, data);
  }
  throw new Error(`accepted: ${JSON.stringify(accepted.input)}`);
};
