import { createHash } from 'node:crypto';
import type { PlannedMove } from '../../model/plan.ts';
import type { ResourceRef } from '../../model/sample.ts';
import { StorageError } from '../../storage/errors.ts';
import { openLocal, type Roots } from '../../storage/local.ts';

type Expected = PlannedMove['members'][number]['expected'];

/**
 * `gone`: nothing is there to move, which is no fault. `unknown`: it is there and could not be read whole, or is larger than a sample may
 * be: what cannot be told apart from another file cannot be moved.
 */
export type Evidence = { readonly kind: 'known'; readonly expected: Expected } | { readonly kind: 'gone' | 'unknown' };

const ABSENT = ['ENOENT', 'ENOTDIR'];
const BLOCK_BYTES = 1 << 16;

/**
 * Which file exactly lies beside a sample that is to move. Read here and not by the workers: what a sidecar holds is judged by nobody, so
 * only those that move need to be known again.
 */
export const sidecarEvidence = (roots: Roots, ref: ResourceRef, maxBytes: number): Evidence => {
  try {
    const file = openLocal(roots, ref);
    try {
      if (file.size > maxBytes) return { kind: 'unknown' };
      const digest = createHash('sha256');
      const block = new Uint8Array(BLOCK_BYTES);
      for (let offset = 0; ; ) {
        const count = file.read(offset, block);
        if (count === 0) break;
        digest.update(block.subarray(0, count));
        offset += count;
      }
      file.verifyUnchanged();
      const { dev, ino, size, mtimeNs } = file.identity;
      return { kind: 'known', expected: { dev, ino, size, mtimeNs, sha256: digest.digest('hex') } };
    } finally {
      file.close();
    }
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    return { kind: ABSENT.includes(error.cause) ? 'gone' : 'unknown' };
  }
};
