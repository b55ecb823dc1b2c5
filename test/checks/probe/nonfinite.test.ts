import nonfinite from '../../../src/checks/probe/nonfinite.ts';
import { testCheck } from '../check-tester.ts';
import { annotations, first, outcome, probed, repeated, samples } from './outcomes.ts';

const ID = 'probe/nonfinite';
const LAYER = { stage: 'layer', name: 'dense2', place: 7, value: '+inf' };
const LABEL = { stage: 'loss', name: 'softmax', place: 0, value: 'nan', cause: 'label 7 of 5 outputs' };

testCheck(nonfinite, {
  cases: [
    {
      name: 'flags a sample that holds NaN itself',
      facets: { annotations, probe: outcome({ nonfinite: first({ index: 11 }), layers: [] }) },
      finds: [{ code: 'input', data: { value: 'nan', index: 11 } }],
      leaves: { stage: 'input', name: 'input', place: 11, value: 'nan', layers: '{}' },
    },
    {
      name: 'leaves the loss and the largest activations of a sample that is sound',
      facets: { annotations, probe: outcome({ loss: 1.5, lossName: 'softmax' }) },
      finds: [],
      leaves: { loss: 1.5, loss_name: 'softmax', layers: '{"input":1,"dense1":2.5}' },
    },
    {
      name: 'leaves a layer that fails to be judged among all samples',
      facets: { annotations, probe: outcome({ nonfinite: first({ stage: 'layer', name: 'dense2' }) }) },
      finds: [],
    },
    {
      name: 'keeps of many layers those nearest to an overflow, in their order',
      facets: {
        annotations,
        probe: outcome({ layers: Array.from({ length: 40 }, (_, at) => ({ name: `l${at}`, largest: at })) }),
      },
      finds: [],
      leaves: {
        layers: JSON.stringify(Object.fromEntries(Array.from({ length: 32 }, (_, at) => [`l${at + 8}`, at + 8]))),
      },
    },
    {
      name: 'leaves of a sample that could not be tried only why',
      facets: { annotations, probe: outcome({ unprobed: { reason: 'shape', detail: 'shape 3, of others 4' } }) },
      finds: [],
      leaves: { unprobed: 'shape' },
    },
  ],
  dataset: [
    {
      name: 'names the samples of which a layer makes an infinity, where few are',
      samples: samples(40),
      measures: { [ID]: probed(40, { 3: LAYER, 30: LAYER }) },
      finds: [
        { code: 'layer', ordinal: 3, data: { layer: 'dense2', value: '+inf', index: 7 } },
        { code: 'layer', ordinal: 30 },
      ],
    },
    {
      name: 'blames the layer once where more than half of the samples fail at it',
      samples: samples(40),
      measures: { [ID]: probed(40, repeated(21, LAYER)) },
      finds: [
        {
          code: 'faulty-layer',
          group: 'dense2',
          members: Array.from({ length: 21 }, (_, at) => at),
          data: { layer: 'dense2', count: 21, probed: 40, example: 's0' },
        },
      ],
    },
    {
      name: 'blames samples as long as just half of them fail',
      samples: samples(40),
      measures: { [ID]: probed(40, repeated(20, LAYER)) },
      finds: Array.from({ length: 20 }, () => 'layer'),
    },
    {
      name: 'blames no layer for the only sample there is',
      samples: samples(1),
      measures: { [ID]: probed(1, { 0: LAYER }) },
      finds: ['layer'],
    },
    {
      name: 'tells a label that no output has from outputs that are too large',
      samples: samples(30),
      measures: { [ID]: probed(30, { 4: LABEL, 5: { ...LABEL, name: 'l2', value: '+inf', cause: null } }) },
      finds: [
        { code: 'label', ordinal: 4, data: { loss: 'softmax', cause: 'label 7 of 5 outputs' } },
        { code: 'loss', ordinal: 5, data: { loss: 'l2', value: '+inf' } },
      ],
    },
    {
      name: 'blames the loss where it takes hardly any label',
      samples: samples(30),
      measures: { [ID]: probed(30, repeated(29, LABEL)) },
      finds: [
        { code: 'faulty-loss', group: 'softmax', data: { count: 29, probed: 30, cause: 'label 7 of 5 outputs' } },
      ],
    },
  ],
});
