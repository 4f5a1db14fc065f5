import type { XmlElement } from '../../../../drivers/conf/xml/xml-tree.ts';
import type { FieldOption } from '../../../contract/hardware.ts';
import { MACHINE_ICONS } from '../../../contract/inventory.ts';
import { memoryKiB } from '../../machines/domain-document.ts';
import { addChild, elementOf, readPath, removeChild, writePath } from '../element-paths.ts';
import { at, field, note, number, option, select, text, toggle, withDefault, type FieldSpec, type Place } from '../field-spec.ts';
import { readLabels, writeLabels } from '../machine-labels.ts';
import { fitCell } from './memory-devices.ts';
import { tuningFields } from './pinning.ts';
import { side, words, type KindSpec } from '../kind-spec.ts';

const MIB = 1024;

/** A memory element in MiB; it keeps nothing of its unit. */
function memory(name: 'memory' | 'currentMemory', label: 'hw.memory.maximum' | 'hw.memory.current', more: Partial<FieldSpec>): FieldSpec {
  return field('number', name, label, {
    unit: 'MiB',
    read: ({ root }) => String(Math.round((memoryKiB(root.child(name)) || memoryKiB(root.child('memory'))) / MIB)),
    write: ({ root }, value) => {
      const kib = String(Math.round(Number(value) * MIB));
      writePath(root, root, `${name}@unit`, 'KiB');
      writePath(root, root, name, kib);
      if (name === 'memory' && memoryKiB(root.child('currentMemory')) > Number(kib)) writePath(root, root, 'currentMemory', '');
      if (name === 'memory') fitCell(root);
    },
    ...more,
  });
}

const general: KindSpec = side('general', {
  label: 'hw.general',
  icon: 'info',
  summary: (root) => words(root.find('os', 'type')?.attribute('machine')?.replace(/^pc-/, '')),
  fields: [
    text('name', 'hw.general.name', { help: 'hw.general.nameHelp', off: ({ host }) => (host.running ? 'hw.reason.rename' : host.canRename ? undefined : 'reason.notSupported'), problem: (_, value) => (value === '' || value.includes('/') ? 'hw.problem.name' : undefined) }),
    text('title', 'hw.general.title', { live: 'update' }),
    at('lines', 'description', 'hw.general.description', { live: 'update' }),
    field('lines', 'tags', 'hw.general.tags', {
      live: 'update',
      help: 'hw.general.tagsHelp',
      shown: ({ host }) => host.hasLabels,
      read: ({ root }) => readLabels(root).tags.join('\n'),
      write: ({ root }, value) => { writeLabels(root, { tags: [...new Set(value.split('\n').map((tag) => tag.trim()).filter((tag) => tag !== ''))] }); },
    }),
    field('select', 'icon', 'hw.general.icon', {
      live: 'update',
      shown: ({ host }) => host.hasLabels,
      read: ({ root }) => readLabels(root).icon ?? '',
      options: ({ root }) => [option('', 'hw.icon.none'), ...MACHINE_ICONS.map((name) => option(name, `hw.icon.${name}`)), ...otherIcon(readLabels(root).icon)],
      write: ({ root }, value) => { writeLabels(root, { icon: value === '' ? undefined : value }); },
    }),
    note('uuid', 'hw.general.uuid', ({ root }) => readPath(root, 'uuid')),
    note('arch', 'hw.general.arch', ({ root }) => words(readPath(root, 'os/type@arch'), root.attribute('type'))),
    select('os/type@machine', 'hw.general.machine', ({ host }) => host.machineTypes, { isVolatile: true, help: 'hw.general.machineHelp' }),
    field('select', 'firmware', 'hw.general.firmware', {
      help: 'hw.general.firmwareHelp',
      read: ({ root }) => (root.child('os')?.attribute('firmware') === 'efi' ? (/yes/.test(root.find('os', 'firmware')?.elements('feature').find((each) => each.attribute('name') === 'secure-boot')?.attribute('enabled') ?? '') ? 'efi-secure' : 'efi') : root.find('os', 'loader') === undefined ? 'bios' : 'other'),
      options: (place) => firmwares(place),
      write: ({ root }, value) => { setFirmware(root, value); },
      isVolatile: true,
    }),
    select('on_poweroff', 'hw.general.onPoweroff', ['destroy', 'restart', 'preserve', 'rename-restart'], { group: 'hw.group.events' }),
    select('on_reboot', 'hw.general.onReboot', ['restart', 'destroy', 'preserve', 'rename-restart'], { group: 'hw.group.events' }),
    select('on_crash', 'hw.general.onCrash', ['destroy', 'restart', 'preserve', 'rename-restart', 'coredump-destroy', 'coredump-restart'], { group: 'hw.group.events' }),
  ],
});

