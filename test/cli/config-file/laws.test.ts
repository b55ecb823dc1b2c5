import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { parseJsonFile } from '../../../src/cli/config-file/json.ts';
import { plant } from '../../../src/cli/config-file/tree.ts';
import { parseYamlFile } from '../../../src/cli/config-file/yaml.ts';
import { isAllowed, type JsonSchema, nodeAt } from '../../../src/cli/expectation.ts';
import { nearest } from '../../../src/cli/nearest.ts';
import '../../seed.ts';
import { load, rulebook } from './judge.ts';

const name = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }).filter((text) => text !== '__proto__');
const day = fc.date({ min: new Date('2026-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });
const checks = fc.record(
  {
    'image/blank': fc.record(
      { severity: fc.constantFrom('note', 'off'), maxDeviation: fc.double({ min: 0, max: 128, noNaN: true }) },
      { requiredKeys: [] },
    ),
    'file/empty': fc.record({ severity: fc.constantFrom('error', 'warning') }),
  },
  { requiredKeys: [] },
);
const glob = fc.constantFrom('a/**', '**/*.png', '数据/**', '*: #x');
const settings = fc.record(
  {
    decoder: fc.constantFrom('opencv', 'dali'),
    classes: fc.uniqueArray(name, { minLength: 1, maxLength: 5 }),
    ignoreLabels: fc.array(fc.integer(), { maxLength: 3 }),
    targets: fc.array(fc.record({ name, method: fc.constantFrom('minmax', 'none') }), { maxLength: 2 }),
    profile: fc.constantFrom('trial', 'strict'),
    checks,
    overrides: fc.array(fc.record({ files: fc.array(glob, { minLength: 1, maxLength: 3 }), checks }), { maxLength: 3 }),
    ignore: fc.array(glob, { maxLength: 3 }),
    accept: fc.array(
      fc.record({
        sha256: fc.stringMatching(/^[0-9a-f]{64}$/),
        reason: name,
        author: name,
        expires: day.map((date) => date.toISOString().slice(0, 10)),
      }),
      { maxLength: 2 },
    ),
    quarantine: fc.boolean(),
    limits: fc.record({ maxSide: fc.integer({ min: 1, max: 100_000 }) }),
  },
  { requiredKeys: [] },
);

describe('configuration files', () => {
  it('load equal from YAML and from JSON, whatever is in them', () => {
    fc.assert(
      fc.property(settings, fc.constantFrom(0, 1, 4), (values, indent) => {
        const yaml = load('prepass.config.yaml', stringify(values));
        const json = load('prepass.config.json', JSON.stringify(values, null, indent));
        expect(yaml.input).toEqual({ ...JSON.parse(JSON.stringify(values)), lang: 'en', dataset: 'photos' });
        expect(json.config).toEqual(yaml.config);
      }),
      { numRuns: 100 },
    );
  });

  it('hold in JSON what JSON.parse finds, and refuse what it refuses', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"b\\u00e9"',
      '"\\x"',
      '1',
      '-0',
      '01',
      '1e3',
      'true',
      'nul',
      ' ',
      '\n',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.array(pieces, { maxLength: 12 }).map((all) => all.join('')),
        ),
        (text) => {
          let value: unknown;
          let isJson = true;
          try {
            value = JSON.parse(text);
          } catch {
            isJson = false;
          }
          const { tree, problems } = parseJsonFile(text);
          if (/^[ \t\n\r]*$/.test(text)) return;
          expect(problems.length === 0).toBe(isJson);
          if (!isJson || tree?.kind !== 'map') return;
          const planted = plant(tree);
          if (planted.problems.length === 0) expect(planted.values).toEqual(value);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('answer any text with data, never with an exception', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(...'a: -[]{}"\'&*!|>%#\n\t?,') })),
        (text) => {
          for (const parse of [parseYamlFile, parseJsonFile]) {
            const { tree, problems } = parse(text);
            for (const { at } of problems) expect(at).toBeLessThanOrEqual(text.length);
            if (tree !== undefined) plant(tree);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('follow aliases, each time anew', () => {
    const { input } = load(
      'prepass.config.yaml',
      'checks:\n  image/blank: &off { severity: off }\n  file/empty: *off\n',
    );
    expect(input.checks).toEqual({ 'image/blank': { severity: 'off' }, 'file/empty': { severity: 'off' } });
  });

  it('are stronger or weaker value by value, lists whole, options of checks one by one', () => {
    const text = 'ignoreLabels: [1, 2]\nchecks:\n  image/blank:\n    maxRange: 3\n    maxDeviation: 2\n';
    const { input, origins } = load('prepass.config.yaml', text, {
      flags: { ignoreLabels: ['7'] },
      options: ['image/blank.maxRange=9'],
    });
    expect(input).toMatchObject({ ignoreLabels: [7], checks: { 'image/blank': { maxRange: 9, maxDeviation: 2 } } });
    expect(origins).toMatchObject({
      ignoreLabels: '--ignore-label',
      'checks.image/blank.maxRange': '--opt',
      'checks.image/blank.maxDeviation': 'prepass.config.yaml:5',
    });
  });
});

describe('the published JSON Schema', () => {
  const published = JSON.parse(
    readFileSync(resolve(import.meta.dirname, '../../../docs/prepass.schema.json'), 'utf8'),
  ) as JsonSchema;

  it('is the one that errors are worded by', () => {
    expect(published).toEqual(JSON.parse(JSON.stringify(rulebook.json)));
  });

  it('knows every check with its options, ranges and defaults, in overrides too', () => {
    const range = { minimum: 0, maximum: 128, default: 1.5 };
    expect(nodeAt(published, ['checks', 'image/blank', 'maxDeviation'])).toMatchObject(range);
    expect(nodeAt(published, ['overrides', 0, 'checks', 'image/blank', 'maxDeviation'])).toMatchObject(range);
    expect(nodeAt(published, ['checks', 'image/blank', 'severity'])?.enum).toContain('off');
  });

  it('agrees with the judge on single values', () => {
    const cases: readonly (readonly [path: readonly PropertyKey[], good: unknown, bad: unknown])[] = [
      [['jobs'], 1, 0],
      [['decoder'], 'dali', 'gd'],
      [['quarantine'], true, 'yes'],
      [['disable', 0], 'image/blank', 'image/x'],
      [['ignore', 0], 'a/**', '/a'],
      [['sidecars', 0], '{dir}/{stem}.xml', 'all.xml'],
      [['limits', 'maxSide'], 9, 0.5],
    ];
    for (const [path, good, bad] of cases) {
      for (const [value, isRight] of [
        [good, true],
        [bad, false],
      ] as const) {
        const whole = path
          .toReversed()
          .reduce<unknown>((inner, key) => (typeof key === 'number' ? [inner] : { [key]: inner }), value);
        expect(rulebook.schema.safeParse(whole).success).toBe(isRight);
        const node = nodeAt(published, path)!;
        expect(isAllowed(value, node)).toBe(isRight);
      }
    }
  });
});

describe('the nearest word', () => {
  it('is found over a slip of the hand, other spelling and a missing part, and not where nothing is near', () => {
    const known = ['labelColumn', 'image/blank', 'failOn', 'jobs'];
    expect(nearest('lable-column', known)).toBe('labelColumn');
    expect(nearest('blank', known)).toBe('image/blank');
    expect(nearest('fial_on', known)).toBe('failOn');
    expect(nearest('colour', known)).toBeUndefined();
    expect(nearest('x'.repeat(1000), known)).toBeUndefined();
  });
});

describe('docs/configuration.md', () => {
  it('shows an example that is accepted', () => {
    const page = readFileSync(resolve(import.meta.dirname, '../../../docs/configuration.md'), 'utf8');
    const { input } = load('prepass.config.yaml', /```yaml\n([\s\S]*?)```/.exec(page)![1]!);
    expect(input).toMatchObject({ profile: 'strict', accept: [{ expires: '2027-06-30' }] });
  });
});
