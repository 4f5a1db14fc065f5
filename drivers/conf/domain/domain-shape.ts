import { enumOf, intOf, string, uint, yesNo } from '../lens/codec.ts';
import { confError } from '../lens/conf-error.ts';
import { element } from '../lens/element.ts';
import type { ElementLens } from '../lens/element.ts';
import { attr, attrChild, child, list, text, textChild } from '../lens/fields.ts';
import type { Field, ValueOf } from '../lens/lens.ts';
import { kibText } from '../lens/sized.ts';
import { audio } from './audio.ts';
import { channel, guestConsole, parallel, redirdev, serial, smartcard } from './chardev.ts';
import { clock } from './clock.ts';
import { controller } from './controller.ts';
import { cpu } from './cpu.ts';
import {
  filesystem, hub, input, iommu, lease, memballoon, memoryDevice, nvram, panic, redirfilter, rng, shmem, sound, tpm, video, vsock, watchdog,
} from './devices.ts';
import { disk } from './disk.ts';
import { features } from './features.ts';
import { graphics } from './graphics.ts';
import { hostdev } from './hostdev.ts';
import { netInterface } from './interface.ts';
import { launchSecurity } from './launch-security.ts';
import { metadata } from './metadata.ts';
import { NAMESPACES, namespaceFields } from './namespaces.ts';
import type { NamespacePrefix } from './namespaces.ts';
import { os } from './os.ts';
import { seclabel } from './seclabel.ts';
import { sysinfo } from './sysinfo.ts';
import {
  blkiotune, cputune, defaultiothread, iothreadids, maxMemory, memory, memoryBacking, memtune, numatune, resource, vcpu, vcpus,
} from './tuning.ts';

const devicesShape = {
  emulator: textChild(string),
  disks: list(disk, { name: 'disk' }),
  controllers: list(controller, { name: 'controller' }),
  leases: list(lease, { name: 'lease' }),
  filesystems: list(filesystem, { name: 'filesystem' }),
  interfaces: list(netInterface, { name: 'interface' }),
  smartcards: list(smartcard, { name: 'smartcard' }),
  serials: list(serial, { name: 'serial' }),
  parallels: list(parallel, { name: 'parallel' }),
  consoles: list(guestConsole, { name: 'console' }),
  channels: list(channel, { name: 'channel' }),
  inputs: list(input, { name: 'input' }),
  tpms: list(tpm, { name: 'tpm' }),
  graphics: list(graphics),
  sounds: list(sound, { name: 'sound' }),
  audios: list(audio, { name: 'audio' }),
  videos: list(video, { name: 'video' }),
  hostdevs: list(hostdev, { name: 'hostdev' }),
  redirdevs: list(redirdev, { name: 'redirdev' }),
  redirfilter: list(redirfilter),
  hubs: list(hub, { name: 'hub' }),
  watchdogs: list(watchdog, { name: 'watchdog' }),
  memballoons: list(memballoon, { name: 'memballoon' }),
  rngs: list(rng, { name: 'rng' }),
  nvrams: list(nvram, { name: 'nvram' }),
  panics: list(panic, { name: 'panic' }),
  shmems: list(shmem, { name: 'shmem' }),
  memories: list(memoryDevice, { name: 'memory' }),
  iommus: list(iommu, { name: 'iommu' }),
  vsocks: list(vsock, { name: 'vsock' }),
};

/** The devices of a machine: one list a kind, in libvirt's order. */
export type Devices = ValueOf<typeof devicesShape>;

/** The devices of a machine. */
export const devices: ElementLens<Devices> = element(devicesShape, { block: true });

const idMap = element({ start: attr(uint, { required: true }), target: attr(uint, { required: true }), count: attr(uint, { required: true }) });
const cipher = element({ name: attr(enumOf(['aes', 'dea']), { required: true }), state: attr(enumOf(['on', 'off']), { required: true }) });

/** Performance counters, in libvirt's order. */
export const PERF_EVENTS = [
  'cmt', 'mbmt', 'mbml', 'cpu_cycles', 'instructions', 'cache_references', 'cache_misses', 'branch_instructions', 'branch_misses', 'bus_cycles',
  'stalled_cycles_frontend', 'stalled_cycles_backend', 'ref_cpu_cycles', 'cpu_clock', 'task_clock', 'page_faults', 'context_switches',
  'cpu_migrations', 'page_faults_min', 'page_faults_maj', 'alignment_faults', 'emulation_faults',
] as const;

