import nonfinite from '../../../src/checks/probe/nonfinite.ts';
import { testCheck } from '../check-tester.ts';
import { annotations, first, outcome, probed, repeated, samples, stuckFile, stuckRows } from './outcomes.ts';

const ID = 'probe/nonfinite';
const LAYER = { stage: 'layer', name: 'dense2', place: 7, value: '+inf' };
const LABEL = { stage: 'loss', name: 'softmax', place: 0, value: 'nan', cause: 'label 7 of 5 outputs' };

const IN_LAYER = stuckRows({ stage: 'layer', name: 'dense2', value: '+inf' }, [5, 9], 30);
const ROWS = { probed: 700, nonfinite: [IN_LAYER, stuckRows({ index: 11 }, [3])], float16: [], bfloat16: [] };
const { ordinal: _, ...stuckRow } = stuckFile(0, ROWS.nonfinite);

testCheck(nonfinite, {
  cases: [
    {
      name: 'flags a sample that holds NaN itself',
      facets: { annotations, probe: outcome({ nonfinite: first({ index: 11 }), layers: [] }) },
      finds: [{ code: 'input', data: { value: 'nan', index: 11 } }],
      leaves: { stage: 'input', name: 'input', place: 11, value: 'nan', layers: '{}' },
    },
    {
      name: 'flags the rows of a file that hold NaN themselves, and leaves those of all places',
      facets: { annotations, probe: outcome({ nonfinite: IN_LAYER.first, layers: [], rows: ROWS }) },
      finds: [
        {
          code: 'input-rows',
          data: { value: 'nan', index: 11, rowCount: 1, samples: 700, rows: [3], more: '' },
        },
      ],
      leaves: { ...stuckRow, row_count: 700, layers: '{}' },
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
      name: 'names the rows of a file of which a layer makes an infinity, where few are',
      samples: samples(2),
      measures: { [ID]: [{ ...stuckFile(0, ROWS.nonfinite), layers: '{}', row_count: 700 }] },
      finds: [
        {
          code: 'layer-rows',
          ordinal: 0,
          at: { row: 5 },
          data: { layer: 'dense2', rowCount: 30, rows: [5, 9], more: ', …' },
        },
      ],
    },
    {
      name: 'counts rows one by one where it blames a layer',
      samples: samples(2),
      measures: {
        [ID]: [
          { ...stuckFile(0, [stuckRows({ stage: 'layer', name: 'dense2' }, [5], 400)]), layers: '{}', row_count: 700 },
          { ...probed(2)[1]! },
        ],
      },
      finds: [
        {
          code: 'faulty-layer',
          group: 'dense2',
          members: [0],
          data: { count: 400, probed: 701, example: 's0#5' },
        },
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
