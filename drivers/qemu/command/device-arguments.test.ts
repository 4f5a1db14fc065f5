import { describe, expect, it } from 'vitest';
import { parseDomainXml, type DomainDef } from '../../conf/domain/domain-def.ts';
import { qemuCapabilities } from '../conf/qemu-capabilities.ts';
import { qemuDomainContext } from '../conf/qemu-context.ts';
import { channelArguments } from './channel-arguments.ts';
import { chardevAddArguments } from './chardev-backend.ts';
import type { CommandContext } from './command-context.ts';
import { graphicsArguments } from './graphics-arguments.ts';
import { netArguments } from './net-arguments.ts';
import { prepareDevices } from './prepare-devices.ts';
import { prepareDomain } from './prepare-domain.ts';
import { propsText } from './props.ts';
import { serialArguments } from './serial-arguments.ts';
import { videoArguments } from './video-arguments.ts';

const FLAGS = ['VGA', 'vnc', 'spice', 'isa-serial', 'piix3-usb-uhci', 'device.json+hotplug', 'netdev.json', 'object.qapified', 'virtio-net.rss', 'netdev.vhost-vdpa'];
const MACHINES = [{ virtType: 'kvm', name: 'pc-i440fx-8.0', alias: 'pc', isDefault: true, defaultCpu: undefined }];
const CAPS = qemuCapabilities(new Set(FLAGS), MACHINES);

const parsing = qemuDomainContext({
  emulatorFor: () => '/usr/bin/qemu-system-x86_64',
  capabilitiesOf: () => CAPS,
  nvramDir: '/nvram',
  libDir: '/lib',
  channelDir: '/channel',
  vncAllowHostAudio: false,
  allowHostAudioWithoutGraphics: false,
  audioDriver: undefined,
});

/** A context in which nothing was opened for QEMU: the one of a user without rights. */
function contextOf(passed: Partial<CommandContext['passed']> = {}): CommandContext {
  const tls = { vnc: undefined, spice: undefined, chardev: undefined, migrate: undefined, backup: undefined, vxhs: undefined, nbd: undefined };
  const display = { listen: '127.0.0.1', sasl: false, saslDir: undefined, password: undefined, autoUnixSocket: true };
  return {
    caps: CAPS,
    paths: { libDir: '/lib/q', channelDir: '/lib/q/channel' },
    settings: { tls, vnc: { ...display, allowHostAudio: false }, spice: display },
    passed: { monitor: { path: '/lib/q/monitor.sock' }, listenFd: () => undefined, fileSet: () => undefined, logSet: () => undefined, ...passed },
  } as unknown as CommandContext;
}

function machine(devices: string, context: CommandContext): DomainDef {
  const def = parseDomainXml(`<domain type='kvm'><name>q</name><memory>1048576</memory><os><type arch='x86_64' machine='pc'>hvm</type></os><devices><memballoon model='none'/>${devices}</devices></domain>`, parsing);
  prepareDomain(def, context);
  prepareDevices(def, { ...context, freePort: (kind) => ({ 'vnc': 5900, 'websocket': 5700, 'spice': 5901, 'spice-tls': 5902 })[kind], renderNode: () => undefined, dbusAddress: () => undefined, freeGuestCid: () => 3 });
  return def;
}

const MAC = "<mac address='52:54:00:00:00:01'/>";

