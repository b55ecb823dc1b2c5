import modelGraph from '../../../src/checks/probe/model-graph.ts';
import type { GraphProblem, ProbeFacts } from '../../../src/model/probe.ts';
import { testCheck } from '../check-tester.ts';

const problems: readonly GraphProblem[] = [
  { code: 'stride-over-kernel', node: 'pool1', op: 'MaxPool', kernel: [2, 2], stride: [3, 3] },
  { code: 'unguarded', node: 'log1', op: 'Log', tensor: 'x', danger: 'zero or negative' },
  { code: 'softmax-axis', node: 'prob', op: 'Softmax', axis: 0, over: 'batch' },
  { code: 'stored-statistics', node: 'bn1', op: 'BatchNorm' },
  { code: 'output-narrow', node: 'fc', outputs: 5, classes: 10 },
  { code: 'output-wide', node: 'fc2', outputs: 1_000, classes: 10 },
  { code: 'nonfinite-weights', node: 'fc', tensor: 'fc.w', count: 2, index: 7, value: 'nan' },
];
const probe = (of: readonly GraphProblem[]): { probe: ProbeFacts } => ({
  probe: { network: 'model', model: { file: 'net.onnx', sha256: '', problems: of }, says: 'classes', classes: 10 },
});

testCheck(modelGraph, {
  dataset: [
    {
      name: 'says every fault of the graph, its node and its numbers',
      facts: probe(problems),
      finds: problems.map(({ code, node }) => ({ code, data: { node }, members: [] })),
    },
    { name: 'is silent on a sound graph', facts: probe([]), finds: [] },
    { name: 'is silent where there is no model', finds: [] },
  ],
});
