import { folderRoleOf } from './file-kinds.ts';
import { type Place, splitOf } from './folder-samples.ts';

/** Images without labels, in one folder or below; folders named as splits are splits. An array beside them is somebody's features. */
export const flat =
  (splits: ReadonlySet<string>): Place =>
  (key) => {
    if (folderRoleOf(key) !== 'image') return undefined;
    const split = splitOf(key, splits);
    return { role: 'image', ...(split !== undefined && { split }) };
  };
