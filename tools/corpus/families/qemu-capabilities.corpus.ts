import { formatCapabilitiesXml } from '../../../drivers/conf/capabilities/capabilities.ts';
import { formatEmulator, parseEmulator } from '../../../drivers/qemu/capabilities/capability-document.ts';
import { newEmulator } from '../../../drivers/qemu/capabilities/emulator.ts';
import { guestsOf } from '../../../drivers/qemu/capabilities/guests.ts';
import { probeEmulation, probeEmulator } from '../../../drivers/qemu/capabilities/probe-emulator.ts';
import { recordedPort } from '../../../drivers/qemu/capabilities/recorded-port.ts';
import { expectedOf, inputOf, type CorpusTransformation } from '../transformation.ts';

/** libvirt's test makes a number up, so that its documents do not depend on the machine. */
function madeUpMicrocode(arch: string, version: string): number {
  const sum = (text: string): number => Buffer.from(text).reduce((total, byte) => total + byte, 0);
  return sum(arch) * 100_000 + sum(version);
}

export const transformations: readonly CorpusTransformation[] = [
  {
    corpus: 'qemucapabilities',
    async run(one, files) {
      const [, version = '', arch = ''] = /^caps_([0-9.]+)\.(\w+)$/.exec(one.name) ?? [];
      const port = recordedPort(files.text(inputOf(one)));
      await port.execute('qmp_capabilities');
      const emulator = await probeEmulator(port, `/usr/bin/qemu-system-${arch}`);
      if (emulator.flags.has('kvm')) {
        await port.execute('qmp_capabilities');
        await probeEmulation(port, emulator);
        emulator.circumstances.microcodeVersion = madeUpMicrocode(arch, version);
      }
      const document = formatEmulator(emulator);
      return [
        { actual: document, expected: expectedOf(one) },
        { actual: formatEmulator(parseEmulator(document)), expected: expectedOf(one) },
      ];
    },
  },
  {
    // The flags alone are given; a host of that architecture has nothing else to say.
    corpus: 'qemucaps2xml',
    run(one, files) {
      const arch = one.name.replace(/^caps\./, '');
      const emulator = newEmulator(`/usr/bin/qemu-system-${arch}`);
      const [document] = one.input;
      for (const flag of document === undefined ? ['tcg'] : parseEmulator(files.text(document)).flags) emulator.flags.add(flag);
      const cpu = {
        arch, flags: undefined, model: undefined, vendor: undefined, microcode: undefined, counter: undefined, signature: undefined, topology: undefined, cache: undefined,
        maxPhysAddr: undefined, features: [], pages: [],
      };
      const host = {
        uuid: undefined, cpu, powerManagement: [], iommu: 'no', migration: undefined, netPrefix: undefined, topology: undefined, cache: undefined, memoryBandwidth: undefined,
        securityModels: [],
      };
      return [{ actual: formatCapabilitiesXml({ host, guests: guestsOf([{ arch, emulator }]), pool: undefined }), expected: expectedOf(one) }];
    },
  },
];
