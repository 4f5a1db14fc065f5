import { bhyveDomainContext } from '../../../drivers/bhyve/conf/bhyve-context.ts';
import { domainContext, formatDomainXml, parseDomainXml, type DomainParseContext } from '../../../drivers/conf/domain/domain-def.ts';
import { domainLens } from '../../../drivers/conf/domain/domain-shape.ts';
import { formatLens, parseLens } from '../../../drivers/conf/lens/document.ts';
import { lxcDomainContext } from '../../../drivers/lxc/conf/lxc-context.ts';
import { CAPABILITY_FLAGS } from '../../../drivers/qemu/conf/capability-flags.gen.ts';
import { parseQemuCapabilities, qemuCapabilities, type QemuCapabilities, type QemuMachine } from '../../../drivers/qemu/conf/qemu-capabilities.ts';
import { qemuDomainContext, type QemuDomainHost } from '../../../drivers/qemu/conf/qemu-context.ts';
import type { CorpusCase, CorpusFiles } from '../corpus-case.ts';
import { expectedOf, inputOf, type CorpusOutput, type CorpusTransformation } from '../transformation.ts';

/** Reads a domain as something that runs, or not, and writes it back with passwords. */
function domainRoundTrip(
  corpus: string,
  contextOf: (one: CorpusCase, files: CorpusFiles, inactive: boolean) => DomainParseContext,
  modesOf: (one: CorpusCase) => readonly boolean[],
): CorpusTransformation {
  return {
    corpus,
    run(one, files) {
      const text = files.text(inputOf(one));
      return modesOf(one).flatMap((inactive): CorpusOutput[] => {
        const actual = formatDomainXml(parseDomainXml(text, contextOf(one, files, inactive)), { inactive, secure: true });
        return one.kind === 'ok' ? [{ actual, expected: one.expected.length > 1 && !inactive ? expectedOf(one, 1) : expectedOf(one) }] : [];
      });
    },
  };
}

/** libvirt's tests run each case once as active, unless its name says otherwise. */
const onlyActive = (one: CorpusCase): readonly boolean[] => [one.kind !== 'ok' && one.params.includes('INACTIVE')];
const onlyInactive = (): readonly boolean[] => [true];

// QEMU: the machine types and emulators that libvirt's tests make up ------------------------------------------------------

const EMULATOR_OF: Readonly<Record<string, string>> = { i686: 'i386', armv7l: 'arm', armv6l: 'arm', ppc64le: 'ppc64', s390: 's390x' };

const MACHINES_OF: Readonly<Record<string, readonly string[]>> = {
  i386: ['pc'], x86_64: ['pc', 'q35'], aarch64: ['virt', 'virt-2.6', 'versatilepb'], arm: ['vexpress-a9', 'virt'], ppc64: ['pseries'], ppc: ['ppce500'],
  riscv32: ['virt'], riscv64: ['virt'], s390x: ['s390-ccw-virtio'], sparc: ['SS-5'],
};

function flagsOf(params: string): Set<string> {
  const names = [...params.matchAll(/QEMU_CAPS_([A-Z0-9_]+)/g)].map((match) => match[1] ?? '');
  return new Set(names.flatMap((name) => CAPABILITY_FLAGS[name] ?? []));
}

function gicOf(params: string): string[] {
  if (params.includes('GIC_BOTH')) return ['2', '3'];
  return params.includes('GIC_V2') ? ['2'] : params.includes('GIC_V3') ? ['3'] : [];
}

/** libvirt's tests forget aliases where the newest capabilities are meant, so that the results outlive the next machine type. */
function withoutAliases(machines: readonly QemuMachine[]): QemuMachine[] {
  return machines.flatMap((each) => (each.alias === undefined ? [each] : [{ ...each, name: each.alias, alias: undefined }, { ...each, alias: undefined, isDefault: false }]));
}

const parsed = new Map<string, QemuCapabilities>();

function capabilitiesOf(one: CorpusCase, files: CorpusFiles, emulator: string): QemuCapabilities {
  const flags = flagsOf(one.params);
  const [document] = one.deps;
  if (document !== undefined) {
    const real = parsed.get(document) ?? parseQemuCapabilities(files.text(document));
    parsed.set(document, real);
    const machines = one.params.includes('LATEST') ? withoutAliases(real.machines) : real.machines;
    return { ...real, machines, has: (flag) => real.has(flag) || flags.has(flag) };
  }
  const arch = /qemu-system-(\w+)/.exec(emulator)?.[1] ?? 'x86_64';
  const machines = (MACHINES_OF[arch] ?? []).flatMap((name) =>
    ['qemu', 'kvm', 'hvf'].map((virtType): QemuMachine => ({ virtType, name, alias: undefined, isDefault: false, defaultCpu: undefined })),
  );
  return qemuCapabilities(flags, machines, gicOf(one.params));
}

function qemuHost(one: CorpusCase, files: CorpusFiles): QemuDomainHost {
  return {
    emulatorFor: (arch) => `/usr/bin/qemu-system-${EMULATOR_OF[arch] ?? arch}`,
    capabilitiesOf: (emulator) => capabilitiesOf(one, files, emulator),
    nvramDir: '/var/lib/libvirt/qemu/nvram',
    libDir: '/tmp/lib',
    channelDir: '/tmp/channel',
    vncAllowHostAudio: false,
    allowHostAudioWithoutGraphics: one.params.includes('nogfxAllowHostAudio=true'),
    audioDriver: one.params.includes('QEMU_AUDIO_DRV="alsa"') ? 'alsa' : undefined,
  };
}

/** The identifier that libvirt's tests generate. */
const FIXED_UUID = '00010203-0405-4607-8809-0a0b0c0d0e0f';

export const transformations: readonly CorpusTransformation[] = [
  domainRoundTrip('genericxml2xml', (_one, _files, inactive) => domainContext({ inactive, features: { individualVcpus: true } }), onlyActive),
  domainRoundTrip(
    'qemuxml2xml',
    (one, files, inactive) =>
      qemuDomainContext(qemuHost(one, files), {
        inactive,
        abiUpdate: one.params.includes('PARSE_ABI_UPDATE'),
        defaultSecurityModel: 'none',
        generateUuid: () => FIXED_UUID as ReturnType<DomainParseContext['generateUuid']>,
      }),
    (one) => (one.params.includes('WHEN_INACTIVE') ? [true] : [true, false]),
  ),
  domainRoundTrip('lxcxml2xml', (_one, _files, inactive) => lxcDomainContext('/usr/libexec/libvirt_lxc', { inactive }), onlyInactive),
  domainRoundTrip('bhyvexml2xml', (_one, _files, inactive) => bhyveDomainContext({ ahci32Slots: true }, { inactive, generateMac: () => '52:54:00:00:00:00' }), onlyInactive),
  {
    // No expected text: what is printed reads back the same.
    corpus: 'schema-only:domainschemadata',
    run(one, files) {
      const print = (text: string): string => formatLens(domainLens, 'domain', parseLens(domainLens, text, { inactive: false }), { inactive: false, secure: true, migratable: false });
      const printed = print(files.text(inputOf(one)));
      return [{ actual: print(printed), expected: { text: printed } }];
    },
  },
];