/** A picture of a later Vireo stays. */
const otherIcon = (icon: string | undefined): readonly FieldOption[] => (icon === undefined || MACHINE_ICONS.some((known) => known === icon) ? [] : [option(icon)]);

function firmwares({ host, root }: Place): readonly FieldOption[] {
  const told = host.domain?.os?.choices.find(({ name }) => name === 'firmware')?.values;
  const other = root.find('os', 'loader') !== undefined && root.child('os')?.attribute('firmware') === undefined ? [option('other', 'hw.firmware.other')] : [];
  const efi = told === undefined || told.includes('efi') ? [option('efi', 'hw.firmware.efi'), option('efi-secure', 'hw.firmware.efiSecure')] : [];
  return [option('bios', 'hw.firmware.bios'), ...efi, ...other];
}

function setFirmware(root: XmlElement, value: string): void {
  if (value === 'other') return;
  for (const name of ['loader', 'nvram', 'firmware']) {
    const os = root.child('os');
    const found = os?.child(name);
    if (os !== undefined && found !== undefined) removeChild(os, found);
  }
  writePath(root, root, 'os@firmware', value === 'bios' ? '' : 'efi');
  const os = root.child('os');
  if (value === 'bios' || os === undefined) return;
  const enabled = value === 'efi-secure' ? 'yes' : 'no';
  addChild(root, os, elementOf(`<firmware><feature enabled='${enabled}' name='secure-boot'/></firmware>`));
  if (value === 'efi-secure') writePath(root, root, 'features/smm@state', 'on');
}

const processor: KindSpec = side('cpu', {
  label: 'hw.cpu',
  icon: 'cpu',
  summary: (root) => root.child('vcpu')?.attribute('current') ?? readPath(root, 'vcpu'),
  fields: [
    field('number', 'count', 'hw.cpu.count', {
      live: ({ root }) => (root.child('vcpu') === undefined ? undefined : 'update'),
      read: ({ root }) => root.child('vcpu')?.attribute('current') ?? readPath(root, 'vcpu'),
      write: ({ root }, value) => {
        const most = Number(readPath(root, 'vcpu'));
        if (Number(value) > most) writePath(root, root, 'vcpu', value);
        writePath(root, root, 'vcpu@current', Number(value) >= most ? '' : value);
        fitCell(root);
      },
    }),
    field('number', 'maximum', 'hw.cpu.maximum', {
      help: 'hw.cpu.maximumHelp',
      read: ({ root }) => readPath(root, 'vcpu'),
      write: ({ root }, value) => {
        const now = root.child('vcpu')?.attribute('current') ?? readPath(root, 'vcpu');
        writePath(root, root, 'vcpu', value);
        writePath(root, root, 'vcpu@current', Number(now) < Number(value) ? now : '');
        fitCell(root);
      },
    }),
    field('combo', 'model', 'hw.cpu.model', {
      isVolatile: true,
      help: 'hw.cpu.modelHelp',
      read: ({ root }) => readPath(root, 'cpu/model') || readPath(root, 'cpu@mode'),
      options: ({ host }) => [option(''), ...(host.domain?.cpu?.modes ?? []).flatMap((mode) => (mode.supported !== true ? [] : mode.name === 'custom' ? mode.models.filter(({ usable }) => usable !== 'no').map(({ name }) => option(name ?? '')) : [option(mode.name ?? '')]))],
      write: ({ root }, value) => { setCpuModel(root, value); },
    }),
    number('cpu/topology@sockets', 'hw.cpu.sockets', { group: 'hw.group.topology' }),
    number('cpu/topology@dies', 'hw.cpu.dies', { group: 'hw.group.topology' }),
    number('cpu/topology@cores', 'hw.cpu.cores', { group: 'hw.group.topology' }),
    number('cpu/topology@threads', 'hw.cpu.threads', { group: 'hw.group.topology', help: 'hw.cpu.topologyHelp' }),
    field('lines', 'features', 'hw.cpu.features', {
      group: 'hw.group.features',
      help: 'hw.cpu.featuresHelp',
      isVolatile: true,
      read: ({ root }) => (root.child('cpu')?.elements('feature') ?? []).map((each) => `${each.attribute('policy') ?? 'require'} ${each.attribute('name') ?? ''}`).join('\n'),
      write: ({ root }, value) => { setCpuFeatures(root, value); },
    }),
    ...tuningFields,
  ],
});

