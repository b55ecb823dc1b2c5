import { afterEach } from 'vitest';
import { scratch } from './small-dataset.ts';

/** Answers a maker of empty folders, which are gone after each test, and with them a test's codec. */
export const scratchFolders = (): (() => string) => {
  const made: (() => void)[] = [];
  afterEach(() => {
    delete process.env.PREPASS_TEST_CODEC;
    for (const dispose of made.splice(0)) dispose();
  });
  return () => {
    const { path, dispose } = scratch();
    made.push(dispose);
    return path;
  };
};
