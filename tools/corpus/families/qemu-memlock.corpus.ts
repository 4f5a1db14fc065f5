import { parseDomainXml } from '../../../drivers/conf/domain/domain-def.ts';
import { MEMORY_UNLIMITED_KIB, memoryLockLimitBytes } from '../../../drivers/qemu/conf/memory-lock-limit.ts';
import { qemuDomainContext } from '../../../drivers/qemu/conf/qemu-context.ts';
import { qemuHost } from '../qemu-host.ts';
import { inputOf, type CorpusTransformation } from '../transformation.ts';

/** What the emulators of these tests can: the index does not say it of each case. */
const FLAGS = 'QEMU_CAPS_DEVICE_VFIO_PCI QEMU_CAPS_DEVICE_SPAPR_PCI_HOST_BRIDGE';

export const transformations: readonly CorpusTransformation[] = [
  {
    corpus: 'qemumemlock',
    run(one, files) {
      const word = /expect (\w+)/.exec(one.params)?.[1] ?? '';
      const expected = word === 'VIR_DOMAIN_MEMORY_PARAM_UNLIMITED' ? String(MEMORY_UNLIMITED_KIB) : word;
      const host = qemuHost({ ...one, params: FLAGS }, files);
      const def = parseDomainXml(files.text(inputOf(one)), qemuDomainContext(host, { inactive: true }));
      return [{ actual: String(memoryLockLimitBytes(def)), expected: { text: expected } }];
    },
  },
];