function setCpuModel(root: XmlElement, value: string): void {
  const isMode = ['host-passthrough', 'host-model', 'maximum'].includes(value);
  const cpu = root.child('cpu');
  const model = cpu?.child('model');
  if (cpu !== undefined && model !== undefined && (value === '' || isMode)) removeChild(cpu, model);
  for (const name of ['check', 'match', 'migratable']) writePath(root, root, `cpu@${name}`, '');
  if (value === '') writePath(root, root, 'cpu@mode', '');
  else {
    writePath(root, root, 'cpu@mode', isMode ? value : 'custom');
    if (!isMode) writePath(root, root, 'cpu/model', value);
  }
}

function setCpuFeatures(root: XmlElement, value: string): void {
  const cpu = root.child('cpu') ?? addChild(root, root, elementOf("<cpu mode='host-model'/>"));
  for (const old of cpu.elements('feature')) removeChild(cpu, old);
  for (const line of value.split('\n')) {
    const [first = '', second] = line.trim().split(/\s+/);
    const [policy, name] = second === undefined ? ['require', first] : [first, second];
    if (/^[\w.-]+$/.test(name) && /^\w+$/.test(policy)) addChild(root, cpu, elementOf(`<feature policy='${policy}' name='${name}'/>`));
  }
}

/** In GiB where that is a short number. */
function sizeText(kib: number): string {
  const mib = Math.round(kib / MIB);
  return mib >= 1024 && mib % 256 === 0 ? `${mib / 1024} GiB` : `${mib} MiB`;
}

const memorySide: KindSpec = side('memory', {
  label: 'hw.memory',
  icon: 'memory',
  summary: (root) => sizeText(memoryKiB(root.child('memory'))),
  fields: [
    memory('currentMemory', 'hw.memory.current', { live: 'update', isVolatile: true }),
    memory('memory', 'hw.memory.maximum', {}),
    toggle('memoryBacking/hugepages?', 'hw.memory.hugepages', { group: 'hw.group.backing' }),
    field('select', 'pageSize', 'hw.memory.pageSize', {
      group: 'hw.group.backing',
      shown: ({ root }) => root.find('memoryBacking', 'hugepages') !== undefined,
      read: ({ root }) => pageSize(root),
      options: ({ root, host }) => [option(''), ...[...new Set([...host.pageSizesKiB.map(String), pageSize(root)])].filter((size) => size !== '').map((size) => option(size, undefined, sizeText(Number(size))))],
      write: ({ root }, value) => {
        writePath(root, root, 'memoryBacking/hugepages/page@unit', value === '' ? '' : 'KiB');
        writePath(root, root, 'memoryBacking/hugepages/page@size', value);
        if (root.find('memoryBacking', 'hugepages') === undefined) writePath(root, root, 'memoryBacking/hugepages?', 'yes');
      },
    }),
    field('toggle', 'shared', 'hw.memory.shared', {
      group: 'hw.group.backing',
      help: 'hw.memory.sharedHelp',
      read: ({ root }) => (readPath(root, 'memoryBacking/access@mode') === 'shared' ? 'yes' : ''),
      write: ({ root }, value) => { shareMemory(root, value === 'yes'); },
    }),
    toggle('memoryBacking/locked?', 'hw.memory.locked', { group: 'hw.group.backing' }),
    toggle('memoryBacking/nosharepages?', 'hw.memory.noMerging', { group: 'hw.group.backing' }),
  ],
});

