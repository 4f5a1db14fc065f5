import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkLab, defineLabContainer, type Lab, startLab, uniqueName } from '../lab/index.ts';
import type { ServedDriver } from '../lab/libvirt/libvirtd.ts';
import { type Both, prepareBoth } from './both.ts';
import { DOMAIN_DOCUMENTS } from './domain-documents.ts';
import { DOMAIN_INVOCATIONS, joined, maskMoment } from './domain-invocations.ts';

const check = checkLab(['libvirtd']);
/** What containers answer in ways of their own. Questions about cgroups are left out: of a container that is off they end libvirtd 9.0. */
const CONTAINERS = ['vcpucount', 'desc', 'metadata', 'lxc-enter-namespace', 'send-process-signal', 'attach-device', 'attach-interface', 'domjobinfo', 'managedsave', 'snapshot-list'];

describe.skipIf(check.skip)(check.title("commands about machines as virsh, on the lab's libvirtd"), () => {
  let both: Both;
  let lab: Lab<'libvirtd'>;
  let container: { dispose(): Promise<void> };
  const box = uniqueName('cli-box');

  beforeAll(async () => {
    both = await prepareBoth();
    for (const [file, text] of Object.entries(DOMAIN_DOCUMENTS)) writeFileSync(join(both.dir, file), text);
    lab = await startLab({ need: ['libvirtd'] });
    container = await defineLabContainer(lab.libvirtd, box);
  });

  afterAll(async () => {
    await container.dispose();
    await lab.dispose();
    both.dispose();
  });

  const linesOf = (names: readonly string[]): readonly string[] => joined(names.flatMap((name) => DOMAIN_INVOCATIONS[name]?.ask ?? []));
  const cases: readonly (readonly [string, ServedDriver, string])[] = [
    ...linesOf(Object.keys(DOMAIN_INVOCATIONS)).map((line) => [line, 'test', 'test'] as const),
    ...linesOf(CONTAINERS).map((line) => [line, 'lxc', box] as const),
  ];

  it.each(cases)('%s (%s)', async (line, driver, machine) => {
    const { virsh, vireo } = await both.compare(['-c', lab.libvirtd.uriOf(driver), line.replaceAll('%m', machine)], maskMoment);
    expect(virsh.stderr).not.toContain('failed to connect');
    expect(vireo).toEqual(virsh);
  });
});
