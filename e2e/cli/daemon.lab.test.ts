import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { checkLab, defineLabContainer, defineLabDomain, type Lab, type LabDomain, startLab, uniqueName } from '../lab/index.ts';
import type { ServedDriver } from '../lab/libvirt/libvirtd.ts';
import { type Both, maskMoving, prepareBoth } from './both.ts';
import { DOCUMENTS, questions, readOnlyQuestions } from './invocations.ts';

const check = checkLab(['libvirtd', 'guest']);

describe.skipIf(check.skip)(check.title("vireo as virsh, on the lab's libvirtd"), () => {
  let both: Both;
  let lab: Lab<'libvirtd' | 'guest'>;
  let machine: LabDomain;
  let container: { dispose(): Promise<void> };
  const names = { qemu: uniqueName('cli'), lxc: uniqueName('cli-box'), test: 'test' } as const;

  beforeAll(async () => {
    both = await prepareBoth();
    for (const [name, text] of Object.entries(DOCUMENTS)) writeFileSync(join(both.dir, name), text);
    lab = await startLab({ need: ['libvirtd', 'guest'] });
    machine = await defineLabDomain(lab.libvirtd, lab.guest, { name: names.qemu, title: 'Übung 测试' });
    container = await defineLabContainer(lab.libvirtd, names.lxc);
  });

  afterAll(async () => {
    await container.dispose();
    await machine.dispose();
    await lab.dispose();
    both.dispose();
  });

  const same = async (driver: ServedDriver, args: readonly string[]): Promise<void> => {
    const { virsh, vireo } = await both.compare(['-c', lab.libvirtd.uriOf(driver), ...args], maskMoving);
    expect(vireo).toEqual(virsh);
  };
  const cases = (driver: ServedDriver): (readonly [string, ServedDriver, readonly string[]])[] =>
    [...questions(names[driver]), ...readOnlyQuestions(names[driver])].map((args) => [args.join(' '), driver, args] as const);

  it.each([...cases('qemu'), ...cases('lxc'), ...cases('test')])('%s (%s)', async (_line, driver, args) => {
    await same(driver, args);
  });

  it('says why a daemon cannot be reached', async () => {
    const uri = 'qemu+unix:///system?socket=/nonexistent/sock';
    for (const args of [['-c', uri, 'list'], ['-c', uri, 'help'], ['-c', uri, 'list; list'], ['-c', 'nosuch:///', 'list'], ['-c', '', 'uri']]) {
      const { virsh, vireo } = await both.compare(args);
      expect(vireo).toEqual(virsh);
    }
  });

  it('finds the default URI in the environment', async () => {
    const here = lab.libvirtd.uriOf('test');
    const nowhere = 'qemu+unix:///system?socket=/nonexistent/sock';
    for (const [name, value, args] of [
      ['LIBVIRT_DEFAULT_URI', here, ['uri']],
      ['VIRSH_DEFAULT_CONNECT_URI', here, ['uri']],
      ['LIBVIRT_DEFAULT_URI', nowhere, ['uri; uri']],
      ['VIRSH_DEFAULT_CONNECT_URI', nowhere, ['uri; uri']],
    ] as const) {
      vi.stubEnv(name, value);
      const { virsh, vireo } = await both.compare(args);
      vi.unstubAllEnvs();
      expect(virsh.stdout + virsh.stderr).toContain(value === here ? 'test' : '/nonexistent/sock');
      expect(vireo).toEqual(virsh);
    }
  });
});
