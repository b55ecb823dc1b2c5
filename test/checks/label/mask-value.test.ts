import { describe, expect, it } from 'vitest';
import maskValue from '../../../src/checks/label/mask-value.ts';
import type { ListingFacts } from '../../../src/model/listing.ts';
import { testCheck } from '../check-tester.ts';
import { at, labeled } from './annotations.ts';
import { labelArray, unread } from './label-arrays.ts';

const three = labeled(undefined, { declaredClasses: 3, ignored: [255] });
const undeclared = labeled(undefined);
const plane = (odd: Readonly<Record<number, number>>, shape: readonly number[] = [8, 8]) =>
  labelArray(shape, (element) => odd[element] ?? element % 3);

/** Masks of classes, each by the values it holds. */
const masks = (held: readonly string[], labels: Partial<ListingFacts['labels']> = {}) => ({
  facts: { labels: { kind: 'none' as const, classes: [], ignored: [], ...labels } },
  samples: held.map(() => ({})),
  measures: {
    'label/mask-value': held.map((values, ordinal) => ({
      ordinal,
      form: 'classes',
      held: values,
      fraction: null as number | null,
      place: null as string | null,
    })),
  },
});
const usual = (count: number): string[] => new Array<string>(count).fill('0,1,2');
const withForms = (input: ReturnType<typeof masks>, forms: Readonly<Record<number, string>>) => ({
  ...input,
  measures: {
    'label/mask-value': input.measures['label/mask-value'].map((row) => {
      const form = forms[row.ordinal];
      if (form === undefined) return row;
      return {
        ...row,
        form,
        held: null,
        fraction: form === 'fraction' ? 1.5 : null,
        place: form === 'fraction' ? '3, 4' : null,
      };
    }),
  },
});

testCheck(maskValue, {
  cases: [
    {
      name: 'flags the declared number itself and says how many pixels hold it, and where',
      facets: { ...three, ...plane({ 21: 3, 22: 3, 60: 9 }) },
      finds: [
        {
          code: 'out-of-range',
          at,
          data: { count: 3, pixels: 64, expected: '0..2', place: '2, 5', values: [3, 9], value: 3 },
        },
      ],
      leaves: { form: 'classes', held: '0,1,2,3,9' },
    },
    {
      name: 'flags −1',
      facets: { ...three, ...plane({ 4: -1 }) },
      finds: [{ code: 'out-of-range', data: { place: '0, 4' } }],
    },
    { name: 'is silent on a value that training ignores', facets: { ...three, ...plane({ 4: 255 }) }, finds: [] },
    {
      name: 'takes (1, H, W) for a plane',
      facets: { ...three, ...plane({ 4: 7 }, [1, 8, 8]) },
      finds: ['out-of-range'],
    },
    { name: 'takes volumes for masks', facets: { ...three, ...plane({ 4: 7 }, [8, 8, 8]) }, finds: ['out-of-range'] },
    {
      name: 'takes a plane for each class for what it is',
      facets: { ...three, ...plane({ 4: 7 }, [3, 8, 8]) },
      finds: [],
      leaves: null,
    },
    {
      name: 'takes colors for no classes',
      facets: { ...three, ...plane({ 4: 200 }, [8, 8, 3]) },
      finds: [],
      leaves: null,
    },
    { name: 'takes boxes for no mask', facets: { ...three, ...plane({ 4: 200 }, [8, 5]) }, finds: [], leaves: null },
    {
      name: 'leaves a fraction to the dataset half, which knows whether it is a map of measurements',
      facets: { ...three, ...plane({ 9: 1.5, 10: 70 }) },
      finds: [],
      leaves: { form: 'fraction', fraction: 1.5, place: '1, 1' },
    },
    { name: 'leaves NaN to label/array-nonfinite', facets: { ...three, ...plane({ 9: Number.NaN }) }, finds: [] },
    {
      name: 'calls nothing bad that was not declared',
      facets: { ...undeclared, ...plane({ 9: 255 }) },
      finds: [],
      leaves: { held: '0,1,2,255' },
    },
    {
      name: 'takes numbers of objects for no classes',
      facets: { ...undeclared, ...labelArray([20, 20], (element) => element) },
      finds: [],
      leaves: { form: 'many' },
    },
    { name: 'is silent on what was not read', facets: { ...three, ...unread([9000, 9000]) }, finds: [], leaves: null },
  ],
  dataset: [
    {
      name: 'suspects masks with a usual ignore value among masks without',
      ...masks([...usual(30), '0,1,2,255', '255']),
      finds: [
        { code: 'usual-ignore-value', group: '255', members: [30, 31], data: { count: 2, masks: 32, option: 255 } },
      ],
    },
    {
      name: 'tells a void that most masks have once, and no sample suffers',
      ...masks([...usual(3), ...new Array<string>(20).fill('0,1,2,255')]),
      finds: [{ code: 'void-value', group: '255', members: [], data: { count: 20, masks: 23 } }],
    },
    {
      name: 'suspects negative values',
      ...masks([...usual(30), '-1,0']),
      finds: [{ code: 'usual-ignore-value', group: '-1', members: [30], data: { option: -1 } }],
    },
    {
      name: 'suspects a value far above a dense range',
      ...masks([...usual(30), '0,2000']),
      finds: [{ code: 'far-outlier', members: [30], data: { top: 2, values: [2000] } }],
    },
    { name: 'is silent on black and white', ...masks(new Array<string>(30).fill('0,255')), finds: [] },
    { name: 'is silent on ignored values', ...masks([...usual(30), '-1,255'], { ignored: [-1, 255] }), finds: [] },
    {
      name: 'infers nothing once the number is declared',
      ...masks([...usual(30), '255'], { declaredClasses: 3 }),
      finds: [],
    },
    {
      name: 'infers nothing among numbers of objects',
      ...withForms(masks([...usual(30), '255', '0']), { 31: 'many' }),
      finds: [],
    },
    {
      name: 'flags the one mask that holds a fraction',
      ...withForms(masks(usual(30)), { 4: 'fraction' }),
      finds: [{ code: 'fraction', ordinal: 4, data: { value: 1.5, place: '3, 4' } }],
    },
    {
      name: 'takes maps of measurements for what they are',
      ...withForms(masks([...usual(30), '255']), { 4: 'fraction', 5: 'fraction' }),
      finds: [],
    },
  ],
});

describe('label/mask-value', () => {
  it('lists at most so many different values, and counts all', () => {
    const facets = { ...three, ...labelArray([20, 20], (element) => element + 3) };
    const [draft] = [...maskValue.inspect!(facets, {}, { faults: [], role: 'array' })];
    expect(draft?.data).toMatchObject({ count: 399, values: expect.objectContaining({ length: 20 }) });
  });
});
