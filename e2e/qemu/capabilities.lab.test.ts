import { existsSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../drivers/api/connection.ts';
import { parseCapabilitiesXml } from '../../drivers/conf/capabilities/capabilities.ts';
import { CPUCompareResult, DomainCreateFlags as Create, DomainUndefineFlagsValues as Undefine } from '../../drivers/core/constants.ts';
import { DriverRegistry } from '../../drivers/core/registry.ts';
import { qemuEmbedDriver } from '../../drivers/qemu/embed/driver.ts';
import { checkLab, startLab, uniqueName, type Lab } from '../lab/index.ts';
import { call, makeEmbedRoot, type EmbedRoot } from './embed-host.ts';

const check = checkLab(['bareQemu', 'privateLibvirtd', 'sshd']);

/** Without KVM neither side has machines of it. */
const KINDS = (existsSync('/dev/kvm') ? ['kvm', 'qemu'] : ['qemu']).flatMap((type) => ['pc', 'q35'].map((machine) => [type, machine] as const));

function cpuIn(xml: string): string | undefined {
  return /^ {2}<cpu(?: [^>]*\/>|[^]*?<\/cpu>)$/m.exec(xml)?.[0];
}

describe.skipIf(check.skip)(check.title('what QEMU can, next to what libvirtd says'), () => {
  let lab: Lab<'privateLibvirtd' | 'sshd'>;
  let root: EmbedRoot;
  let connection: Connection;

  beforeAll(async () => {
    lab = await startLab({ need: ['privateLibvirtd', 'sshd'] });
    root = await makeEmbedRoot();
    connection = await root.open();
  });
  afterAll(async () => {
    await connection.close();
    await root.dispose();
    await lab.dispose();
  });

  it.each(KINDS)('says the same of machines of %s with %s', async (type, machine) => {
    const libvirts = await lab.privateLibvirtd.virsh(['domcapabilities', '--virttype', type, '--machine', machine]);
    const ours = await call(connection, 'connect', 'getDomainCapabilities')(undefined, undefined, machine, type);
    expect(ours.trimEnd()).toBe(libvirts.trimEnd());
  });

  it('says the same of the host’s CPU and of its guests', async () => {
    const libvirts = parseCapabilitiesXml(await lab.privateLibvirtd.virsh(['capabilities']));
    const ours = parseCapabilitiesXml(await call(connection, 'connect', 'getCapabilities')());
    expect(ours.guests).toEqual(libvirts.guests);
    // How fast the clock ticks is what KVM says to those who ask it by other means.
    expect({ ...ours.host?.cpu, counter: undefined }).toEqual({ ...libvirts.host?.cpu, counter: undefined });
    const own = `<cpu><arch>x86_64</arch><model>${ours.host?.cpu?.model ?? ''}</model></cpu>`;
    expect(await call(connection, 'connect', 'compareCPU')(own)).toBe(CPUCompareResult.SUPERSET);
  });

  it('says the same of a host behind SSH', async () => {
    const { address, port, keyPath, knownHostsPath } = lab.sshd;
    const params = new URLSearchParams({ known_hosts: knownHostsPath, keyfile: keyPath, root: `${root.folder}/far` });
    const far = await new DriverRegistry([qemuEmbedDriver]).open(`qemu+ssh://root@${address}:${port}/embed?${params.toString()}`, {});
    expect(await call(far, 'connect', 'getDomainCapabilities')(undefined, undefined, 'q35', 'qemu')).toBe(await call(connection, 'connect', 'getDomainCapabilities')(undefined, undefined, 'q35', 'qemu'));
    expect(parseCapabilitiesXml(await call(far, 'connect', 'getCapabilities')()).guests).toEqual(parseCapabilitiesXml(await call(connection, 'connect', 'getCapabilities')()).guests);
    await far.close();
  });

  it('starts a machine with the host’s CPU and a firmware of its choice, whose variables it keeps until told otherwise', async () => {
    const xml = (type: string): string =>
      `<domain type='${type}'><name>uefi</name><memory unit='MiB'>128</memory><os firmware='efi'><type arch='x86_64' machine='q35'>hvm</type>` +
      `<firmware><feature enabled='no' name='secure-boot'/></firmware></os><features><acpi/></features><cpu mode='host-model'/><devices/></domain>`;
    const dom = await call(connection, 'domain', 'defineXML')(xml('qemu'));
    await call(connection, 'domain', 'createWithFlags')(dom, Create.START_PAUSED);
    const live = await call(connection, 'domain', 'getXMLDesc')(dom);
    expect(live).toMatch(/<cpu mode='custom' match='exact'[^>]*>\s*<model fallback='forbid'>/);
    expect(live).toMatch(/<loader readonly='yes'[^>]* type='pflash'>/);
    const variables = /<nvram template='[^']+'>([^<]+)<\/nvram>/.exec(live)?.[1] ?? '';
    expect(existsSync(variables)).toBe(true);
    await call(connection, 'domain', 'destroy')(dom);
    expect(await call(connection, 'domain', 'getXMLDesc')(dom)).toContain("<os firmware='efi'>");
    await expect(call(connection, 'domain', 'undefine')(dom)).rejects.toThrow('cannot undefine domain with nvram');
    await call(connection, 'domain', 'undefineFlags')(dom, Undefine.NVRAM);
    expect(existsSync(variables)).toBe(false);
  });

  it.each([`<cpu mode='host-model'/>`, `<cpu match='exact' check='partial'><model fallback='allow'>Nehalem</model></cpu>`, `<cpu mode='maximum'/>`])('gives a guest the CPU that libvirtd gives it: %s', async (cpu) => {
    const name = uniqueName('cpu');
    const xml = `<domain type='qemu'><name>${name}</name><memory unit='MiB'>64</memory><os><type arch='x86_64' machine='q35'>hvm</type></os>${cpu}<devices/></domain>`;
    const file = `${root.folder}/${name}.xml`;
    writeFileSync(file, xml);
    await lab.privateLibvirtd.virsh(['create', file, '--paused']);
    const libvirts = await lab.privateLibvirtd.virsh(['dumpxml', name]);
    await lab.privateLibvirtd.virsh(['destroy', name]);
    const dom = await call(connection, 'domain', 'createXML')(xml, Create.START_PAUSED);
    const ours = await call(connection, 'domain', 'getXMLDesc')(dom);
    await call(connection, 'domain', 'destroy')(dom);
    expect(cpuIn(ours)).toContain('<cpu mode=');
    expect(cpuIn(ours)).toBe(cpuIn(libvirts));
  });

  it('refuses a firmware that can what none of the host’s can', async () => {
    const xml = `<domain type='qemu'><name>none</name><memory unit='MiB'>64</memory><os firmware='efi'><type arch='x86_64' machine='q35'>hvm</type></os><features><acpi/></features><pm><suspend-to-disk enabled='yes'/></pm></domain>`;
    const dom = await call(connection, 'domain', 'defineXML')(xml);
    await expect(call(connection, 'domain', 'create')(dom)).rejects.toThrow("Unable to find any firmware to satisfy 'efi'");
    await call(connection, 'domain', 'undefine')(dom);
  });
});
