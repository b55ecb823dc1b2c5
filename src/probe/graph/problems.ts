import type { GraphProblem } from '../../model/probe.ts';
import { decodeModel } from '../onnx/decode.ts';
import { type LintContext, lintGraph, lintGraphs } from './lint.ts';
import { graphsOfPrototxt } from './of-caffe.ts';
import { graphOfOnnx } from './of-onnx.ts';

/** Whether a model is a description in text, by Caffe, which can be looked at but not run: it has no parameters. */
export const isPrototxt = (file: string): boolean => /\.(?:prototxt|pbtxt)$/i.test(file);

/** What is wrong with the graph of a model file, whose name says of which kind it is. Throws UserError where it cannot be read. */
export const modelProblems = (bytes: Uint8Array, file: string, context: LintContext = {}): readonly GraphProblem[] =>
  isPrototxt(file)
    ? lintGraphs(graphsOfPrototxt(new TextDecoder().decode(bytes), file), context)
    : lintGraph(graphOfOnnx(decodeModel(bytes, file)), context);
