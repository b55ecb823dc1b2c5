import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const climb = (folder: string): string =>
  existsSync(join(folder, 'package.json')) || dirname(folder) === folder ? folder : climb(dirname(folder));

/**
 * The folder of this package's package.json. Modules are bundled into fewer files when built (a full file table must not keep a
 * worker from starting), so no module may count on where its own source would lie.
 */
export const packageRoot: string = climb(dirname(fileURLToPath(import.meta.url)));
