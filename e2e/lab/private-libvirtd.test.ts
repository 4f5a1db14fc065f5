import { existsSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Lab, checkLab, defineLabDomain, defineMany, run, startLab, uniqueName, writeTestHost } from './index.ts';
import { answers } from './libvirt/libvirtd.ts';

const check = checkLab(['privateLibvirtd', 'guest']);

describe.skipIf(check.skip)(check.title('a private libvirtd'), () => {
  let lab: Lab<'privateLibvirtd' | 'guest'>;

  beforeAll(async () => {
    lab = await startLab({ need: ['privateLibvirtd', 'guest'] });
  });

  afterAll(async () => {
    const { stateDir } = lab.privateLibvirtd;
    await lab.dispose();
    expect(existsSync(stateDir)).toBe(false);
  });

  it('serves its drivers', async () => {
    for (const driver of ['qemu', 'lxc', 'test'] as const) {
      const uri = lab.privateLibvirtd.uriOf(driver);
      expect((await run(['virsh', '-q', '-c', uri, 'hostname'])).stdout.trim()).not.toBe('');
    }
  });

  it('finds its machines again after it was killed', async () => {
    const daemon = lab.privateLibvirtd;
    const domain = await defineLabDomain(daemon, lab.guest, { name: uniqueName('lab'), network: 'user' });
    await domain.start();
    await daemon.kill();
    expect(await answers(daemon.uri)).toBe(false);
    await daemon.restart();
    expect(await domain.state()).toBe('running');
    await domain.dispose();
  });

  it('can be made to hang', async () => {
    const daemon = lab.privateLibvirtd;
    daemon.freeze();
    expect(await answers(daemon.uri, 1000)).toBe(false);
    daemon.thaw();
    expect(await answers(daemon.uri)).toBe(true);
  });

  it('takes 1,000 machines', async () => {
    const startMs = performance.now();
    await defineMany(lab.privateLibvirtd, 1000, { prefix: 'many-' });
    console.log(`1,000 machines defined in ${Math.round(performance.now() - startMs)} ms`);
    const names = (await lab.privateLibvirtd.virsh(['list', '--all', '--name'])).split('\n').filter((name) => name.startsWith('many-'));
    expect(new Set(names).size).toBe(1000);
  });

  it('reads a generated test host', async () => {
    const file = `/tmp/${uniqueName('lab-host')}.xml`;
    const uri = writeTestHost(file, 300);
    try {
      const states = (await run(['virsh', '-q', '-c', uri, 'list', '--all'])).stdout.trim().split('\n');
      expect(states).toHaveLength(300);
      const count = (state: string) => states.filter((line) => line.endsWith(`   ${state}`)).length;
      expect(count('running')).toBeGreaterThan(250);
      expect(count('paused')).toBeGreaterThan(0);
      expect(count('shut off')).toBeGreaterThan(5);
    } finally {
      rmSync(file);
    }
  });
});
