import { unlinkSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createFaultyFs } from '../../src/fs-change/faulty.ts';
import { listQuarantine } from '../../src/quarantine/list.ts';
import { apply, endOf, prepared } from '../quarantine/faulting.ts';
import { real } from '../quarantine/scene.ts';
import { prepass } from './spawn.ts';

it('prepass quarantine recover tells how to give up a file that is found nowhere, and gives it up', async () => {
  const scene = prepared();
  const rehearsal = createFaultyFs(real, undefined);
  await apply(prepared(), rehearsal.fs);
  const faulty = createFaultyFs(real, { at: rehearsal.trace.indexOf('syncData'), kind: 'crash-after' });
  expect(await endOf(() => apply(scene, faulty.fs))).toBe('crashed');
  expect(faulty.fired()).toBe(true);
  unlinkSync(Buffer.concat([scene.root, Buffer.from('/labels/x.txt')]));
  const [entry] = [...listQuarantine(real, scene.place)];
  const place = scene.place.toString();
  const recover = (...options: readonly string[]) => prepass(['quarantine', 'recover', place, ...options]);

  const stuck = recover();
  expect(stuck.status).toBe(4);
  expect(stuck.stdout).toContain(`prepass quarantine recover ${place} --abandon ${entry!.transaction}`);
  const typo = recover('--abandon', 'nonsense');
  expect({ status: typo.status, stdout: typo.stdout }).toEqual({ status: 2, stdout: '' });
  expect(typo.stderr).toContain('No transaction nonsense');
  expect([...listQuarantine(real, scene.place)]).toHaveLength(1);

  const given = recover('--abandon', entry!.transaction, '--json');
  expect(given.status).toBe(0);
  expect(JSON.parse(given.stdout)).toMatchObject({ stuck: [], returned: [entry!.transaction] });
  expect(recover().status).toBe(0);
});
