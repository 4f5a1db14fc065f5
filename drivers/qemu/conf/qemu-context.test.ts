import { describe, expect, it } from 'vitest';
import { formatDomainXml, parseDomainXml } from '../../conf/domain/domain-def.ts';
import { parseQemuCapabilities } from './qemu-capabilities.ts';
import { qemuDomainContext } from './qemu-context.ts';

const CAPABILITIES = parseQemuCapabilities(`<qemuCaps>
  <flag name='pci-ohci'/><flag name='piix3-usb-uhci'/><flag name='nec-usb-xhci'/><flag name='qemu-xhci'/><flag name='VGA'/><flag name='pcie-root-port'/>
  <flag name='ioh3420'/><flag name='i82801b11-bridge'/><flag name='pci-bridge'/><flag name='pxb'/><flag name='virtio-net'/><flag name='virtio-pci-non-transitional'/><flag name='pcie-pci-bridge'/>
  <machine type='kvm' name='pc-i440fx-7.2' alias='pc' default='yes'/>
  <machine type='kvm' name='pc-q35-7.2' alias='q35'/>
</qemuCaps>`);

const context = qemuDomainContext({
  emulatorFor: (arch) => (arch === 'x86_64' ? '/usr/bin/qemu-system-x86_64' : undefined),
  capabilitiesOf: () => CAPABILITIES,
  nvramDir: '/nvram',
  libDir: '/lib',
  channelDir: '/channel',
  vncAllowHostAudio: false,
  allowHostAudioWithoutGraphics: false,
  audioDriver: undefined,
});

const domain = (machine: string, arch = 'x86_64'): string =>
  `<domain type='kvm'><name>q</name><memory>1048576</memory><os><type arch='${arch}' machine='${machine}'>hvm</type></os>
   <devices><disk type='file'><source file='/a'/><target dev='vda'/></disk><memballoon model='none'/></devices></domain>`;

describe('qemuDomainContext', () => {
  it('names the machine in full and puts devices on the board of a PC', () => {
    const written = formatDomainXml(parseDomainXml(domain('pc'), context));
    expect(written).toContain("machine='pc-i440fx-7.2'");
    expect(written).toContain('<emulator>/usr/bin/qemu-system-x86_64</emulator>');
    expect(written).toContain("<controller type='pci' index='0' model='pci-root'/>");
    expect(parseDomainXml(domain('pc'), context).devices.disks[0]?.address).toMatchObject({ type: 'pci', bus: 0 });
  });

  it('gives every PCI Express device a port of its own', () => {
    const def = parseDomainXml(domain('q35'), context);
    const models = def.devices.controllers.filter((each) => each.type === 'pci').map((each) => each.model);
    expect(models[0]).toBe('pcie-root');
    expect(models).toContain('pcie-root-port');
    expect(def.devices.disks[0]?.address).toMatchObject({ type: 'pci', slot: 0, function: 0 });
  });

  it('reads its own text without changing anything', () => {
    const once = formatDomainXml(parseDomainXml(domain('q35'), context));
    expect(formatDomainXml(parseDomainXml(once, context))).toBe(once);
  });

  it('refuses what no emulator runs', () => {
    expect(() => parseDomainXml(domain('virt', 'aarch64'), context)).toThrow("No emulator found for arch 'aarch64'");
  });
});
