import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { CRASH_MARK, HANG_MARK, withComment } from '../../scripts/make/folders.ts';
import { encodeJpeg, smallPicture } from '../../scripts/make/photo.ts';

const CODEC = new URL('../../bench/fault-codec.mjs', import.meta.url).href;

/** A process of its own that hands the bytes to the codec and then exits with 7. */
const decodeElsewhere = (bytes: Uint8Array, timeoutMs: number) =>
  spawnSync(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import { before } from ${JSON.stringify(CODEC)}; before(Buffer.from(process.env.BYTES, 'base64')); process.exit(7);`,
    ],
    { env: { BYTES: Buffer.from(bytes).toString('base64') }, timeout: timeoutMs, killSignal: 'SIGKILL' },
  );

describe("the benchmark's faulty codec", () => {
  it('dies of a real SIGSEGV on a file marked so, and lets others pass', async () => {
    const jpeg = await encodeJpeg(smallPicture('rock', 1));
    expect(decodeElsewhere(withComment(jpeg, CRASH_MARK), 20_000).signal).toBe('SIGSEGV');
    expect(decodeElsewhere(jpeg, 20_000).status).toBe(7);
  });

  it('never returns from a file marked to hang', async () => {
    const jpeg = await encodeJpeg(smallPicture('rock', 1));
    const { signal, status } = decodeElsewhere(withComment(jpeg, HANG_MARK), 1_500);
    expect([signal, status]).toEqual(['SIGKILL', null]);
  });
});
