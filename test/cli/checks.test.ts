import { describe, expect, it } from 'vitest';
import { prepass } from './spawn.ts';

describe('prepass checks', () => {
  it('lists every check with its title, in byte order, in both languages', () => {
    const { status, stdout } = prepass(['checks']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^image\/truncated +\S/m);
    const ids = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split(' ')[0]!);
    expect(ids).toEqual(ids.toSorted());
    expect(prepass(['checks', '--lang', 'zh']).stdout).toMatch(/^image\/truncated +图像被截断$/m);
  });

  it('explains one: why, what to do, codes; and for image/over-limit the limits', () => {
    const { status, stdout } = prepass(['checks', 'image/truncated']);
    expect(status).toBe(0);
    for (const part of ['Why it matters:', 'What to do:', 'What it says:', '(error, bad)'])
      expect(stdout).toContain(part);
    expect(prepass(['checks', 'image/over-limit']).stdout).toContain('maxPixels = 178956970');
  });

  it('is one JSON document for programs', () => {
    const { stdout } = prepass(['checks', 'image/truncated', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ id: 'image/truncated', scope: 'content', options: { type: 'object' } });
    expect(Object.keys(JSON.parse(prepass(['checks', '--json']).stdout))).toContain('file/empty');
  });

  it('suggests the check that was meant', () => {
    const { status, stderr } = prepass(['checks', 'truncated']);
    expect(status).toBe(2);
    expect(stderr).toContain("no check 'truncated'. See: image/truncated");
  });

  it('refuses a folder in which no run was finished', () => {
    for (const verb of [['report'], ['export', 'samples'], ['quarantine', 'plan'], ['quarantine', 'apply']]) {
      const { status, stdout, stderr } = prepass(verb);
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toContain('prepass run DATASET');
    }
  });
});
