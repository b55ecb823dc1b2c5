import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type LoadRuntime, loadRuntime, type Runtime } from '../../src/probe/model/runtime.ts';
import type { Bar } from './bars.ts';
import { agreementOf, KINDS, type Kind } from './runtime-agreement.ts';

const SAMPLES = 2_000;
const MOST_DIFFERENCE = 1e-5;

/** Where a runtime that is not installed here is looked for: PREPASS_RUNTIMES names a folder that has it in its node_modules. */
const elsewhere = process.env.PREPASS_RUNTIMES;

const load: LoadRuntime = async (name) => {
  if (elsewhere === undefined) return import(name).catch(() => undefined);
  try {
    return createRequire(join(elsewhere, 'package.json'))(name);
  } catch {
    return import(name).catch(() => undefined);
  }
};

const nameOf = (runtime: Runtime['name'], kind: Kind): string =>
  `${SAMPLES} ${kind} in ${runtime} against the built-in network, in three precisions`;

const absent = (runtime: Runtime['name'], kind: Kind): Bar => ({
  name: nameOf(runtime, kind),
  measured: 'not measured: it is not installed (PREPASS_RUNTIMES names a folder where it is)',
  owed: 'same verdicts',
  holds: false,
  cases: [],
});

const barOf = async (runtime: Runtime, kind: Kind): Promise<Bar> => {
  const { differences, worst, stops } = await agreementOf(runtime, kind, SAMPLES);
  const stopped = [...stops].map(([place, count]) => `${place} ${count}`).join(', ');
  return {
    name: nameOf(runtime.name, kind),
    measured: `${differences.length} differ, outputs by ${worst.toExponential(1)} at most; stopped at: ${stopped}`,
    owed: `none, and ${MOST_DIFFERENCE}`,
    holds: differences.length === 0 && worst <= MOST_DIFFERENCE,
    cases: differences,
  };
};

/** First tensor that is not finite, overflows and losses: the same whoever computes them. */
export const measureRuntimes = async (): Promise<readonly Bar[]> => {
  const bars: Bar[] = [];
  for (const asked of ['node', 'web'] as const) {
    const runtime = await loadRuntime(asked, load).catch(() => undefined);
    for (const kind of Object.keys(KINDS) as Kind[]) {
      bars.push(runtime === undefined ? absent(`onnxruntime-${asked}`, kind) : await barOf(runtime, kind));
    }
  }
  return bars;
};
