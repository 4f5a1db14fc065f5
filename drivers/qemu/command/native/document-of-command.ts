import path from 'node:path';
import { archFromQemu } from '../../capabilities/cpu-names.ts';
import { confError } from '../../../conf/lens/conf-error.ts';
import { CommandOptions } from './command-options.ts';
import { optionValue, sizeKiB, type OptionValue } from './option-value.ts';
import { CommandChardevs, chardevsXml } from './read-chardevs.ts';
import { cpuOfCommand, type CommandCpu } from './read-cpu.ts';
import { devicesXml } from './read-devices.ts';
import { displaysXml } from './read-displays.ts';
import { CommandImages, disksXml, flashXml } from './read-disks.ts';
import { netsXml } from './read-nets.ts';
import { xml, xmlText } from './xml-text.ts';

/** The program that a command runs, and the architecture it is for. */
export function emulatorOfCommand(command: string): { readonly path: string; readonly arch: string } {
  const { emulator } = new CommandOptions(command);
  const target = /qemu-system-([a-z0-9_]+)$/.exec(path.posix.basename(emulator))?.[1] ?? 'x86_64';
  return { path: emulator, arch: archFromQemu(target) };
}

/**
 * A domain document from a command that runs QEMU: modern options and old ones. What a document has no word for stays as
 * `<qemu:commandline>`.
 *
 * @throws VirError `internal-error` for what is no command.
 */
export function documentOfCommand(text: string, emulator?: string): string {
  const command = new CommandOptions(text);
  if (command.emulator === '') throw confError('internal-error', 'no emulator path found', 'qemu');
  const { path: given, arch } = emulatorOfCommand(text);
  const machine = optionValue(command.take('machine') ?? command.take('M') ?? '', 'type');
  const type = virtType(command, machine);
  const images = new CommandImages(command);
  const chardevs = new CommandChardevs(command);
  const cpu = cpuOfCommand(command, arch);
  sayObjects(command);
  const parts = [
    xmlText('name', optionValue(command.take('name') ?? 'unnamed', 'guest').get('guest') ?? 'unnamed'),
    xmlText('uuid', command.take('uuid')),
    memoryXml(command, machine),
    cpu.vcpu,
    iothreadsXml(command),
    osXml(command, machine, arch, images),
    featuresXml(command, machine, arch, cpu),
    cpu.cpu,
    clockXml(command, cpu),
    command.has('no-reboot') ? xmlText('on_reboot', 'destroy') : undefined,
    xml('devices', {}, xmlText('emulator', emulator ?? given), ...disksXml(command, images, machine.get('type') ?? ''), ...netsXml(command), ...chardevsXml(command, chardevs), ...displaysXml(command), ...devicesXml(command), noBalloon(command)),
    leftovers(command),
  ];
  const namespace = { 'xmlns:qemu': 'http://libvirt.org/schemas/domain/qemu/1.0' };
  return xml('domain', { type, ...namespace }, ...parts);
}

function virtType(command: CommandOptions, machine: OptionValue): string {
  const named = optionValue(command.take('accel') ?? machine.get('accel') ?? '', 'accel').get('accel') ?? '';
  const first = named.split(':')[0];
  if (command.has('enable-kvm') || first === 'kvm' || (first === '' && path.posix.basename(command.emulator).includes('kvm'))) return 'kvm';
  return first === 'hvf' ? 'hvf' : 'qemu';
}

/** Objects that whoever runs a machine makes anew: its key, its memory. */
function sayObjects(command: CommandOptions): void {
  for (const { option, value } of command.values('object', 'qom-type')) {
    const type = value.get('qom-type') ?? '';
    if (value.get('id') === 'masterKey0' || type === 'memory-backend-ram' || type === 'iothread') command.say(option);
  }
  for (const { option, value } of command.values('audiodev', 'driver')) if (value.get('driver') === 'none') command.say(option);
}

function memoryXml(command: CommandOptions, machine: OptionValue): string {
  const value = optionValue(command.take('m') ?? '128', 'size');
  const kib = sizeKiB(value.get('size') ?? '128') ?? 131072;
  const max = value.get('maxmem');
  const locked = optionValue(command.take('overcommit') ?? '').get('mem-lock') === 'on';
  const file = command.take('mem-path');
  const object = command.values('object', 'qom-type').find((each) => each.value.get('id') === machine.get('memory-backend'));
  const type = object?.value.get('qom-type');
  if (object !== undefined) command.say(object.option);
  const source = type === 'memory-backend-memfd' ? 'memfd' : type === 'memory-backend-file' && !/hugepages/.test(object?.value.get('mem-path') ?? '') ? 'file' : undefined;
  const huge = /hugepages/.test(file ?? object?.value.get('mem-path') ?? '') || object?.value.get('hugetlb') === 'on';
  const backing = [
    huge ? xml('hugepages') : undefined,
    locked ? xml('locked') : undefined,
    source === undefined ? undefined : xml('source', { type: source }),
    object?.value.get('share') === 'on' ? xml('access', { mode: 'shared' }) : undefined,
    command.has('mem-prealloc') ? xml('allocation', { mode: 'immediate' }) : undefined,
  ].join('');
  return [
    max === undefined ? undefined : xmlText('maxMemory', sizeKiB(max), { slots: value.get('slots') ?? '0', unit: 'KiB' }),
    xmlText('memory', kib, { unit: 'KiB' }),
    backing === '' ? undefined : xml('memoryBacking', {}, backing),
  ].join('');
}

