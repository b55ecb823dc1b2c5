import { z } from 'zod';
import type { AnyCheck } from './check.ts';
import { configSchema } from './config.ts';
import { rulesShapeFor } from './rules.ts';

/** What a configuration file may hold: every setting but the dataset, judged down to the options of each check. */
export const configurationFileSchema = (checks: readonly AnyCheck[]) =>
  configSchema.omit({ dataset: true }).extend({
    ...rulesShapeFor(checks),
    disable: z
      .array(z.enum(checks.map(({ id }) => id)))
      .default([])
      .meta({ description: 'checks not to run', zh: '不运行的检查项' }),
    $schema: z
      .string()
      .optional()
      .meta({ description: 'where an editor finds the JSON Schema', zh: '编辑器所用 JSON Schema 的位置' }),
  });
export type ConfigurationFileSchema = ReturnType<typeof configurationFileSchema>;

/** The same as JSON Schema, as it is published. */
export const configurationJsonSchema = (checks: readonly AnyCheck[]): z.core.JSONSchema.JSONSchema => ({
  title: 'prepass.config',
  ...z.toJSONSchema(configurationFileSchema(checks), { io: 'input', unrepresentable: 'any' }),
});
