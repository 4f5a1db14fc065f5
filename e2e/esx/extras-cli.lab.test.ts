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

  const uriOf = (path: string): string => `vpx://${vsphere.userName}@${vsphere.authority}/${path}?no_verify=1`;
  const vireo = (...args: readonly string[]): Promise<{ readonly ok: boolean; readonly out: string; readonly err: string }> => vireoAt('', ...args);
  const vireoAt = (path: string, ...args: readonly string[]): Promise<{ readonly ok: boolean; readonly out: string; readonly err: string }> =>
    new Promise((resolve) => {
      const argv = [both.vireoPath, '-c', uriOf(path), ...args];
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

  it('consolidates disks, and tells of hardware and of the past', async () => {
    await vsphere.order('consolidation', { vm: 'DC0_H0_VM0' });
    expect((await vireo('dominfo', 'DC0_H0_VM0')).out).toContain('should be consolidated');
    expect(await vireo('consolidate', 'DC0_H0_VM0')).toMatchObject({ ok: true, out: "Disks of domain 'DC0_H0_VM0' consolidated\n\n" });
    expect((await vireo('dominfo', 'DC0_H0_VM0')).out).not.toContain('should be consolidated');
    await vsphere.order('sensor', { host: 'DC0_H1', name: 'Fan 1', state: 'red', reading: 0, modifier: 0, units: 'RPM', type: 'fan' });
    expect((await vireo('host-health', '--problems')).out).toMatch(/DC0_H1: .*\n[^]*Fan 1 +fan +0 RPM +critical/);
    const [, second] = JSON.parse((await vireo('--json', 'host-health')).out) as { readonly host: string; readonly readings: readonly unknown[] }[];
    expect(second?.readings).toContainEqual({ name: 'Fan 1', kind: 'fan', value: 0, unit: 'RPM', state: 'critical' });
    expect((await vireo('domstats-history', 'DC0_H0_VM0', '--last', '10m')).out.trim().split('\n')).toHaveLength(32);
    const history = JSON.parse((await vireo('--json', 'domstats-history', 'DC0_H0_VM0', '--last', '1d')).out) as { readonly stepS: number; readonly timesMs: readonly number[] };
    expect(history).toMatchObject({ stepS: 300 });
    expect(history.timesMs).toHaveLength(288);
    expect((await vireo('domstats-history', 'DC0_H0_VM0', '--last', 'long')).err).toContain('a number and a unit');
  });

  it('gives and takes tags and attributes', async () => {
    expect(await vireo('domtag', 'DC0_H0_VM0', 'Stage:prod', 'Owner=ann')).toMatchObject({ ok: true, out: "Domain 'DC0_H0_VM0' is tagged 'prod', 'Owner=ann'\n\n" });
    expect((await vireo('tag-list')).out).toMatch(/prod +tag +Stage[^]*Owner +attribute +-/);
    expect(await vireo('domtag', 'DC0_H0_VM0', '--remove', 'Owner')).toMatchObject({ ok: true });
    expect((await vireo('domtag', 'DC0_H0_VM0')).out).toBe('prod\n\n');
    expect((await vireo('domtag', 'DC0_H0_VM0', 'nowhere')).err).toContain("there is no tag 'nowhere'");
  });

  it('moves a machine to another host as virsh does', async () => {
    expect(await vireoAt('DC0/DC0_H0', 'migrate', '--live', 'DC0_H0_VM0', uriOf('DC0/DC0_H1'))).toMatchObject({ ok: true });
    expect((await vireoAt('DC0/DC0_H1', 'list', '--all', '--name')).out).toContain('DC0_H0_VM0');
    expect(await vireoAt('DC0/DC0_H1', 'migrate', 'DC0_H0_VM0', uriOf('DC0/DC0_H0'))).toMatchObject({ ok: true });
    expect((await vireoAt('DC0/DC0_H0', 'migrate', 'DC0_H0_VM0', uriOf(''))).err).toContain('the destination has more than one host: name one of them');
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
