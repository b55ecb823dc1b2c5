import { describe, expect, it } from 'vitest';
import { complaintsOf } from './judge.ts';
import { WRONG_JSON, WRONG_SETTINGS, WRONG_TEXTS, type WrongFile } from './wrong-files.ts';

const expectAnswer = (name: string, [, content, place, words]: WrongFile): void => {
  const said = complaintsOf(name, content);
  expect(said).toContain(`${name}:${place}`);
  for (const word of words) expect(said).toContain(word);
};

describe('a wrong configuration file is answered with its line, what was expected and what is near', () => {
  it.each([...WRONG_SETTINGS, ...WRONG_TEXTS])('%s', (...wrong) => expectAnswer('prepass.config.yaml', wrong));
  it.each(WRONG_JSON)('JSON: %s', (...wrong) => expectAnswer('prepass.config.json', wrong));

  it('says it in Chinese too, every line', () => {
    for (const [what, content] of [...WRONG_SETTINGS, ...WRONG_TEXTS]) {
      const said = complaintsOf('prepass.config.yaml', content, { environment: { LANG: 'zh_CN' } });
      expect(said, what).toMatch(/\p{Script=Han}/u);
      expect(said, what).not.toMatch(/expected|there is no|cli\./);
    }
  });

  it('names all that is wrong in the order of the file, and counts what is beyond twenty', () => {
    const said = complaintsOf(
      'prepass.config.yaml',
      `jobs: 0\n${Array.from({ length: 30 }, (_, at) => `x${at}: 1\n`).join('')}`,
    );
    const lines = said.split('\n');
    expect(lines).toHaveLength(22);
    expect(lines[1]).toContain(':1:7: jobs = 0');
    expect(lines[2]).toContain(':2:1: there is no setting x0');
    expect(lines.at(-1)).toBe('  11 more');
  });

  it('finds a wrong value also where a flag is stronger', () => {
    expect(complaintsOf('prepass.config.yaml', 'jobs: 0\n', { flags: { jobs: ['4'] } })).toContain(':1:7: jobs = 0');
  });

  it('refuses what is larger than any configuration', () => {
    expect(complaintsOf('prepass.config.yaml', `# ${'x'.repeat(5 * 2 ** 20)}`)).toContain('larger than 5.0 MiB');
  });
});