function iothreadsXml(command: CommandOptions): string | undefined {
  const ids = command.values('object', 'qom-type').flatMap(({ value }) => (value.get('qom-type') === 'iothread' ? (/^iothread(\d+)$/.exec(value.get('id') ?? '')?.[1] ?? []) : []));
  return ids.length === 0 ? undefined : `${xmlText('iothreads', ids.length) ?? ''}${xml('iothreadids', {}, ...ids.map((id) => xml('iothread', { id })))}`;
}

const BOOT_DEVICES: Readonly<Record<string, string>> = { a: 'fd', c: 'hd', d: 'cdrom', n: 'network' };

function osXml(command: CommandOptions, machine: OptionValue, arch: string, images: CommandImages): string {
  const boot = optionValue(command.take('boot') ?? '', 'order');
  const order = (boot.get('order') ?? boot.get('once') ?? '').split(/(?=.)/).map((letter) => BOOT_DEVICES[letter]).filter((dev) => dev !== undefined);
  const byDevice = command.values('device').some(({ value }) => value.has('bootindex'));
  const menu = boot.get('menu');
  const bios = command.take('bios');
  return xml(
    'os', {},
    xmlText('type', 'hvm', { arch, machine: machine.get('type') }),
    flashXml(command, images, machine),
    bios === undefined ? undefined : xmlText('loader', bios, { type: 'rom' }),
    xmlText('kernel', command.take('kernel')), xmlText('initrd', command.take('initrd')), xmlText('cmdline', command.take('append')), xmlText('dtb', command.take('dtb')),
    ...(byDevice ? [] : (order.length === 0 ? ['hd'] : order).map((dev) => xml('boot', { dev }))),
    menu === undefined ? undefined : xml('bootmenu', { enable: menu === 'on' ? 'yes' : 'no', timeout: boot.get('splash-time') }),
    boot.has('reboot-timeout') ? xml('bios', { rebootTimeout: boot.get('reboot-timeout') }) : undefined,
  );
}

function featuresXml(command: CommandOptions, machine: OptionValue, arch: string, cpu: CommandCpu): string {
  const x86 = arch === 'x86_64' || arch === 'i686';
  const noAcpi = command.has('no-acpi') || machine.get('acpi') === 'off';
  const state = (name: string, key = name): string | undefined => (machine.has(key) ? xml(name, { state: machine.get(key) }) : undefined);
  const irqchip = machine.get('kernel_irqchip');
  return xml(
    'features', {},
    x86 && !noAcpi ? xml('acpi') : undefined,
    x86 ? xml('apic') : undefined,
    ...cpu.features,
    state('vmport'), state('smm'),
    irqchip === 'split' || irqchip === 'on' ? xml('ioapic', { driver: irqchip === 'split' ? 'qemu' : 'kvm' }) : undefined,
    machine.has('gic-version') ? xml('gic', { version: machine.get('gic-version') }) : undefined,
    command.values('device').some(({ option, value }) => value.get('driver') === 'vmcoreinfo' && sayYes(command, option)) ? xml('vmcoreinfo', { state: 'on' }) : undefined,
  );
}

function sayYes(command: CommandOptions, option: Parameters<CommandOptions['say']>[0]): true {
  command.say(option);
  return true;
}

function clockXml(command: CommandOptions, cpu: CommandCpu): string {
  const rtc = optionValue(command.take('rtc') ?? (command.has('localtime') ? 'base=localtime' : 'base=utc'), 'base');
  const base = rtc.get('base') ?? 'utc';
  const moment = /^\d{4}-/.test(base) ? Math.floor(Date.parse(`${base}${base.includes('T') ? 'Z' : ''}`) / 1000) : undefined;
  const track = { vm: 'guest', host: 'wall', rt: 'realtime' }[rtc.get('clock') ?? ''];
  const slew = rtc.get('driftfix') === 'slew';
  const timer = track === undefined && !slew ? undefined : xml('timer', { name: 'rtc', track, tickpolicy: slew ? 'catchup' : undefined });
  const noHpet = command.has('no-hpet') ? xml('timer', { name: 'hpet', present: 'no' }) : undefined;
  return xml('clock', moment === undefined ? { offset: base } : { offset: 'absolute', start: moment }, timer, noHpet, ...cpu.timers);
}

/** A document that says nothing of a balloon has one. */
function noBalloon(command: CommandOptions): string | undefined {
  return command.values('device').some(({ value }) => value.get('driver')?.startsWith('virtio-balloon') === true) ? undefined : xml('memballoon', { model: 'none' });
}

function leftovers(command: CommandOptions): string | undefined {
  command.takeAll('usb');
  const args = command.unsaid().map((value) => xml('qemu:arg', { value }));
  const usual = new Set(['LC_ALL', 'PATH', 'HOME', 'USER', 'LOGNAME', 'TMPDIR', 'LD_PRELOAD', 'LD_LIBRARY_PATH', 'XDG_DATA_HOME', 'XDG_CACHE_HOME', 'XDG_CONFIG_HOME']);
  const env = command.environment.filter(([name]) => !usual.has(name)).map(([name, value]) => xml('qemu:env', { name, value }));
  return args.length + env.length === 0 ? undefined : xml('qemu:commandline', {}, ...args, ...env);
}
