import { describe, expect, it } from 'vitest';
import { formatDomainXml, parseDomainXml, type DomainDef } from '../../../conf/domain/domain-def.ts';
import type { CommandContext } from '../command-context.ts';
import { qemuCommand } from '../command-line.ts';
import { commandText } from '../command-text.ts';
import { prepareDomain } from '../prepare-domain.ts';
import { qemuCapabilities, type QemuMachine } from '../../conf/qemu-capabilities.ts';
import { qemuDomainContext } from '../../conf/qemu-context.ts';
import { commandWords } from './command-words.ts';
import { documentOfCommand, emulatorOfCommand } from './document-of-command.ts';

const FLAGS = [
  'kvm', 'tcg', 'object.qapified', 'netdev.json', 'device.json+hotplug', 'pcie-root-port', 'qemu-xhci', 'piix3-usb-uhci', 'usb-storage', 'virtio-scsi-pci', 'ich9-ahci', 'iothread', 'usb-host.hostdevice', 'vfio-pci',
  'set-action', 'no-acpi', 'no-hpet', 'VGA', 'cirrus-vga', 'vnc', 'virtio-rng', 'rng-random', 'pci-bridge', 'pcie-pci-bridge', 'vga', 'usb-tablet', 'isa-serial', 'virtio-gpu-pci', 'virtio-vga', 'pci-serial', 'query-cpu-model-expansion',
];
const machine = (name: string): QemuMachine => ({ virtType: 'qemu', name, alias: undefined, isDefault: false, defaultCpu: undefined });
const caps = qemuCapabilities(new Set(FLAGS), ['pc', 'q35'].flatMap((name) => [machine(name), { ...machine(name), virtType: 'kvm' }]));
caps.emulator.arch = 'x86_64';
caps.emulator.tcg.cpus = ['qemu64', 'Nehalem'].map((name) => ({ name, typeName: undefined, usable: undefined, deprecated: false, blockers: [] }));

const context = qemuDomainContext({
  emulatorFor: () => '/usr/bin/qemu-system-x86_64', capabilitiesOf: () => caps, nvramDir: '/nvram', libDir: '/lib', channelDir: '/channel',
  vncAllowHostAudio: false, allowHostAudioWithoutGraphics: false, audioDriver: undefined,
});

const commandContext: CommandContext = {
  caps,
  host: { arch: 'x86_64', os: 'linux', sysinfo: undefined, now: new Date(0), utcOffsetSeconds: 0, pageSizeKiB: 4, adviseNodes: undefined, requireNumaNodes: () => undefined, fips: false },
  paths: { libDir: '/run/m', channelDir: '/run/m', memoryBackingDir: '/mem', hugePagesDir: () => '/huge', nvramDir: '/nvram' },
  settings: {
    setProcessName: false, dumpGuestCore: false, logTimestamp: true, sandbox: undefined, deprecationBehavior: 'none', hugePages: [],
    tls: { vnc: undefined, spice: undefined, chardev: undefined, migrate: undefined, backup: undefined, vxhs: undefined, nbd: undefined },
    vnc: { listen: '127.0.0.1', sasl: false, saslDir: undefined, password: undefined, autoUnixSocket: false, allowHostAudio: false },
    spice: { listen: '127.0.0.1', sasl: false, saslDir: undefined, password: undefined, autoUnixSocket: false },
  },
  passed: { monitor: { path: '/run/m/qmp' }, listenFd: () => undefined, fileSet: () => undefined, logSet: () => undefined },
  privileged: false,
  environment: [['LC_ALL', 'C']],
  sealSecret: () => ({ data: '', iv: '' }),
  sealText: () => ({ data: '', iv: '' }),
};

const read = (command: string): DomainDef => parseDomainXml(documentOfCommand(command), context);
const write = (def: DomainDef): string => {
  prepareDomain(def, commandContext);
  return commandText(qemuCommand(def, commandContext));
};

describe('commandWords', () => {
  it('reads words as a shell does', () => {
    expect(commandWords(`a 'b c' "d \\" e" f\\ g \\\n h'i'"j" ''`)).toEqual(['a', 'b c', 'd " e', 'f g', 'hij', '']);
  });

  it('refuses a quotation that does not end', () => {
    expect(() => commandWords("a 'b")).toThrow('command ends within a quotation');
  });
});

