import { execFile } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareBoth, type Both } from '../cli/both.ts';
import { checkLab, startVsphere, type Vsphere, waitFor } from '../lab/index.ts';
import { referenceOf } from './soap.ts';

const check = checkLab(['vsphere']);

describe.skipIf(check.skip)(check.title('places, copies and questions on the command line'), () => {
  let vsphere: Vsphere;
  let both: Both;

  beforeAll(async () => {
    vsphere = await startVsphere({ kind: 'vcenter', machines: 1, autostart: false, inventory: { datacenters: 1, clusters: 0, standaloneHosts: 2 } });
    both = await prepareBoth();
  }, 600_000);
  afterAll(async () => {
    both.dispose();
    await vsphere.dispose();
  });

  const vireo = (...args: readonly string[]): Promise<{ readonly ok: boolean; readonly out: string; readonly err: string }> =>
    new Promise((resolve) => {
      const argv = [both.vireoPath, '-c', `vpx://${vsphere.userName}@${vsphere.authority}/?no_verify=1`, ...args];
      execFile(process.execPath, argv, { env: { ...process.env, LIBVIRT_AUTH_FILE: vsphere.authFile }, timeout: 60_000 }, (error, out, err) => { resolve({ ok: error === null, out, err }); });
    });

  it('lists places, clones to one of them and moves to another', async () => {
    expect((await vireo('place-list')).out).toMatch(/host\s+DC0_H1\s+DC0\n/);
    expect(await vireo('clone', 'DC0_H0_VM0', 'twin', '--place', 'DC0_H1')).toMatchObject({ ok: true, out: "Domain 'DC0_H0_VM0' cloned as 'twin'\n\n" });
    expect(await vireo('relocate', 'twin', 'DC0_H0')).toMatchObject({ ok: true });
    const nowhere = await vireo('relocate', 'twin', 'nowhere');
    expect(nowhere.ok).toBe(false);
    expect(nowhere.err).toContain("there is no place 'nowhere'");
  });

  it('shows what a machine asks, and answers it', async () => {
    await vsphere.order('ask', { vm: await referenceOf(vsphere, '/DC0/vm/DC0_H1_VM0') });
    const starting = vireo('start', 'DC0_H1_VM0');
    const asked = await waitFor('the question', async () => {
      const { out } = await vireo('question-list');
      return out.includes('DC0_H1_VM0') ? out : undefined;
    }, 30_000);
    expect(asked).toContain('might have been moved or copied');
    expect((await vireo('question-answer', 'DC0_H1_VM0', '--answer', 'perhaps')).err).toContain('no such answer');
    expect(await vireo('question-answer', 'DC0_H1_VM0')).toMatchObject({ ok: true, out: "Domain 'DC0_H1_VM0' was answered 'I Copied It'\n\n" });
    expect((await starting).ok).toBe(true);
    expect((await vireo('question-answer', 'DC0_H1_VM0')).err).toContain('asks nothing');
  });
});
