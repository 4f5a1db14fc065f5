import { describe, expect, it } from 'vitest';
import { domainContext, formatDomainXml, parseDomainXml, TEST_DRIVER_FEATURES } from './domain-def.ts';
import { formatDeviceXml, parseDeviceXml } from './parse-device.ts';

const context = domainContext({ features: TEST_DRIVER_FEATURES });
const machine = parseDomainXml("<domain type='test'><name>m</name><memory>1024</memory><os><type arch='x86_64'>hvm</type></os><devices><serial type='pty'/></devices></domain>", context);

describe('parseDeviceXml', () => {
  it('fills in what depends on the machine, and leaves the machine alone', () => {
    const before = formatDomainXml(machine);
    const device = parseDeviceXml("<serial type='pty'/>", machine, context);
    expect(device.kind === 'serial' && device.device.target?.port).toBe(1);
    const mouse = parseDeviceXml("<input type='mouse'/>", machine, context);
    expect(mouse.kind === 'input' && mouse.device.bus).toBe('ps2');
    expect(formatDomainXml(machine)).toBe(before);
  });

  it('writes what it reads', () => {
    const text = "<disk type='file' device='disk'>\n  <source file='/a'/>\n  <target dev='vda' bus='virtio'/>\n</disk>\n";
    expect(formatDeviceXml(parseDeviceXml(text, machine, context))).toBe(text);
  });

  it('refuses what is no device, and devices that make no sense', () => {
    expect(() => parseDeviceXml('<toaster/>', machine, context)).toThrow("unsupported configuration: unknown device type 'toaster'");
    expect(() => parseDeviceXml("<serial type='file'/>", machine, context)).toThrow('Missing source path attribute for char device');
    expect(() => parseDeviceXml('<disk', machine, context)).toThrow('(device_definition):1:');
  });
});