/** In KiB; empty: the host's default. */
function pageSize(root: XmlElement): string {
  const page = root.find('memoryBacking', 'hugepages', 'page');
  return page === undefined ? '' : String(memoryKiB(elementOf(`<memory unit='${page.attribute('unit') ?? 'KiB'}'>${page.attribute('size') ?? '0'}</memory>`)));
}

/** Lets helpers on the host see the machine's memory, which shared folders need. */
export function shareMemory(root: XmlElement, shared: boolean): void {
  writePath(root, root, 'memoryBacking/access@mode', shared ? 'shared' : '');
  if (root.find('memoryBacking', 'hugepages') === undefined) writePath(root, root, 'memoryBacking/source@type', shared ? 'memfd' : '');
}

const BOOT_DEVICES = ['hd', 'cdrom', 'network', 'fd'];
const bootable = (root: XmlElement): readonly XmlElement[] => (root.child('devices')?.elements() ?? []).filter(({ name }) => ['disk', 'interface', 'hostdev', 'redirdev'].includes(name));
const bootName = (element: XmlElement): string => (element.name === 'disk' ? readPath(element, 'target@dev') : element.name === 'interface' ? readPath(element, 'mac@address') : `${element.name} ${element.attribute('type') ?? ''}`);

const boot: KindSpec = side('boot', {
  label: 'hw.boot',
  icon: 'list',
  summary: (root) => words(...bootOrder(root)),
  fields: [
    field('order', 'order', 'hw.boot.order', {
      help: 'hw.boot.orderHelp',
      read: ({ root }) => bootOrder(root).join('\n'),
      options: ({ root }) => [...new Set([...bootOrder(root), ...bootable(root).map(bootName)])].filter((name) => name !== '' && !(BOOT_DEVICES.includes(name) && !bootOrder(root).includes(name))).map((name) => option(name)),
      write: ({ root }, value) => { setBootOrder(root, value.split('\n').filter((name) => name !== '')); },
    }),
    toggle('os/bootmenu@enable', 'hw.boot.menu', { off_: 'no' }),
    text('os/kernel', 'hw.boot.kernel', { group: 'hw.group.kernel' }),
    text('os/initrd', 'hw.boot.initrd', { group: 'hw.group.kernel' }),
    text('os/cmdline', 'hw.boot.cmdline', { group: 'hw.group.kernel' }),
    text('os/dtb', 'hw.boot.dtb', { group: 'hw.group.kernel', shown: ({ root }) => !/x86|i686/.test(readPath(root, 'os/type@arch')) }),
    text('os/init', 'hw.boot.init', { shown: ({ root }) => readPath(root, 'os/type') === 'exe' }),
  ],
});

function bootOrder(root: XmlElement): readonly string[] {
  const ordered = bootable(root).filter((each) => each.child('boot') !== undefined).sort((a, b) => Number(readPath(a, 'boot@order')) - Number(readPath(b, 'boot@order')));
  return ordered.length > 0 ? ordered.map(bootName) : (root.child('os')?.elements('boot') ?? []).map((each) => each.attribute('dev') ?? '');
}

