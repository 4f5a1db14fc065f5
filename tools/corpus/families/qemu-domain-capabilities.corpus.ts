import { formatDomainCapabilitiesXml, parseDomainCapabilitiesXml } from '../../../drivers/conf/domain-capabilities/domain-capabilities.ts';
import { newCpuDef } from '../../../drivers/cpu/cpu-def.ts';
import type { CpuDef } from '../../../drivers/cpu/cpu-def.ts';
import { parseEmulator } from '../../../drivers/qemu/capabilities/capability-document.ts';
import { domainCapabilities } from '../../../drivers/qemu/capabilities/domain-capabilities.ts';
import { guestHostCpu } from '../../../drivers/qemu/capabilities/emulator-cpus.ts';
import { accelerationOf, canonicalMachine } from '../../../drivers/qemu/capabilities/emulator.ts';
import { parseFirmware } from '../../../drivers/qemu/firmware/firmware-descriptor.ts';
import type { Firmware } from '../../../drivers/qemu/firmware/firmware-descriptor.ts';
import { supportedFirmware } from '../../../drivers/qemu/firmware/installed-firmware.ts';
import type { CorpusCase, CorpusFiles } from '../corpus-case.ts';
import { expectedOf, type CorpusTransformation } from '../transformation.ts';

/** The descriptors of the host that libvirt's tests make up; the owner's stand in for the packages' of their name. */
function firmwareOf(files: CorpusFiles): Firmware[] {
  const folders = ['usr/share/qemu/firmware', 'etc/qemu/firmware'].map((folder) => `qemufirmwaredata/${folder}`);
  const byName = new Map(folders.flatMap((folder) => files.list(folder).map((name): [string, string] => [name, files.text(`${folder}/${name}`)])));
  return [...byName].sort(([one], [other]) => (one < other ? -1 : 1)).flatMap(([name, text]) => (text === '' ? [] : [parseFirmware(text, name)]));
}

/** libvirt's tests have these images whatever is installed. */
const LOADERS = ['/usr/share/AAVMF/AAVMF_CODE.fd', '/usr/share/AAVMF/AAVMF32_CODE.fd', '/usr/share/OVMF/OVMF_CODE.fd'];

/** The processors that libvirt's tests make up. */
function madeUpCpu(arch: string): CpuDef | undefined {
  const model = arch === 'x86_64' ? 'Broadwell' : arch === 'ppc64' ? 'POWER8' : undefined;
  return model === undefined ? undefined : newCpuDef({ kind: 'host', arch, model });
}

function swtpmVersions(version: string): ('1.2' | '2.0')[] {
  if (/^[345]\./.test(version)) return ['1.2'];
  return version.startsWith('6.') ? ['1.2', '2.0'] : ['2.0'];
}

function fromEmulator(one: CorpusCase, files: CorpusFiles, document: string): string {
  const [, version = '', arch = ''] = /caps_([0-9.]+)\.(\w+)\.xml$/.exec(document) ?? [];
  const emulator = { ...parseEmulator(files.text(document)), binary: `/usr/bin/qemu-system-${arch}` };
  // What the tests' host says of itself.
  emulator.flags.add('vfio-pci');
  if (emulator.sev !== undefined) emulator.sev = { ...emulator.sev, maxGuests: 59, maxEncryptedStateGuests: 450 };
  emulator.kvmSupportsSecureGuest ||= emulator.flags.has('s390-pv-guest');
  const type = one.params.includes('virttype=qemu') ? 'qemu' : 'kvm';
  const probed = emulator.flags.has('kvm') ? 'kvm' : 'qemu';
  const named = /machine=(\S+)/.exec(one.params)?.[1];
  const machine = named === undefined || named === 'default' ? (accelerationOf(emulator, probed).machines[0]?.name ?? '') : canonicalMachine(emulator, probed, named);
  return formatDomainCapabilitiesXml(domainCapabilities({
    emulator,
    type,
    machine,
    arch,
    hostArch: arch,
    firmware: supportedFirmware(firmwareOf(files), arch, machine),
    loaders: LOADERS,
    kvmMaxVcpus: undefined,
    hasVfio: true,
    swtpmVersions: swtpmVersions(version),
    hostModel: guestHostCpu(emulator, type, arch, () => madeUpCpu(arch))?.reported,
  }));
}

export const transformations: readonly CorpusTransformation[] = [
  {
    // Those of QEMU are made from what the emulator can; the others are read and printed.
    corpus: 'domaincaps',
    run(one, files) {
      const [document] = one.deps.length > 0 ? one.deps : one.input;
      if (document !== undefined) return [{ actual: fromEmulator(one, files, document), expected: expectedOf(one) }];
      return [{ actual: formatDomainCapabilitiesXml(parseDomainCapabilitiesXml(files.text(expectedOf(one)))), expected: expectedOf(one) }];
    },
  },
];
