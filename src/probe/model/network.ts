import { nearestIn, roundTo, SMALL_FLOATS } from '../../measures/float-formats.ts';
import { UserError } from '../../model/errors.ts';
import type { LayerActivation, ModelNote, Precision } from '../../model/probe.ts';
import type { Forwarded, ProbeNetwork } from '../network.ts';
import type { OnnxModel } from '../onnx/model.ts';
import { activationOf, numbersOfTensor } from './activation.ts';
import { canRound, withOutputs, withRounding } from './instrument.ts';
import type { Runtime, RuntimeSession, RuntimeTensor } from './runtime.ts';
import { inputOf } from './signature.ts';
import { watchOf } from './watch.ts';

export interface ModelNetwork extends ProbeNetwork {
  readonly runtime: Runtime['name'];
  readonly notes: readonly ModelNote[];
}

interface Pass {
  readonly session: RuntimeSession;
  readonly precision: Precision;
  /** 'between': the session rounds each tensor before it is used. 'after': what a float32 pass made is rounded. */
  readonly rounds: 'between' | 'after';
}

type Results = Readonly<Record<string, RuntimeTensor>>;

const repeated = (sample: Float32Array, times: number): Float32Array => {
  if (times === 1) return sample;
  const values = new Float32Array(sample.length * times);
  for (let i = 0; i < times; i += 1) values.set(sample, i * sample.length);
  return values;
};

/** Elements of the first sample, where the first axis is that of the batch. */
const ofOne = (
  dims: readonly number[],
  batch: number,
): { readonly count: number; readonly shape: readonly number[] } => {
  const shape = dims[0] === batch ? dims.slice(1) : dims;
  return { count: shape.reduce((product, length) => product * length, 1), shape };
};

const firstNumbers = (tensor: RuntimeTensor, batch: number): Float32Array | undefined => {
  const numbers = numbersOfTensor(tensor.type, tensor.data) as Float32Array | undefined;
  return numbers?.subarray(0, ofOne(tensor.dims, batch).count);
};

/** A copy as the precision holds it. */
const roundedTo = (precision: Precision, values: Float32Array): Float32Array => {
  const copy = values.slice();
  if (precision !== 'float32') roundTo(precision, copy);
  return copy;
};

const activation = (name: string, values: Float32Array, { precision, rounds }: Pass): LayerActivation => {
  if (rounds === 'between' || precision === 'float32') return activationOf(name, values);
  const made = activationOf(name, values, SMALL_FLOATS[precision].overflow);
  // Rounding keeps the order: the largest stays the largest.
  return { ...made, largest: nearestIn(precision, made.largest) };
};

/** A runtime that throws, over one sample: the others may pass. */
const gaveUp = (error: unknown): Forwarded => {
  const [failed = ''] = String((error as Error | undefined)?.message ?? error).split('\n');
  return { output: new Float32Array(0), layers: [], failed };
};

const failure = ({ file }: OnnxModel, { name }: Runtime, error: unknown): UserError =>
  new UserError('probe.model-refused', { file, runtime: name, detail: (error as Error).message });

/**
 * The user's model in a runtime, as a network that samples pass. Each sample is run alone: kernels add up in another order where there are
 * more rows, so only this makes what is said of a sample the same in any company.
 *
 * Throws UserError where the runtime refuses the model, or where its input or output is not one of numbers a sample.
 */
export const openModelNetwork = async (
  model: OnnxModel,
  runtime: Runtime,
  prepared?: readonly number[],
): Promise<ModelNetwork> => {
  const input = inputOf(model, prepared);
  const { tensors, masked } = watchOf(model);
  const output = model.outputs[0]?.name ?? '';
  const notes: ModelNote[] = input.batch > 1 ? [{ code: 'fixed-batch', batch: input.batch }] : [];

  const run = (session: RuntimeSession, sample: Float32Array): Promise<Results> => {
    const fed = runtime.tensor(repeated(sample, input.batch), [input.batch, ...input.shape]);
    return session.run({ [input.name]: fed });
  };
  const open = async (): Promise<readonly [RuntimeSession, Results]> => {
    try {
      const session = await runtime.open(withOutputs(model, tensors));
      const zeros = new Float32Array(input.shape.reduce((product, length) => product * length, 1));
      return [session, await run(session, zeros)];
    } catch (error) {
      throw failure(model, runtime, error);
    }
  };
  // What the types of tensors in between are, a first run says: the file need not.
  const [session, sizing] = await open();
  const sized = sizing[output];
  if (sized === undefined || numbersOfTensor(sized.type, sized.data) === undefined)
    throw new UserError('probe.model-output', { file: model.file, name: output });
  const float32 = tensors.filter((name) => sizing[name]?.type === 'float32');
  const floats = tensors.filter((name) => sizing[name] && numbersOfTensor(sizing[name].type, sizing[name].data));

  const openPass = async (precision: Precision): Promise<Pass> => {
    if (precision === 'float32') return { session, precision, rounds: 'between' };
    const fallBack = (why: string): Pass => {
      const [detail = ''] = why.split('\n');
      notes.push({ code: 'rounded-after', precision, detail });
      return { session, precision, rounds: 'after' };
    };
    if (!canRound(model, precision)) return fallBack(`opset ${model.opset}`);
    try {
      const rounding = await runtime.open(withRounding(model, precision, float32, masked));
      return { session: rounding, precision, rounds: 'between' };
    } catch (error) {
      return fallBack((error as Error).message);
    }
  };
  const passes = {
    float32: await openPass('float32'),
    float16: await openPass('float16'),
    bfloat16: await openPass('bfloat16'),
  };

  const forwardOne = async (sample: Float32Array, precision: Precision): Promise<Forwarded> => {
    const pass = passes[precision];
    const fed = roundedTo(precision, sample);
    const results = await run(pass.session, pass.rounds === 'after' ? sample : fed);
    const layers = floats.map((name) => activation(name, firstNumbers(results[name]!, input.batch)!, pass));
    const made = firstNumbers(results[output]!, input.batch)!;
    return { output: roundedTo(precision, made), layers: [activationOf('input', fed), ...layers] };
  };

  return {
    runtime: runtime.name,
    notes,
    input: input.shape,
    output: ofOne(sized.dims, input.batch).shape,
    forward: async (batch, precision) => {
      const forwarded: Forwarded[] = [];
      for (const sample of batch) forwarded.push(await forwardOne(sample, precision).catch(gaveUp));
      return forwarded;
    },
    close: () => {
      for (const opened of new Set(Object.values(passes).map((pass) => pass.session))) void opened.release();
    },
  };
};