describe('network interfaces', () => {
  it('leave to QEMU what it can do itself', () => {
    const context = contextOf();
    const nets = `<interface type='user'>${MAC}<model type='virtio'/></interface><interface type='bridge'>${MAC}<source bridge='br0'/><model type='e1000'/></interface>`;
    expect(netArguments(machine(nets, context), context)).toEqual([
      '-netdev', '{"type":"user","id":"hostnet0"}',
      '-device', '{"driver":"virtio-net-pci","netdev":"hostnet0","id":"net0","mac":"52:54:00:00:00:01","bus":"pci.0","addr":"0x2"}',
      '-netdev', '{"type":"bridge","br":"br0","id":"hostnet1"}',
      '-device', '{"driver":"e1000","netdev":"hostnet1","id":"net1","mac":"52:54:00:00:00:01","bus":"pci.0","addr":"0x3"}',
    ]);
  });

  it('are given what was opened for them', () => {
    const context = contextOf({ net: () => ({ tap: [3, 4], vhost: [5, 6] }) });
    const net = `<interface type='bridge'>${MAC}<source bridge='br0'/><model type='virtio'/><driver queues='2'/></interface>`;
    const [, netdev, , device] = netArguments(machine(net, context), context);
    expect(netdev).toBe('{"type":"tap","fds":"3:4","vhost":true,"vhostfds":"5:6","id":"hostnet0"}');
    expect(device).toContain('"mq":true,"vectors":6');
  });

  it('lead ports of the host into the guest', () => {
    const context = contextOf();
    const net = `<interface type='user'>${MAC}<model type='virtio'/><portForward proto='tcp' address='127.0.0.1'><range start='2022' to='22'/></portForward></interface>`;
    expect(netArguments(machine(net, context), context)[1]).toBe('{"type":"user","hostfwd":[{"str":"tcp:127.0.0.1:2022-:22"}],"id":"hostnet0"}');
  });

  it('say what this host does not let its users do', () => {
    const context = contextOf();
    const def = machine(`<interface type='direct'>${MAC}<source dev='eth0' mode='bridge'/></interface>`, context);
    expect(() => netArguments(def, context)).toThrow("needs a tap device that this host does not let its users make; use 'user' or 'bridge'");
  });

  it('reach passt at its socket', () => {
    const context = contextOf();
    const def = machine(`<interface type='user'>${MAC}<model type='virtio'/><backend type='passt'/></interface>`, context);
    expect(netArguments(def, context)[1]).toBe('{"type":"stream","addr":{"type":"unix","path":"/lib/q/net0.socket"},"server":false,"id":"hostnet0"}');
  });
});

describe('character devices', () => {
  it('escape commas and keep a log', () => {
    const context = contextOf();
    const def = machine("<serial type='file'><source path='/a,b' append='on'/><log file='/l,g' append='off'/></serial>", context);
    expect(serialArguments(def, context)[1]).toBe('file,id=charserial0,path=/a,,b,append=on,logfile=/l,,g,logappend=off');
  });

  it('listen for channels without a path in the machine’s folder', () => {
    const context = contextOf();
    const def = machine("<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>", context);
    expect(channelArguments(def, context)[1]).toBe('socket,id=charchannel0,path=/lib/q/channel/org.qemu.guest_agent.0,server=on,wait=off');
  });

  it('are added to a machine that runs with the same words', () => {
    const context = contextOf();
    const [serial] = machine("<serial type='tcp'><source mode='bind' host='127.0.0.1' service='7000'/><protocol type='telnet'/></serial>", context).devices.serials;
    if (serial === undefined) throw new Error('no serial port');
    expect(propsText(chardevAddArguments(serial, { alias: 'serial0' }))).toBe(
      '{"id":"charserial0","backend":{"type":"socket","data":{"addr":{"type":"inet","data":{"host":"127.0.0.1","port":"7000"}},"wait":false,"server":true,"telnet":true}}}',
    );
  });
});

describe('displays', () => {
  it('listen at a socket of the machine where settings say so', () => {
    const context = contextOf();
    const def = machine("<graphics type='vnc' autoport='yes'/><video><model type='vga' vram='16384' primary='yes'/></video>", context);
    expect(graphicsArguments(def, context)).toEqual(['-vnc', 'vnc=unix:/lib/q/vnc.sock,audiodev=audio1']);
    expect(videoArguments(def, context)[1]).toBe('{"driver":"VGA","id":"video0","bus":"pci.0","addr":"0x2"}');
  });

  it('do not offer SPICE in the clear where it is to be secure', () => {
    const context = contextOf();
    const def = machine("<graphics type='spice' port='5930'><listen type='address' address='127.0.0.1'/><channel name='main' mode='secure'/></graphics><video><model type='vga'/></video>", context);
    expect(() => graphicsArguments(def, context)).toThrow('spice secure channels set in XML configuration, but TLS connection is not available');
  });
});
