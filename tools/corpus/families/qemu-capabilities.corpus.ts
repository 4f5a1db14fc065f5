import { formatEmulator, parseEmulator } from '../../../drivers/qemu/capabilities/capability-document.ts';
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
];
