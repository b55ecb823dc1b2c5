import type { Span } from './wire.ts';

/** Types of elements (onnx.proto, TensorProto.DataType) that prepass tells apart. */
export const ELEMENT = { float32: 1, int32: 6, int64: 7, bool: 9, float16: 10, float64: 11, bfloat16: 16 } as const;

/** A parameter or a constant, with its elements where they stand in the file. */
export interface OnnxTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly elementType: number;
  /** Elements as little-endian bytes, or as numbers where the file holds them as a list. */
  readonly raw?: Uint8Array;
  readonly listed?: readonly number[];
  readonly whole: Span;
}

export type OnnxAttribute =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'numbers'; readonly values: readonly number[] }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'tensor'; readonly tensor: OnnxTensor }
  /** Bodies of If, Loop and Scan: the names that they take from outside of themselves, and perhaps more. */
  | { readonly kind: 'graph'; readonly names: readonly string[] }
  | { readonly kind: 'other' };

export interface OnnxNode {
  readonly name: string;
  readonly op: string;
  /** '' and 'ai.onnx' are ONNX's own. */
  readonly domain: string;
  /** An input that is left out is ''. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, OnnxAttribute>;
  readonly whole: Span;
}

/** A length that is not stated is undefined, or the name the file gives it. */
export type OnnxLength = number | string | undefined;

export interface OnnxValue {
  readonly name: string;
  /** Absent where it is no tensor, or no type is stated. */
  readonly elementType?: number;
  readonly dims?: readonly OnnxLength[];
}

export interface OnnxModel {
  /** As the user named it, for messages. */
  readonly file: string;
  /** Version of ONNX's own operators. */
  readonly opset: number;
  /** In the file's order; ONNX demands that it is one in which they can be computed. */
  readonly nodes: readonly OnnxNode[];
  readonly initializers: ReadonlyMap<string, OnnxTensor>;
  /** Those that are no initializers. */
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /** Types and shapes that the file states for values in between. */
  readonly values: ReadonlyMap<string, OnnxValue>;
  /** The file, and the graph in it. */
  readonly bytes: Uint8Array;
  readonly graph: Span;
}
