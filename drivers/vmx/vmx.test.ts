import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDomainXml, parseDomainXml } from '../conf/domain/domain-def.ts';
import type { DomainDef } from '../conf/domain/domain-def.ts';
import { VirError } from '../core/vir-error.ts';
import { formatVmx } from './format-vmx.ts';
import { parseVmx } from './parse-vmx.ts';
import { vmxDomainContext } from './vmx-context.ts';
import { editVmx } from './vmx-edit.ts';
import { VmxEntries } from './vmx-text.ts';

const HEAD = 'config.version = "8"\nvirtualHW.version = "16"\ndisplayName = "m"\n';
const context = { parseFileName: (name: string) => `/vm/${name}` };
const format = { formatFileName: (source: string) => source.replace('/vm/', ''), virtualHardware: 16 };

function parse(text: string | Uint8Array): DomainDef {
  return parseVmx(typeof text === 'string' ? HEAD + text : text, context);
}

describe('parseVmx', () => {
  it('decodes bytes as the file says', () => {
    const bytes = Buffer.concat([Buffer.from('.encoding = "windows-1252"\nconfig.version = "8"\nvirtualHW.version = "8"\ndisplayName = "Gr'), Buffer.from([0xfc, 0xdf, 0x65]), Buffer.from('"\n')]);
    expect(parse(bytes).name).toBe('Grüße');
  });

  it('refuses encodings nobody knows', () => {
    expect(() => parse(Buffer.from(`.encoding = "no-such"\n${HEAD}`))).toThrow('Could not convert from no-such to UTF-8 encoding');
  });

  it.each([
    ['', 'Expecting', 'virtualHW.version = "3"\nconfig.version = "8"'],
    ['', "Missing essential config entry 'config.version'", 'displayName = "x"'],
    [HEAD, 'multiple of 4', 'memsize = "6"'],
    [HEAD, "Config entry 'numvcpus' must represent an integer value", 'numvcpus = "99999999999999999999"'],
    [HEAD, "must represent a boolean value (true|false)", 'scsi0.present = "yes"'],
    [HEAD, "'buslogic' or 'lsilogic'", 'scsi0.present = "true"\nscsi0.virtualDev = "__proto__"'],
    [HEAD, "failed to parse the index of the VMX key 'ethernetX.present'", 'ethernetX.present = "true"'],
    [HEAD, 'invalid escape sequence', 'annotation = "50 |x"'],
    [HEAD, 'lists not allowed in VMX format', 'a = [ "b" ]'],
  ])('says what is wrong: %s%s', (head, message, text) => {
    expect(() => parseVmx(head + text, context)).toThrow(message);
  });

  it('reads networks as Workstation writes them', () => {
    const cards = ['bridged', 'hostonly', 'nat', 'custom'].map((type, index) => `ethernet${index}.present = "true"\nethernet${index}.connectionType = "${type}"\n`).join('');
    const { interfaces } = parse(`${cards}ethernet3.vnet = "/dev/vmnet5"`).devices;
    expect(interfaces.map((each) => [each.type, each.source?.type === 'bridge' ? each.source.bridge : undefined, each.target?.dev])).toEqual([
      ['bridge', 'vmnet0', undefined], ['bridge', 'vmnet1', 'vmnet1'], ['user', undefined, undefined], ['bridge', '/dev/vmnet5', '/dev/vmnet5'],
    ]);
  });

  it('takes the first of several entries, and enormous indexes for what they are', () => {
    const def = parse(['memsize = "64"', 'MemSize = "128"', 'ethernet999999999.present = "true"', 'sharedFolder.maxNum = "9223372036854775807"', 'isolation.tools.hgfs.disable = "FALSE"'].join('\n'));
    expect(def.memory.sizeKiB).toBe(64 * 1024);
    expect(def.devices.interfaces).toHaveLength(1);
    expect(def.devices.filesystems).toEqual([]);
  });

  it('answers anything with a definition or a VirError', () => {
    const line = fc.tuple(
      fc.constantFrom('scsi0:0.fileName', 'scsi0.present', 'ethernet0.present', 'ethernet0.connectionType', 'serial0.fileName', 'serial0.fileType', 'serial0.present', 'memsize', 'numvcpus', 'x'.repeat(5000), '.encoding', 'vm.genid'),
      fc.oneof(fc.constantFrom('true', 'network', '-1', 'nat', 'a.vmdk', 'tcp://[::1]:5'), fc.string({ unit: 'binary' })),
    ).map(([name, value]) => `${name} = "${value}"\n`);
    fc.assert(fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
      try {
        expect(parse(lines.join('')).type).toBe('vmware');
      } catch (error) {
        expect(VirError.is(error)).toBe(true);
      }
    }), { numRuns: 300, seed: 7 });
  });
});

