import { describe, expect, it } from 'vitest';
import { createProgress } from '../../src/cli/progress.ts';
import { columnsOf } from '../../src/report/text-columns.ts';

const recorded = (mode: 'line' | 'plain' | 'none', lang: 'en' | 'zh' = 'en', columns = 60) => {
  const written: string[] = [];
  const clock = { ms: 0 };
  const progress = createProgress({
    lang,
    mode,
    write: (text) => written.push(text),
    now: () => clock.ms,
    columns: () => columns,
  });
  const work = (done: number, ms: number) => {
    clock.ms += ms;
    progress.onEvent({ kind: 'progress', done, total: 10_000, bytes: done * 100_000 });
  };
  return { written, progress, work };
};

describe('progress', () => {
  it('is one line at a terminal, with rate and time left, never wider than the terminal', () => {
    for (const lang of ['en', 'zh'] as const) {
      const { written, progress, work } = recorded('line', lang);
      progress.onEvent({ kind: 'stage', stage: 'examining' });
      for (let done = 0; done <= 5_000; done += 100) work(done, 100);
      const last = written.at(-1)!;
      expect(last).toMatch(/5,000 \/ 10,000 \(50 %\)/);
      expect(last).toContain('1,000');
      for (const text of written) {
        expect(text).not.toContain('\n');
        expect(columnsOf(text.replace('\r\u001b[2K', ''))).toBeLessThan(60);
      }
      progress.end();
      expect(written.at(-1)).toBe('\r\u001b[2K');
    }
  });

  it('tells rate and time left from the last ten seconds', () => {
    const { written, progress, work } = recorded('line', 'en', 120);
    progress.onEvent({ kind: 'stage', stage: 'examining' });
    for (let second = 0; second <= 30; second += 1) work(second * 10, 1_000);
    for (let second = 1; second <= 12; second += 1) work(300 + second * 100, 1_000);
    expect(written.at(-1)).toContain('100/s · 1 min 25 s');
  });

  it('counts nothing that an interrupted run had done before', () => {
    const { written, progress, work } = recorded('line');
    progress.onEvent({ kind: 'stage', stage: 'examining' });
    work(9_000, 1_000);
    work(9_010, 1_000);
    expect(written.at(-1)).toContain('10/s');
  });

  it('is a plain line about every ten seconds elsewhere', () => {
    const { written, progress, work } = recorded('plain');
    progress.onEvent({ kind: 'stage', stage: 'examining' });
    for (let second = 1; second <= 35; second += 1) work(second * 100, 1_000);
    expect(written).toHaveLength(4);
    for (const text of written) expect(text).toMatch(/^[^\r\u001b]+\n$/);
  });

  it('names culprits at once, with nothing invisible in the name', () => {
    const { written, progress } = recorded('plain');
    const fault = { facet: 'decoding', kind: 'crash', detail: '', cause: 'SIGSEGV' } as const;
    progress.onEvent({ kind: 'culprit', key: 'a\u001b[31m\n.jpg', fault });
    expect(written).toEqual(['Stopped or crashed a decoder, the run goes on: a\\x1b[31m\\n.jpg (SIGSEGV)\n']);
  });

  it('is silent when asked', () => {
    const { written, progress, work } = recorded('none');
    progress.onEvent({ kind: 'stage', stage: 'examining' });
    work(5_000, 60_000);
    progress.end();
    expect(written).toEqual([]);
  });
});
