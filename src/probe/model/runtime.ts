import { UserError } from '../../model/errors.ts';
import type { ProbeRuntime } from '../../model/probe.ts';

/** What we use of onnxruntime-common, which both runtimes implement (onnxruntime.ai/docs/api/js). */
export interface RuntimeTensor {
  readonly type: string;
  readonly data: unknown;
  readonly dims: readonly number[];
}
export interface RuntimeSession {
  readonly run: (feeds: Readonly<Record<string, RuntimeTensor>>) => Promise<Readonly<Record<string, RuntimeTensor>>>;
  readonly release: () => Promise<void>;
}
interface RuntimeModule {
  readonly env: { logLevel?: string; readonly wasm?: { numThreads?: number } };
  readonly InferenceSession: {
    readonly create: (model: Uint8Array, options: Readonly<Record<string, unknown>>) => Promise<RuntimeSession>;
  };
  readonly Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => RuntimeTensor;
}

export interface Runtime {
  readonly name: 'onnxruntime-node' | 'onnxruntime-web';
  readonly open: (model: Uint8Array) => Promise<RuntimeSession>;
  readonly tensor: (values: Float32Array, dims: readonly number[]) => RuntimeTensor;
}

/** Of these runtimes. Another of the same major number is taken too. */
const INSTALL = {
  'onnxruntime-node': 'ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node@1.30',
  'onnxruntime-web': 'npm install onnxruntime-web@1.30',
} as const;

/** One thread, no rewriting of the graph: each tensor is the one that the user's node makes, the same on every run. */
const SESSION = {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  graphOptimizationLevel: 'disabled',
  logSeverityLevel: 4,
} as const;

/** Loads a runtime by the name of its package; undefined where it is not installed. Given by tests, too. */
export type LoadRuntime = (name: Runtime['name']) => Promise<unknown>;

const ABSENT = new Set(['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND']);
const importRuntime: LoadRuntime = async (name) => {
  try {
    return await import(name);
  } catch (error) {
    if (ABSENT.has((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
};

const wrap = (name: Runtime['name'], loaded: unknown): Runtime => {
  const { env, InferenceSession, Tensor } = loaded as RuntimeModule;
  env.logLevel = 'fatal';
  if (name === 'onnxruntime-web' && env.wasm) env.wasm.numThreads = 1;
  const executionProviders = [name === 'onnxruntime-node' ? 'cpu' : 'wasm'];
  return {
    name,
    open: (model) => InferenceSession.create(model, { ...SESSION, executionProviders }),
    tensor: (values, dims) => new Tensor('float32', values, dims),
  };
};

/**
 * The runtime that was asked for; 'auto' takes the native one where it is installed and can be loaded. Throws UserError, with the command
 * that installs it, where there is none.
 */
export const loadRuntime = async (asked: ProbeRuntime, load: LoadRuntime = importRuntime): Promise<Runtime> => {
  const names = (['onnxruntime-node', 'onnxruntime-web'] as const).filter(
    (name) => asked === 'auto' || name === `onnxruntime-${asked}`,
  );
  let broken: UserError | undefined;
  for (const name of names) {
    try {
      const loaded = await load(name);
      if (loaded !== undefined) return wrap(name, loaded);
    } catch (error) {
      // A native library that this system lacks: the other runtime needs none.
      broken ??= new UserError('probe.runtime-broken', { name, detail: (error as Error).message });
    }
  }
  throw broken ?? new UserError('probe.runtime-missing', { name: names[0]!, command: INSTALL[names[0]!] });
};
