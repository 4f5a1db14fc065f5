import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { escapeXml } from './domain-xml.ts';
import type { PrivateLibvirtd } from './libvirt/libvirtd.ts';

/** Machines as a company has them: the same every time for the same number. */
interface Sketch {
  readonly name: string;
  readonly uuid: string;
  readonly title: string;
  readonly memoryMiB: number;
  readonly vcpus: number;
  readonly disks: number;
  readonly nics: number;
  /** virDomainState's number. */
  readonly state: number;
}

const ROLES = ['web', 'app', 'db', 'cache', 'queue', 'mail', 'build', 'proxy', 'files', 'desktop', 'monitor', 'test'] as const;
const SITES = ['ber', 'fra', 'ams', 'lon', 'par', 'osl', 'waw', 'mad'] as const;
const MEMORY_MIB = [512, 1024, 2048, 2048, 4096, 4096, 8192, 16384] as const;
const SHUT_OFF = 5;
const RUNNING = 1;
const PAUSED = 3;

export interface ManyOptions {
  /** Before each name. */
  readonly prefix?: string;
  /** Default `mixed`: nine in ten run, some are paused or shut off. */
  readonly states?: 'mixed' | 'running' | 'shut off';
}

/**
 * The text of a `test:///FILE.xml` host with many machines. With mixed states, as a host of a company: about 90 %
 * running, 2 % paused, 8 % shut off.
 */
export function testHostXml(count: number, options: ManyOptions = {}): string {
  const memoryKiB = Math.max(64 * 1024 * 1024, count * 16 * 1024 * 1024);
  const machines = sketches(count, options).map((sketch) => {
    const own = `  <test:runstate>${sketch.state}</test:runstate>\n`;
    return machineXml('test', sketch, ` xmlns:test='http://libvirt.org/schemas/domain/test/1.0'`, own);
  });
  return `<node>
<cpu><mhz>3200</mhz><model>x86_64</model><active>128</active><nodes>2</nodes><sockets>1</sockets><cores>32</cores><threads>2</threads></cpu>
<memory>${memoryKiB}</memory>
<network><name>default</name><bridge name='virbr0'/><forward/><ip address='192.168.122.1' netmask='255.255.255.0'><dhcp><range start='192.168.122.2' end='192.168.122.254'/></dhcp></ip></network>
<pool type='dir'><name>default</name><target><path>/var/lib/libvirt/images</path></target></pool>
${machines.join('')}</node>
`;
}

/** Writes testHostXml to a file and gives its URI. */
export function writeTestHost(path: string, count: number, options: ManyOptions = {}): string {
  writeFileSync(path, testHostXml(count, options));
  return `test://${path}`;
}

/** Gives a private daemon many shut-off machines, whose disks do not exist. Its connections end. */
export async function defineMany(libvirtd: PrivateLibvirtd, count: number, options: ManyOptions = {}): Promise<void> {
  await libvirtd.preload(sketches(count, options).map((sketch) => ({ name: sketch.name, xml: machineXml('qemu', sketch, '', '') })));
}

function sketches(count: number, options: ManyOptions): Sketch[] {
  return Array.from({ length: count }, (_, index) => sketch(index, options));
}

function sketch(index: number, options: ManyOptions): Sketch {
  const { prefix = '', states = 'mixed' } = options;
  const bytes = createHash('sha1').update(`vireo-lab-${index}`).digest();
  const at = (offset: number) => bytes.readUInt8(offset);
  const role = pick(ROLES, at(0));
  const name = `${prefix}${role}-${pick(SITES, at(1))}-${String(index).padStart(5, '0')}`;
  const hex = createHash('md5').update(name).digest('hex');
  const uuid = [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20)].join('-');
  const mixed = at(5) < 20 ? SHUT_OFF : at(5) < 25 ? PAUSED : RUNNING;
  return {
    name,
    uuid,
    title: `${role[0]?.toUpperCase() ?? ''}${role.slice(1)} of team ${at(2) % 40}`,
    memoryMiB: pick(MEMORY_MIB, at(3)),
    vcpus: 1 << (at(4) % 4),
    disks: 1 + (at(6) % 3),
    nics: 1 + (at(7) % 2),
    state: states === 'mixed' ? mixed : states === 'running' ? RUNNING : SHUT_OFF,
  };
}

function machineXml(type: 'test' | 'qemu', sketch: Sketch, namespaces: string, own: string): string {
  const { name, uuid, title, memoryMiB, vcpus, disks, nics } = sketch;
  const letters = 'abc';
  const diskLines = Array.from({ length: disks }, (_, index) => {
    const letter = letters.charAt(index);
    return `    <disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='/var/lib/libvirt/images/${escapeXml(name)}-${letter}.qcow2'/><target dev='vd${letter}' bus='virtio'/></disk>\n`;
  });
  const nicLines = Array.from({ length: nics }, (_, index) => {
    const tail = uuid.slice(-6);
    const mac = `52:54:${index === 0 ? '00' : '01'}:${tail.slice(0, 2)}:${tail.slice(2, 4)}:${tail.slice(4)}`;
    return `    <interface type='network'><mac address='${mac}'/><source network='default'/><model type='virtio'/></interface>\n`;
  });
  return `<domain type='${type}'${namespaces}>
  <name>${escapeXml(name)}</name>
  <uuid>${uuid}</uuid>
  <title>${escapeXml(title)}</title>
  <memory unit='MiB'>${memoryMiB}</memory>
  <vcpu>${vcpus}</vcpu>
  <os><type arch='x86_64'>hvm</type><boot dev='hd'/></os>
  <features><acpi/><apic/></features>
  <devices>
${diskLines.join('')}${nicLines.join('')}    <serial type='pty'><target port='0'/></serial>
    <console type='pty'><target type='serial' port='0'/></console>
    <graphics type='vnc' port='-1' autoport='yes' listen='127.0.0.1'/>
    <video><model type='vga'/></video>
  </devices>
${own}</domain>
`;
}

function pick<T>(list: readonly [T, ...T[]], byte: number): T {
  return list[byte % list.length] ?? list[0];
}
