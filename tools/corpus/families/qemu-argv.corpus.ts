import { createCipheriv } from 'node:crypto';
import { confError } from '../../../drivers/conf/lens/conf-error.ts';
import { parseDomainXml } from '../../../drivers/conf/domain/domain-def.ts';
import type { DomainDef } from '../../../drivers/conf/domain/domain-def.ts';
import type { CommandContext, CommandSettings, PassedFiles } from '../../../drivers/qemu/command/command-context.ts';
import { qemuCommand } from '../../../drivers/qemu/command/command-line.ts';
import { commandText } from '../../../drivers/qemu/command/command-text.ts';
import { isVirtioInterface } from '../../../drivers/conf/domain/interface.ts';
import { prepareDevices, type DeviceFacts } from '../../../drivers/qemu/command/prepare-devices.ts';
import { prepareDomain } from '../../../drivers/qemu/command/prepare-domain.ts';
import { chooseFirmware } from '../../../drivers/qemu/firmware/choose-firmware.ts';
import { parseFirmware, type Firmware } from '../../../drivers/qemu/firmware/firmware-descriptor.ts';
import { qemuDomainContext } from '../../../drivers/qemu/conf/qemu-context.ts';
import type { CorpusCase, CorpusFiles } from '../corpus-case.ts';
import { FIXED_UUID, capabilitiesOf, qemuHost } from '../qemu-host.ts';
import { hostCpuOf } from '../qemu-host-cpu.ts';
import { expectedOf, inputOf, type CorpusTransformation } from '../transformation.ts';

/** The settings of libvirt's tests; the index says which of them a case finds changed. */
function settingsOf({ params }: CorpusCase): CommandSettings {
  const on = (name: string): boolean => new RegExp(`config\\.${name}=(?:1|true)`).test(params);
  const secret = (name: string): { secretUuid: string } | Record<string, never> => {
    const uuid = new RegExp(`config\\.${name}TLSx509secretUUID=g_strdup\\("([^"]+)"`).exec(params)?.[1];
    return uuid === undefined ? {} : { secretUuid: uuid };
  };
  const tls = (name: string, directory: string) => ({ directory, verifyPeer: on(`${name}TLSx509verify`), ...secret(name) });
  return {
    setProcessName: false,
    dumpGuestCore: params.includes('config.dumpGuestCore=true'),
    logTimestamp: true,
    sandbox: undefined,
    deprecationBehavior: 'none',
    hugePages: [
      { directory: '/dev/hugepages2M', pageSizeKiB: 2048, isDefault: true },
      { directory: '/dev/hugepages1G', pageSizeKiB: 1048576, isDefault: false },
    ],
    tls: {
      vnc: on('vncTLS') ? tls('vnc', '/etc/pki/libvirt-vnc') : undefined,
      spice: tls('spice', '/etc/pki/libvirt-spice'),
      chardev: on('chardevTLS') ? tls('chardev', '/etc/pki/libvirt-chardev') : undefined,
      migrate: undefined,
      backup: undefined,
      vxhs: { ...tls('vxhs', '/etc/pki/libvirt-vxhs/dummy,path'), onlyOnRequest: !on('vxhsTLS') },
      nbd: { ...tls('nbd', '/etc/pki/libvirt-nbd/dummy,path'), onlyOnRequest: !on('nbdTLS') },
    },
    vnc: { listen: '127.0.0.1', sasl: on('vncSASL'), saslDir: /vncSASLdir=g_strdup\("([^"]+)"/.exec(params)?.[1], password: undefined, autoUnixSocket: on('vncAutoUnixSocket'), allowHostAudio: false },
    spice: { listen: '127.0.0.1', sasl: on('spiceSASL'), saslDir: /spiceSASLdir=g_strdup\("([^"]+)"/.exec(params)?.[1], password: '123456', autoUnixSocket: on('spiceAutoUnixSocket') },
  };
}

/** Random bytes are 0, 1, 2, … in libvirt's tests, and every secret is the same. */
function seal(text: string): { data: string; iv: string } {
  const bytes = (count: number): Buffer => Buffer.from(Array.from({ length: count }, (_, index) => index));
  const cipher = createCipheriv('aes-256-cbc', bytes(32), bytes(16));
  const data = Buffer.concat([cipher.update(text), cipher.final()]);
  return { data: data.toString('base64'), iv: bytes(16).toString('base64') };
}

const FIRST_VHOST_FD = 44;

/** What libvirt's tests pretend to have opened, and with which numbers. */
function passedDevices(def: DomainDef): Omit<PassedFiles, 'monitor' | 'listenFd'> {
  const sets: string[] = [];
  const descriptorSet = (fd: number, opaque: string) => {
    const set = sets.includes(opaque) ? sets.indexOf(opaque) : sets.push(opaque) - 1;
    return { path: `/dev/fdset/${set}`, arguments: ['-add-fd', `set=${set},fd=${fd},opaque=${opaque}`] };
  };
  const numbers = (first: number, count: number): number[] => Array.from({ length: count }, (_, index) => first + index);
  return {
    fileSet: (alias) => descriptorSet(1750, `${alias}-source`),
    logSet: (alias) => descriptorSet(1751, `${alias}-log`),
    net: (alias) => {
      const net = def.devices.interfaces.find((each) => each.alias === alias);
      const queues = Math.max(net?.driver?.queues ?? 0, 1);
      return { tap: numbers(3, queues), vhost: net !== undefined && isVirtioInterface(net) ? numbers(FIRST_VHOST_FD, queues) : [] };
    },
    vdpaSet: (alias) => descriptorSet(1732, `${alias}-vdpa`),
    vsockFd: () => 6789,
    vhostScsiFd: () => 3,
    scsiGeneric: () => '/dev/sg0',
    vhostUserFd: () => 1729,
    tpmSocket: () => '/dev/test',
    tpmSets: (alias) => ({ device: descriptorSet(1730, `${alias}-tpm`), cancel: descriptorSet(1731, `${alias}-cancel`) }),
  };
}

