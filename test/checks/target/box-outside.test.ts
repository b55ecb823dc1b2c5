import boxOutside from '../../../src/checks/target/box-outside.ts';
import type { Header } from '../../../src/model/facets.ts';
import type { TargetForm } from '../../../src/model/target-columns.ts';
import { testCheck } from '../check-tester.ts';
import { aimed, at } from './values.ts';

const header: Header = {
  format: 'png',
  width: 100,
  height: 60,
  channels: 3,
  depth: 8,
  frames: 1,
  orientation: 1,
  color: 'rgb',
  alpha: false,
  sampleFormat: 'uint',
};

const names = [...'abcdef'];

/** A sample whose box or keypoints have these values, and the options that say so. */
const stated = (form: TargetForm, values: readonly (number | string)[], tolerance = 1) => {
  const columns = names.slice(0, values.length);
  return {
    facets: { ...aimed(Object.fromEntries(columns.map((name, place) => [name, values[place]!]))), header },
    options: { tolerance, boxes: [{ name: 'thing', form, columns }] },
  };
};

testCheck(boxOutside, {
  cases: [
    {
      name: 'flags a box that reaches over the right edge, by how much and where',
      ...stated('box-xyxy', [10, 10, 104, 50]),
      finds: [{ code: 'outside', at: { ...at, field: 'a' }, data: { target: 'thing', pixels: 4, width: 100 } }],
    },
    { name: 'flags a box left of its picture', ...stated('box-xyxy', [-2, 0, 50, 50]), finds: ['outside'] },
    { name: 'takes one pixel beyond for rounding', ...stated('box-xyxy', [0, 0, 101, 61]), finds: [] },
    { name: 'takes no more than asked for', ...stated('box-xyxy', [0, 0, 100.5, 60], 0), finds: ['outside'] },
    { name: 'reads width and height', ...stated('box-xywh', [90, 10, 20, 20]), finds: ['outside'] },
    { name: 'is silent on a box of width and height inside', ...stated('box-xywh', [80, 40, 20, 20]), finds: [] },
    { name: 'reads centers', ...stated('box-cxcywh', [95, 30, 20, 20]), finds: ['outside'] },
    { name: 'is silent on a centered box inside', ...stated('box-cxcywh', [90, 30, 20, 60]), finds: [] },
    { name: 'flags a box without height', ...stated('box-xyxy', [10, 20, 30, 20]), finds: ['no-area'] },
    { name: 'flags corners in the wrong order', ...stated('box-xyxy', [30, 20, 10, 40]), finds: ['no-area'] },
    { name: 'flags a width of 0', ...stated('box-cxcywh', [30, 20, 0, 10]), finds: ['no-area'] },
    { name: 'takes zeros for no object', ...stated('box-xyxy', [0, 0, 0, 0]), finds: [] },
    { name: 'leaves a box with an empty cell to another check', ...stated('box-xyxy', [0, 0, '', 10]), finds: [] },
    {
      name: 'flags coordinates that were divided by the size already',
      ...stated('box-cxcywh', [0.5, 0.5, 0.25, 0.5]),
      finds: ['one-pixel'],
    },
    { name: 'flags a keypoint outside', ...stated('keypoints', [50, 30, 2, 50, 70, 1]), finds: ['outside'] },
    { name: 'leaves out a keypoint that nobody set', ...stated('keypoints', [50, 30, 2, -5, 70, 0]), finds: [] },
    { name: 'is silent where no point was set', ...stated('keypoints', [5, 3, 0, 5, 70, 0]), finds: [] },
    { name: 'asks nothing of targets that are no boxes', facets: { ...aimed({ age: 1e9 }), header }, finds: [] },
  ],
  thresholds: {
    tolerance: { ...stated('box-xyxy', [0, 0, 104, 60]), silent: 4, flagged: 3.99 },
  },
});
