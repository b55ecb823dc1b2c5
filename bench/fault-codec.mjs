// Loaded by worker processes through PREPASS_TEST_CODEC. `before` is called with a file's bytes before they are decoded,
// and does to the process what a broken native decoder does.

// As in scripts/make/folders.ts.
const CRASH_MARK = Buffer.from('prepass-fault:crash');
const HANG_MARK = Buffer.from('prepass-fault:hang');
const HOG_MARK = Buffer.from('prepass-fault:hog');
const HOG_STEP_BYTES = 64 * 2 ** 20;
// The mark is in a comment right behind the first marker.
const HEAD_BYTES = 64;

export const before = (bytes) => {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(HEAD_BYTES, bytes.length));
  if (head.includes(CRASH_MARK)) process.kill(process.pid, 'SIGSEGV');
  if (head.includes(HANG_MARK) || head.includes(CRASH_MARK)) for (;;);
  if (head.includes(HOG_MARK)) {
    const hoard = [];
    for (;;) hoard.push(Buffer.alloc(HOG_STEP_BYTES, 1));
  }
};
