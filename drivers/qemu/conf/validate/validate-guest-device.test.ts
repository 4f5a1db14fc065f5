import { describe, expect, it } from 'vitest';
import { parseDomainXml } from '../../../conf/domain/domain-def.ts';
import { qemuCapabilities } from '../qemu-capabilities.ts';
import { qemuDomainContext } from '../qemu-context.ts';

const FLAGS = ['VGA', 'vnc', 'spice', 'isa-serial', 'usb-kbd', 'piix3-usb-uhci', 'rng-random', 'virtio-rng', 'hda-duplex', 'tpm-tis', 'tpm-emulator'];
const MACHINES = [{ virtType: 'kvm', name: 'pc', alias: undefined, isDefault: true, defaultCpu: undefined }];

const context = (...more: readonly string[]) =>
  qemuDomainContext({
    emulatorFor: () => '/usr/bin/qemu-system-x86_64',
    capabilitiesOf: () => qemuCapabilities(new Set([...FLAGS, ...more]), MACHINES),
    nvramDir: '/nvram',
    libDir: '/lib',
    channelDir: '/channel',
    vncAllowHostAudio: false,
    allowHostAudioWithoutGraphics: false,
    audioDriver: undefined,
  });

const reading = (devices: string, ...more: readonly string[]) => () =>
  parseDomainXml(`<domain type='kvm'><name>q</name><memory>1048576</memory><os><type arch='x86_64' machine='pc'>hvm</type></os><devices>${devices}</devices></domain>`, context(...more));

describe('what QEMU refuses in devices', () => {
  it.each([
    ["<interface type='user'><ip address='10.0.0.1' prefix='30'/></interface>", 'XML error: invalid prefix, must be in range of 4-27'],
    ["<interface type='user'><mtu size='1400'/></interface>", 'unsupported configuration: setting MTU on interface type user is not supported yet'],
    ["<interface type='vdpa'><source dev='/dev/vhost-vdpa-0'/><model type='virtio'/></interface>", 'unsupported configuration: vDPA devices are not supported with this QEMU binary'],
    ["<serial type='spiceport'><source channel='org.a'/></serial>", "unsupported configuration: chardev 'spiceport' not supported without spice graphics"],
    ["<serial type='tcp'><source mode='connect' host='h' service='1'><reconnect enabled='yes' timeout='0'/></source></serial>", "invalid argument: chardev reconnect source timeout cannot be '0'"],
    ["<console type='pty'><target type='sclp'/></console>", 'unsupported configuration: sclpconsole is not supported in this QEMU binary'],
    ["<video><model type='cirrus'/></video>", "unsupported configuration: domain configuration does not support video model 'cirrus'"],
    ["<graphics type='vnc' passwd='123456789'/>", 'unsupported configuration: VNC password is 9 characters long, only 8 permitted'],
    ["<graphics type='sdl'/>", 'unsupported configuration: sdl graphics are not supported with this QEMU'],
    ["<sound model='ich6'><codec type='micro'/></sound>", 'unsupported configuration: hda-micro not supported in this QEMU binary'],
    ["<tpm model='tpm-crb'><backend type='emulator' version='1.2'/></tpm>", "unsupported configuration: Unsupported interface 'tpm-crb' for TPM 1.2"],
    ["<watchdog model='diag288'/>", 'unsupported configuration: diag288 model of watchdog is allowed for s390 and s390x only'],
    ["<panic model='s390'/>", "unsupported configuration: only S390 guests support panic device of model 's390'"],
    ["<rng model='virtio'><backend model='builtin'/></rng>", "unsupported configuration: this qemu doesn't support the rng-builtin backend"],
    ["<vsock model='virtio'><cid auto='yes'/></vsock>", 'unsupported configuration: vsock device is not supported with this QEMU binary'],
    ["<iommu model='intel'/>", "unsupported configuration: IOMMU device: 'intel' is only supported with Q35 machines"],
    ["<hub type='usb'/>", 'unsupported configuration: usb-hub not supported by QEMU binary'],
  ])('%s', (devices, message) => {
    expect(reading(devices)).toThrow(message);
  });

  it('takes what QEMU has', () => {
    const devices = "<graphics type='vnc'/><video><model type='vga'/></video><rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>";
    expect(reading(devices)().devices.videos[0]?.model?.type).toBe('vga');
    expect(reading("<filesystem type='mount'><driver type='virtiofs'/><source dir='/d'/><target dir='t'/></filesystem>", 'vhost-user-fs')).toThrow('virtiofs is not yet supported in session mode');
  });
});
