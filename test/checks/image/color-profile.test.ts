import colorProfile from '../../../src/checks/image/color-profile.ts';
import { testCheck } from '../check-tester.ts';
import { header, majorityThresholds, pictures } from './traits.ts';

const of = (srgb: number, values?: Record<string, number>) => pictures('image/color-profile', srgb, values);
const named = (profile: string) => ({ header: header({ profile }) });
const monitors = Object.fromEntries(
  Array.from({ length: 23 }, (_, at) => [`monitor ${String(at).padStart(2, '0')}`, 1]),
);

testCheck(colorProfile, {
  cases: [
    { name: 'leaves nothing without a profile', facets: { header: header() }, finds: [], leaves: null },
    ...['sRGB IEC61966-2.1', 'sRGB built-in', 'IEC 61966-2-1 Default RGB Colour Space - sRGB', 'c2', 'uRGB'].map(
      (name) => ({
        name: `takes “${name}” for sRGB`,
        facets: named(name),
        finds: [],
        leaves: null,
      }),
    ),
    ...['Adobe RGB (1998)', 'Display P3', 'Linear sRGB', 'sGray', 'scRGB'].map((name) => ({
      name: `measures “${name}”`,
      facets: named(name),
      finds: [],
      leaves: { value: name },
    })),
    { name: 'measures one without a name', facets: named(''), finds: [], leaves: { value: '(unnamed)' } },
    { name: 'shows no control characters', facets: named('a\u202eb\nc'), finds: [], leaves: { value: 'a b c' } },
  ],
  dataset: [
    {
      name: 'notes a few of another profile',
      ...of(98, { 'Adobe RGB (1998)': 2 }),
      finds: [{ code: 'minority', group: 'Adobe RGB (1998)', members: [98, 99], data: { usual: 'sRGB', count: 2 } }],
    },
    {
      name: 'names 20 profiles, and further ones together',
      ...of(1000, monitors),
      finds: [
        ...Object.keys(monitors)
          .slice(0, 20)
          .map((group) => ({ code: 'minority', group })),
        {
          code: 'minority',
          group: '',
          members: [1020, 1021, 1022],
          data: { count: 3, value: 'monitor 20, monitor 21, monitor 22 …' },
        },
      ],
    },
    { name: 'says once that there is no majority', ...of(50, { 'Display P3': 50 }), finds: ['mixed'] },
    {
      name: 'holds all to what is expected',
      ...of(1, { 'Display P3': 1 }),
      options: { expected: 'Display P3' },
      finds: [{ code: 'unexpected', group: 'sRGB', members: [0] }],
    },
  ],
  thresholds: majorityThresholds('image/color-profile', 'Display P3'),
});
