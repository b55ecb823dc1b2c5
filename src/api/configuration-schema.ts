import { join } from 'node:path';
import { checks } from '../checks/index.ts';
import type { AnyCheck } from '../model/check.ts';
import {
  type ConfigurationFileSchema,
  configurationFileSchema,
  configurationJsonSchema as jsonSchemaOf,
} from '../model/configuration-file.ts';
import { packageRoot } from '../pipeline/package-root.ts';

/** Judges the settings of a configuration file, with every check and option of this installation known. */
export const configurationSchema: ConfigurationFileSchema = configurationFileSchema(checks as readonly AnyCheck[]);

/** The same as JSON Schema. */
export const configurationJsonSchema = (): ReturnType<typeof jsonSchemaOf> =>
  jsonSchemaOf(checks as readonly AnyCheck[]);

/** The published JSON Schema in this installation, for editors without a network. */
export const configurationSchemaPath: string = join(packageRoot, 'docs', 'prepass.schema.json');