describe('documentOfCommand', () => {
  it('reads what people type', () => {
    const def = read('qemu-system-x86_64 -enable-kvm -name web -m 2G -smp 4,cores=2,sockets=2 -cpu host -machine q35 -hda /vm/web.qcow2 -cdrom /iso/a.iso -nic user,model=virtio,hostfwd=tcp::2222-:22 -vnc :1 -serial stdio -usbdevice tablet -boot order=dc,menu=on');
    expect(def).toMatchObject({ type: 'kvm', name: 'web', memory: { sizeKiB: 2097152 }, vcpu: { max: 4 }, cpu: { mode: 'host-passthrough', topology: { sockets: 2, cores: 2 } } });
    expect(def.os).toMatchObject({ type: { arch: 'x86_64', machine: 'q35' }, boot: [{ dev: 'cdrom' }, { dev: 'hd' }], bootmenu: { enable: true } });
    expect(def.devices.disks.map((disk) => [disk.device, disk.target?.bus, disk.source])).toMatchObject([
      ['disk', 'sata', { file: '/vm/web.qcow2' }],
      ['cdrom', 'sata', { file: '/iso/a.iso' }],
    ]);
    expect(def.devices.interfaces).toMatchObject([{ type: 'user', model: 'virtio' }]);
    expect(def.devices.graphics).toMatchObject([{ type: 'vnc', port: 5901 }]);
    expect(def.devices.serials).toMatchObject([{ type: 'stdio' }]);
    expect(def.qemuCommandline).toBeUndefined();
  });

  it('reads nodes and devices by their names', () => {
    const def = read(`/opt/qemu-system-x86_64 -machine pc,accel=tcg -m 256
      -blockdev '{"driver":"nbd","server":{"type":"inet","host":"h","port":"10809"},"export":"e","node-name":"s"}'
      -blockdev '{"driver":"qcow2","file":"s","node-name":"f","read-only":true}'
      -device '{"driver":"virtio-blk-pci","drive":"f","bus":"pci.0","addr":"0x5","bootindex":1}'
      -netdev bridge,id=n0,br=virbr0 -device e1000,netdev=n0,mac=52:54:00:11:22:33
      -object rng-random,id=r0,filename=/dev/random -device virtio-rng-pci,rng=r0`);
    expect(def.devices.disks[0]).toMatchObject({ type: 'network', readonly: true, boot: { order: 1 }, driver: { type: 'qcow2' }, source: { protocol: 'nbd', name: 'e', hosts: [{ name: 'h', port: 10809 }] }, address: { type: 'pci', slot: 5 } });
    expect(def.devices.interfaces[0]).toMatchObject({ type: 'bridge', model: 'e1000', mac: { address: '52:54:00:11:22:33' } });
    expect(def.devices.rngs[0]).toMatchObject({ backend: { model: 'random', file: '/dev/random' } });
    expect(def.devices.emulator).toBe('/opt/qemu-system-x86_64');
  });

  it('keeps what documents have no word for', () => {
    const def = read('GTK_THEME=dark qemu-system-x86_64 -machine pc -device edu,id=x -global foo.bar=1 -S -daemonize -monitor none');
    expect(def.qemuCommandline).toMatchObject({ args: [{ value: '-device' }, { value: 'edu,id=x' }, { value: '-global' }, { value: 'foo.bar=1' }], env: [{ name: 'GTK_THEME', value: 'dark' }] });
  });

  it('says which emulator a command runs', () => {
    expect(emulatorOfCommand('A=b qemu-system-i386 -m 1')).toEqual({ path: 'qemu-system-i386', arch: 'i686' });
    expect(() => documentOfCommand('')).toThrow('no emulator path found');
  });

  it.each([
    ['a laptop', "qemu-system-x86_64 -machine q35 -accel tcg -cpu qemu64 -m 512 -smp 2 -drive file=/vm/a.qcow2,format=qcow2,if=virtio -nic user,model=virtio -vnc 127.0.0.1:3 -device qemu-xhci,id=usb -device usb-tablet,bus=usb.0 -serial file:/log"],
    ['a server', 'qemu-system-x86_64 -machine pc -cpu Nehalem,+vmx,-sse4.2 -m size=1048576k -smp 1 -kernel /k -initrd /i -append "console=ttyS0 root=/dev/vda" -drive if=none,id=d,file=/dev/sdb,format=raw -device virtio-blk-pci,drive=d -net nic,model=e1000,macaddr=52:54:00:00:00:01 -net user -vga cirrus -no-acpi -rtc base=localtime,driftfix=slew'],
  ])('comes back the same: %s', (_name, command) => {
    const def = read(command);
    const first = write(parseDomainXml(formatDomainXml(def), context));
    const again = write(read(first));
    expect(again).toBe(first);
  });
});