describe('formatVmx', () => {
  const document = (name: string): DomainDef =>
    parseDomainXml(
      `<domain type='vmware'><name>x</name><memory>524288</memory><vcpu>2</vcpu><os><type arch='x86_64'>hvm</type></os><devices>
        <disk type='file'><source file='/vm/a.vmdk'/><target dev='sda' bus='scsi'/></disk>
        <disk type='file'><source file='/vm/b.vmdk'/><target dev='sdp' bus='scsi'/></disk>
        <disk type='file'><source file='/vm/s.vmdk'/><target dev='sdg' bus='sata'/></disk>
        <disk type='file' device='cdrom'><target dev='hdc' bus='ide'/></disk>
        <controller type='scsi' index='0' model='lsilogic'/>
        <interface type='user'/><serial type='tcp'><source mode='bind' host='::1' service='7000'/><protocol type='telnet'/></serial>
        <graphics type='vnc' port='5901'/></devices></domain>`,
      vmxDomainContext({ steps: { basic: (def) => { def.name = name; def.description = name; } } }),
    );

  it('writes nothing that ends a line before its time', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', minLength: 1 }).filter((name) => !name.includes('\ud800')), (name) => {
      const back = VmxEntries.parse(formatVmx(document(name), format));
      expect(back.string('annotation')).toBe(name);
      expect(back.names.filter((each) => each === 'annotation')).toHaveLength(1);
    }), { numRuns: 100, seed: 3 });
  });

  it('is what parseVmx reads again', () => {
    const text = formatVmx(document('a "b" 100% |c'), format);
    const again = parseVmx(text, context);
    expect(formatVmx(again, format)).toBe(text);
    expect(again.name).toBe('a "b" 100% |c');
    expect(formatDomainXml(again)).toContain("<address type='drive' controller='1' bus='0' target='0' unit='0'/>");
  });

  it.each([
    ["<disk type='network'><source protocol='nbd'><host name='h'/></source><target dev='sda' bus='scsi'/></disk>", 'has unsupported type'],
    ["<disk type='file'><source file='/vm/a.qcow2'/><target dev='sda' bus='scsi'/></disk>", "unsupported suffix, expecting '.vmdk'"],
    ["<disk type='file'><source file='/vm/a.vmdk'/><target dev='vda' bus='virtio'/></disk>", 'Unsupported disk address type'],
    ["<graphics type='spice'/>", "Unsupported graphics type 'spice'"],
    ["<interface type='network'><source network='n'/></interface>", "Unsupported net type 'network'"],
  ])('refuses what VMware has not: %s', (device, message) => {
    const text = `<domain type='vmware'><name>x</name><memory>4096</memory><os><type>hvm</type></os><devices>${device}</devices></domain>`;
    expect(() => formatVmx(parseDomainXml(text, vmxDomainContext()), format)).toThrow(message);
  });
});

describe('editVmx', () => {
  it('changes one line and leaves the others', () => {
    const text = '#!/usr/bin/vmware\r\nA.b = "1"\r\n\r\n  c = "2" # why\r\na.B = "3"\r\nodd line\r\n';
    expect(editVmx(text, { 'a.b': '4"\n', c: undefined, new: 'x' })).toBe('#!/usr/bin/vmware\r\nA.b = "4|22|0a"\r\n\r\nodd line\r\nnew = "x"\r\n');
    expect(editVmx(text, {})).toBe(text);
  });
});