/** The descriptors of firmware that libvirt's tests find; a file of the administrator's replaces or, empty, hides one of the distribution's. */
function firmwareOf(files: CorpusFiles): Firmware[] {
  const folders = ['qemufirmwaredata/usr/share/qemu/firmware', 'qemufirmwaredata/etc/qemu/firmware'];
  const found = new Map(folders.flatMap((folder) => files.list(folder).map((name): [string, string] => [name, `${folder}/${name}`])));
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([name, file]) => {
    const text = files.text(file);
    return text.trim() === '' ? [] : [parseFirmware(text, name)];
  });
}

/** Ports and the like of a command that is not run. */
const PRETENDED: Omit<DeviceFacts, keyof CommandContext> = {
  freePort: (kind) => ({ 'vnc': 5900, 'websocket': -1, 'spice': 5901, 'spice-tls': 5902 })[kind],
  renderNode: () => '/dev/dri/foo',
  dbusAddress: (name) => `unix:path=/bad-test-used-env-xdg-runtime-dir/libvirt/qemu/run/dbus/-1-${name.slice(0, 20)}-dbus.sock`,
  freeGuestCid: () => 42,
};

const HOST_NODES = 8;

/** Which host runs guests of another architecture with KVM. */
const HOSTS_OF: Readonly<Record<string, string>> = { i686: 'x86_64', armv7l: 'aarch64', ppc64le: 'ppc64' };

/** All that libvirt's tests of its QEMU driver pretend. */
export function contextOf(one: CorpusCase, files: CorpusFiles, def: DomainDef): CommandContext {
  const short = `-1-${def.name.slice(0, 20)}`;
  const arch = /(?:^|-)(x86_64|aarch64|ppc64|s390x|riscv64)-/.exec(`-${one.tag}`)?.[1] ?? (def.type === 'kvm' ? (HOSTS_OF[def.os.type.arch] ?? def.os.type.arch) : 'x86_64');
  const added = def.qemuCapabilities?.add.map((each) => each.capability) ?? [];
  const removed = def.qemuCapabilities?.del.map((each) => each.capability) ?? [];
  const caps = capabilitiesOf(one, files, def.devices.emulator ?? '');
  const incoming = /ARG_MIGRATE_FROM, "([^"]+)"/.exec(one.params)?.[1];
  return {
    caps: { ...caps, has: (flag) => (caps.has(flag) || added.includes(flag)) && !removed.includes(flag) },
    host: {
      arch,
      os: one.params.includes('MACOS') ? 'macos' : 'linux',
      cpuOf: (type) => hostCpuOf(one, caps, arch, type),
      sysinfo: undefined,
      now: new Date(1234567890000),
      utcOffsetSeconds: -30 * 60,
      pageSizeKiB: 4,
      adviseNodes: [0, 1, 2, 3],
      requireNumaNodes(nodes) {
        const missing = nodes.find((node) => node >= HOST_NODES);
        if (missing !== undefined) throw confError('internal-error', `Mock: no numa node set is available at bit ${missing}`);
      },
      fips: one.params.includes('FLAG_FIPS_HOST'),
    },
    paths: {
      libDir: `/tmp/lib/domain-${short}`,
      channelDir: `/tmp/channel/${short}`,
      memoryBackingDir: `/var/lib/libvirt/qemu/ram/${short}`,
      hugePagesDir: (mount) => `${mount.directory}/libvirt/qemu/${short}`,
      nvramDir: '/var/lib/libvirt/qemu/nvram',
    },
    settings: settingsOf(one),
    passed: {
      monitor: { fd: 1729 },
      listenFd: () => 1729,
      ...passedDevices(def),
    },
    privileged: true,
    environment: [['LC_ALL', 'C'], ['PATH', '/bin'], ['HOME', '/home/test'], ['USER', 'test'], ['LOGNAME', 'test']],
    sealSecret: () => seal('AQCVn5hO6HzFAhAAq0NCv8jtJcIcE+HOBlMQ1A'),
    sealText: seal,
    isHostCdrom: (device) => device === '/dev/cdrom',
    ...(incoming === undefined ? {} : { incoming: incoming === 'stdio' ? 'fd:7' : incoming }),
  };
}

export const transformations: readonly CorpusTransformation[] = [
  {
    corpus: 'qemuxml2argv',
    run(one, files) {
      const context = qemuDomainContext(qemuHost(one, files), {
        inactive: true,
        abiUpdate: one.params.includes('PARSE_ABI_UPDATE'),
        defaultSecurityModel: 'none',
        generateUuid: () => FIXED_UUID,
      });
      const def = parseDomainXml(files.text(inputOf(one)), context);
      if (one.kind === 'parse-error') return [];
      const commandContext = contextOf(one, files, def);
      chooseFirmware(def, firmwareOf(files), { nvramPath: ({ name }) => `/var/lib/libvirt/qemu/nvram/${name}_VARS.fd` });
      prepareDomain(def, commandContext);
      prepareDevices(def, { ...commandContext, ...PRETENDED });
      const actual = commandText(qemuCommand(def, commandContext), { lineBreaks: true });
      return one.kind === 'ok' ? [{ actual, expected: expectedOf(one) }] : [];
    },
  },
];