/** The legacy words and the order of devices exclude each other. */
function setBootOrder(root: XmlElement, order: readonly string[]): void {
  const os = root.child('os');
  for (const old of os?.elements('boot') ?? []) if (os !== undefined) removeChild(os, old);
  for (const each of bootable(root)) {
    const old = each.child('boot');
    if (old !== undefined) removeChild(each, old);
  }
  if (os !== undefined && order.every((name) => BOOT_DEVICES.includes(name))) {
    for (const name of order) addChild(root, os, elementOf(`<boot dev='${name}'/>`));
    return;
  }
  let next = 1;
  for (const name of order) {
    const found = bootable(root).find((each) => bootName(each) === name);
    if (found !== undefined) writePath(root, found, 'boot@order', String(next++));
  }
}

const clock: KindSpec = side('clock', {
  label: 'hw.clock',
  icon: 'clock',
  summary: (root) => readPath(root, 'clock@offset'),
  fields: [
    select('clock@offset', 'hw.clock.offset', ['utc', 'localtime', 'timezone', 'variable', 'absolute'], { isVolatile: true }),
    text('clock@timezone', 'hw.clock.timezone', { shown: ({ root }) => readPath(root, 'clock@offset') === 'timezone' }),
    ...['rtc', 'pit', 'hpet', 'kvmclock', 'hypervclock'].map((name) => field('select', name, `hw.clock.${name}` as 'hw.clock.rtc', {
      group: 'hw.group.timers',
      read: ({ root }) => timer(root, name)?.attribute('present') ?? timer(root, name)?.attribute('tickpolicy') ?? '',
      options: (place) => withDefault(name === 'rtc' || name === 'pit' ? ['catchup', 'delay', 'discard', 'merge', 'no'] : ['yes', 'no'], timer(place.root, name)?.attribute('present') ?? timer(place.root, name)?.attribute('tickpolicy') ?? ''),
      write: ({ root }, value) => { setTimer(root, name, value); },
    })),
  ],
});

const timer = (root: XmlElement, name: string): XmlElement | undefined => root.child('clock')?.elements('timer').find((each) => each.attribute('name') === name);

function setTimer(root: XmlElement, name: string, value: string): void {
  const parent = root.child('clock') ?? addChild(root, root, elementOf("<clock offset='utc'/>"));
  const old = timer(root, name);
  if (old !== undefined) removeChild(parent, old);
  if (value !== '') addChild(root, parent, elementOf(`<timer name='${name}' ${value === 'yes' || value === 'no' ? 'present' : 'tickpolicy'}='${value}'/>`));
}

const features: KindSpec = side('features', {
  label: 'hw.features',
  icon: 'sliders',
  summary: (root) => words(...(root.child('features')?.elements().slice(0, 3).map(({ name }) => name) ?? [])),
  fields: [
    toggle('features/acpi?', 'hw.features.acpi'),
    toggle('features/apic?', 'hw.features.apic'),
    toggle('features/pae?', 'hw.features.pae'),
    select('features/smm@state', 'hw.features.smm', ['on', 'off']),
    select('features/vmport@state', 'hw.features.vmport', ['on', 'off']),
    select('features/kvm/hidden@state', 'hw.features.kvmHidden', ['on', 'off']),
    select('features/ioapic@driver', 'hw.features.ioapic', ['kvm', 'qemu']),
    ...['relaxed', 'vapic', 'synic', 'stimer', 'vpindex', 'runtime', 'reset', 'frequencies'].map((name) => select(`features/hyperv/${name}@state`, `hw.hyperv.${name}` as 'hw.hyperv.relaxed', ['on', 'off'], { group: 'hw.group.hyperv' })),
  ],
});

/** The sides of the machine itself. */
export const machineSides: readonly KindSpec[] = [general, processor, memorySide, boot];
/** Those that stand behind the devices. */
export const lastSides: readonly KindSpec[] = [clock, features];