const perfEvent = element({ name: attr(enumOf(PERF_EVENTS), { required: true }), enabled: attr(yesNo, { required: true }) });
const perf = element(
  { events: list(perfEvent, { name: 'event' }) },
  {
    parsed(value) {
      value.events = PERF_EVENTS.flatMap((name) => value.events.filter((each) => each.name === name).slice(0, 1));
    },
  },
);

/** What a lifecycle event leads to. */
export const LIFECYCLE_ACTIONS = ['destroy', 'restart', 'rename-restart', 'preserve', 'coredump-destroy', 'coredump-restart'] as const;

function action(name: string, absent: (typeof LIFECYCLE_ACTIONS)[number]): Field<(typeof LIFECYCLE_ACTIONS)[number]> {
  const inner = enumOf(LIFECYCLE_ACTIONS);
  const codec: typeof inner = {
    ...inner,
    decode(value, place) {
      if (!(LIFECYCLE_ACTIONS as readonly string[]).includes(value)) throw confError('internal-error', `unknown lifecycle action ${value}`);
      return inner.decode(value, place);
    },
  };
  return textChild(codec, { name, default: absent });
}

/** The namespaces in use: not read as such, but found by what is in them. */
const namespaces: Field<NamespacePrefix[]> = {
  slot: 'attribute',
  options: { name: 'xmlns' },
  initial: () => [],
  readText: () => [],
  write(prefixes, _name, out) {
    for (const prefix of prefixes) out.attribute(`xmlns:${prefix}`, NAMESPACES[prefix]);
  },
  describe: (name) => ({ name, kind: 'string', words: [], required: false, help: 'namespace of a driver’s own elements' }),
};

const domainShape = {
  type: attr(string),
  id: attr(intOf({ nonNegative: true }), { only: 'live' }),
  namespaces,
  name: textChild(string, { help: 'name of the machine, unique on its host' }),
  uuid: textChild(string, { help: 'identity of the machine' }),
  genid: list(element({ value: text(string) }, { keep: true })),
  title: textChild(string),
  description: textChild(string),
  metadata: child(metadata),
  maxMemory: child(maxMemory),
  memory: child(memory),
  currentMemory: child(element({ sizeKiB: kibText() })),
  blkiotune: child(blkiotune),
  memtune: child(memtune),
  memoryBacking: child(memoryBacking),
  vcpu: child(vcpu),
  vcpus: child(vcpus),
  iothreads: textChild(uint),
  iothreadids: child(iothreadids),
  defaultiothread: child(defaultiothread),
  cputune: child(cputune),
  numatune: child(numatune),
  resource: list(resource),
  sysinfo: list(sysinfo),
  bootloader: textChild(string),
  bootloader_args: textChild(string),
  os: child(os),
  idmap: child(element({ uid: list(idMap), gid: list(idMap) })),
  features: child(features),
  cpu: child(cpu),
  clock: child(clock),
  on_poweroff: action('on_poweroff', 'destroy'),
  on_reboot: action('on_reboot', 'restart'),
  on_crash: action('on_crash', 'destroy'),
  on_lockfailure: textChild(enumOf(['poweroff', 'restart', 'pause', 'ignore'])),
  pm: child(element({ 'suspend-to-mem': attrChild('enabled', yesNo), 'suspend-to-disk': attrChild('enabled', yesNo) })),
  perf: child(perf),
  devices: child(devices),
  seclabels: list(seclabel, { name: 'seclabel' }),
  keywrap: child(element({ ciphers: list(cipher, { name: 'cipher' }) })),
  launchSecurity: child(launchSecurity),
  ...namespaceFields,
};

/** The whole document as it stands in the text; {@link DomainDef} is the same with nothing missing. */
export type DomainDocument = ValueOf<typeof domainShape>;

/** The whole document. */
export const domainLens: ElementLens<DomainDocument> = element(domainShape, { block: true });
