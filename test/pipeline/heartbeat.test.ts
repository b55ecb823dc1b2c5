import { expect, it } from 'vitest';
import { createHeartbeat } from '../../src/pipeline/heartbeat.ts';

it('beats while a long file is read, and never for a short one', () => {
  let beats = 0;
  const heartbeat = createHeartbeat(() => {
    beats += 1;
  });
  heartbeat(4 * 2 ** 20 - 1);
  expect(beats).toBe(0);
  heartbeat(1);
  expect(beats).toBe(1);
  for (let piece = 0; piece < 32; piece += 1) heartbeat(512 * 1024);
  expect(beats).toBe(5);
});
