import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../drivers/api/connection.ts';
import { parseDeviceXml } from '../../drivers/conf/domain/parse-device.ts';
import { parseDomainXml, type DomainDef, type DomainParseContext } from '../../drivers/conf/domain/domain-def.ts';
import { isPlainArray, isPlainObject } from '../../drivers/conf/json/plain-json.ts';
import { DomainCreateFlags as Create } from '../../drivers/core/constants.ts';
import { assignAliases } from '../../drivers/qemu/command/assign-aliases.ts';
import type { CommandContext } from '../../drivers/qemu/command/command-context.ts';
import { controllerArguments } from '../../drivers/qemu/command/controller-arguments.ts';
import { qemuCapabilities } from '../../drivers/qemu/conf/qemu-capabilities.ts';
import { qemuDomainContext } from '../../drivers/qemu/conf/qemu-context.ts';
import { planAttach } from '../../drivers/qemu/hotplug/attach-plan.ts';
import { planDetach } from '../../drivers/qemu/hotplug/detach-plan.ts';
import { qmpHotplugPort } from '../../drivers/qemu/hotplug/qmp-port.ts';
import { runAttach, runDetach } from '../../drivers/qemu/hotplug/run-plan.ts';
import type { QmpClient } from '../../drivers/qemu/qmp/qmp-client.ts';
import { checkLab, startLab, waitFor, type Lab } from '../lab/index.ts';
import { call, makeEmbedRoot, type EmbedRoot } from './embed-host.ts';
import { openMonitor } from './open-monitor.ts';

const check = checkLab(['bareQemu']);

/** Kinds of devices that any QEMU has and that need nothing of the host. */
const COLD: Readonly<Record<string, string>> = {
  'serial ports, consoles and channels':
    "<serial type='null'/><serial type='tcp'><source mode='bind' host='127.0.0.1' service='0'/><protocol type='telnet'/></serial><serial type='null'><target type='pci-serial'/></serial>" +
    "<parallel type='null'/><console type='null'><target type='virtio'/></console><channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>" +
    "<serial type='udp'><source mode='connect' host='127.0.0.1' service='9'/><target type='usb-serial'/></serial>",
  'networks':
    "<interface type='user'><model type='virtio'/><driver ioeventfd='on' event_idx='off'><host csum='off' tso4='off'/></driver><portForward proto='tcp' address='127.0.0.1'><range start='49322' to='22'/></portForward></interface>" +
    "<interface type='user'><ip address='172.17.2.0' family='ipv4' prefix='24'/><model type='e1000'/></interface><interface type='mcast'><source address='230.0.0.1' port='49323'/><model type='rtl8139'/></interface>" +
    "<interface type='udp'><source address='127.0.0.1' port='49324'><local address='127.0.0.1' port='49325'/></source><model type='e1000e'/></interface>",
  'displays and video cards': "<graphics type='vnc' autoport='yes' sharePolicy='allow-exclusive' passwd='secret'/><video><model type='virtio' heads='2' primary='yes'><resolution x='800' y='600'/></model></video>",
  'a plain display': "<graphics type='vnc' autoport='yes' keymap='de'/><video><model type='vga' vram='32768'/></video>",
  'sound': "<sound model='ich9'><codec type='micro'/><codec type='duplex'/></sound><sound model='ac97'/><sound model='es1370'/><sound model='sb16'/><sound model='usb'/><audio id='1' type='none'><output fixedSettings='yes'><settings frequency='44100' channels='2' format='s16'/></output></audio>",
  'inputs': "<input type='tablet' bus='usb'/><input type='keyboard' bus='usb'/><input type='mouse' bus='virtio'/><input type='tablet' bus='virtio'/><input type='keyboard' bus='virtio'/><hub type='usb'/>",
  'the small ones':
    "<rng model='virtio'><rate bytes='1024' period='500'/><backend model='random'>/dev/urandom</backend></rng><rng model='virtio'><backend model='builtin'/></rng><watchdog model='i6300esb' action='pause'/>" +
    "<panic model='isa'><address type='isa' iobase='0x505'/></panic><memballoon model='virtio' autodeflate='on' freePageReporting='on'/><shmem name='vireo-lab' role='master'><model type='ivshmem-plain'/><size unit='M'>4</size></shmem>",
  'a watchdog, a redirected USB device': "<watchdog model='ib700' action='dump'/><redirdev bus='usb' type='tcp'><source mode='bind' host='127.0.0.1' service='49326'/></redirdev>",
};

describe.skipIf(check.skip)(check.title('devices in real QEMUs'), () => {
  let lab: Lab<'bareQemu'>;
  let root: EmbedRoot;
  let connection: Connection;

  beforeAll(async () => {
    lab = await startLab({ need: ['bareQemu'] });
    root = await makeEmbedRoot();
    connection = await root.open();
  });
  afterAll(async () => {
    await connection.close();
    await root.dispose();
    await lab.dispose();
  });

  const machine = (name: string, devices: string, kind: string): string => {
    const memory = devices.includes('<memballoon') ? '' : "<memballoon model='none'/>";
    return `<domain type='qemu'><name>${name}</name><memory unit='MiB'>64</memory><os><type arch='x86_64' machine='${kind}'>hvm</type></os><features><acpi/></features><devices>${devices}${memory}</devices></domain>`;
  };

  it.each(Object.entries(COLD).flatMap(([what, devices], index) => ['pc', 'q35'].map((kind) => [what, kind, devices, index] as const)))('takes %s on %s', async (_what, kind, devices, index) => {
    const dom = await call(connection, 'domain', 'createXML')(machine(`cold-${kind}-${index}`, devices, kind), Create.START_PAUSED);
    expect((await call(connection, 'domain', 'getState')(dom)).state).toBe('paused');
    await call(connection, 'domain', 'destroy')(dom);
  });

  it('shares a directory', async () => {
    const folder = `${root.folder}/shared`;
    mkdirSync(folder);
    const fs = `<filesystem type='mount' accessmode='mapped' fmode='0644' multidevs='remap'><source dir='${folder}'/><target dir='tag'/><readonly/></filesystem>`;
    const dom = await call(connection, 'domain', 'createXML')(machine('shared', fs, 'q35'), Create.START_PAUSED);
    expect(await call(connection, 'domain', 'getXMLDesc')(dom)).toContain("multidevs='remap'");
    await call(connection, 'domain', 'destroy')(dom);
  });

  it('gives a machine a TPM that remembers, until the machine is undefined', async () => {
    const tpm = "<tpm model='tpm-crb'><backend type='emulator' version='2.0'/></tpm>";
    const dom = await call(connection, 'domain', 'defineXML')(machine('tpm', tpm, 'q35'));
    const memory = `${root.folder}/tpm/${dom.uuid}/tpm2/tpm2-00.permall`;
    await call(connection, 'domain', 'createWithFlags')(dom, Create.START_PAUSED);
    expect(await call(connection, 'domainQemu', 'monitorCommand')(dom, '{"execute":"query-tpm"}', 0)).toContain('"model":"tpm-crb"');
    await call(connection, 'domain', 'destroy')(dom);
    await waitFor('the end of swtpm', () => (processesWith(dom.uuid) === 0 ? true : undefined), 30_000, 50);
    const { mtimeMs } = statSync(memory);
    await call(connection, 'domain', 'createWithFlags')(dom, Create.START_PAUSED);
    expect(statSync(memory).mtimeMs).toBe(mtimeMs);
    await call(connection, 'domain', 'destroy')(dom);
    await call(connection, 'domain', 'undefineFlags')(dom);
    expect(existsSync(memory)).toBe(false);
  });

  it('connects a user interface by passt, which ends with the machine', async () => {
    const net = "<interface type='user'><mac address='52:54:00:00:00:07'/><model type='virtio'/><portForward proto='tcp' address='127.0.0.1'><range start='49327' to='22'/></portForward><backend type='passt'/></interface>";
    const dom = await call(connection, 'domain', 'createXML')(machine('passt', net, 'q35'), Create.START_PAUSED);
    expect(await listens(49327)).toBe(true);
    await call(connection, 'domain', 'destroy')(dom);
    await waitFor('the end of passt', async () => ((await listens(49327)) ? undefined : true), 30_000, 50);
  });

  it('leaves no helper behind when QEMU does not start', async () => {
    const devices = "<tpm model='tpm-crb'><backend type='emulator' version='2.0'/></tpm><serial type='tcp'><source mode='connect' host='127.0.0.1' service='1'/></serial>";
    const uuid = 'c0000000-0000-4000-8000-00000000dead';
    await expect(call(connection, 'domain', 'createXML')(machine('broken', devices, 'q35').replace('<memory', `<uuid>${uuid}</uuid><memory`))).rejects.toThrow('Connection refused');
    await waitFor('the end of swtpm', () => (processesWith(uuid) === 0 ? true : undefined), 30_000, 50);
  });

  describe('plugged into a machine that runs', () => {
    let client: QmpClient;
    let def: DomainDef;
    const tidyErrors: string[] = [];

    beforeAll(async () => {
      const usb = "<controller type='usb' index='0' model='piix3-uhci'/><controller type='virtio-serial' index='0'/><controller type='scsi' index='0' model='virtio-scsi'/>";
      def = parseDomainXml(`<domain type='qemu' id='1'><name>hot</name><memory unit='MiB'>64</memory><os><type arch='x86_64' machine='pc'>hvm</type></os><devices>${usb}<memballoon model='none'/></devices></domain>`, parsing(false));
      assignAliases(def);
      const qemu = await lab.bareQemu.start(controllerArguments(def, context(lab.bareQemu.dir)));
      client = await openMonitor(qemu);
    });
    afterAll(() => {
      client.dispose();
      expect(tidyErrors).toEqual([]);
    });

    let images = 0;
    const image = (): string => {
      const file = `${lab.bareQemu.dir}/disk${images++}.raw`;
      execFileSync('qemu-img', ['create', '-q', '-f', 'raw', file, '1M']);
      return file;
    };
    const port = () => qmpHotplugPort(client, { removalDeadlineMs: 1000, onTidyError: (error, command) => tidyErrors.push(`${command}: ${String(error)}`) });
    const attach = async (xml: string): Promise<DomainDef> => {
      const plan = planAttach(parseDeviceXml(xml, def, parsing(true)), def, context(lab.bareQemu.dir));
      await runAttach(plan, port());
      return plan.def;
    };
    const detach = async (xml: string, from: DomainDef): Promise<boolean> => runDetach(planDetach(parseDeviceXml(xml, from, parsing(true)), from, context(lab.bareQemu.dir)), port());
    const peripherals = async (): Promise<string[]> => {
      const answer = await client.execute('qom-list', { path: '/machine/peripheral' });
      return (isPlainArray(answer) ? answer : []).flatMap((each) => (isPlainObject(each) && typeof each['name'] === 'string' && each['name'] !== 'type' ? [each['name']] : [])).toSorted();
    };

    it.each([
      ['a USB disk', (disk: string) => `<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='${disk}'/><target dev='sda' bus='usb'/></disk>`, 'usb-disk0'],
      ['a USB tablet', () => "<input type='tablet' bus='usb'/>", 'input2'],
      ['a channel', () => "<channel type='unix'><source mode='bind'/><target type='virtio' name='org.lab.0'/></channel>", 'channel0'],
      ['a USB serial port', () => "<serial type='null'><target type='usb-serial' port='0'/></serial>", 'serial0'],
    ])('comes and goes: %s', async (_what, xml, alias) => {
      const disk = image();
      const before = await peripherals();
      const after = await attach(xml(disk));
      expect(await peripherals()).toEqual([...before, alias].toSorted());
      expect(await detach(xml(disk), after)).toBe(true);
      expect(await peripherals()).toEqual(before);
      expect(await client.execute('query-named-block-nodes')).toEqual([]);
    });

    it.each([
      ['a virtio disk', (disk: string) => `<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='${disk}'/><target dev='vdb' bus='virtio'/></disk>`],
      ['a SCSI disk', (disk: string) => `<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='${disk}'/><target dev='sdb' bus='scsi'/></disk>`],
      ['a network card', () => "<interface type='user'><mac address='52:54:00:00:00:09'/><model type='virtio'/></interface>"],
      ['a source of randomness', () => "<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>"],
      ['shared memory', () => "<shmem name='vireo-hot'><model type='ivshmem-plain'/><size unit='M'>4</size></shmem>"],
      ['a watchdog', () => "<watchdog model='i6300esb' action='reset'/>"],
      ['a guest’s way to a host', () => "<channel type='null'><target type='guestfwd' address='10.0.2.1' port='4600'/></channel>"],
    ])('comes: %s', async (_what, xml) => {
      def = await attach(xml(image()));
    });

    it('leaves nothing behind when QEMU refuses', async () => {
      const nodes = await client.execute('query-named-block-nodes');
      await expect(attach(`<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='${lab.bareQemu.dir}/absent.raw'/><target dev='vdz' bus='virtio'/></disk>`)).rejects.toThrow('No such file or directory');
      const twin = `<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='${image()}'/><target dev='vdy' bus='virtio'/><address type='pci' domain='0' bus='0' slot='1' function='0'/></disk>`;
      await expect(attach(twin)).rejects.toThrow();
      expect(await client.execute('query-named-block-nodes')).toEqual(nodes);
    });
  });
});

/** How many processes have a word among their arguments. */
function processesWith(word: string): number {
  return readdirSync('/proc').filter((pid) => /^\d+$/.test(pid)).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(word);
    } catch (error) {
      // It has just ended.
      if (error instanceof Error) return false;
      throw error;
    }
  }).length;
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const end = (open: boolean): void => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', () => { end(true); });
    socket.once('error', () => { end(false); });
  });
}

const FLAGS = [
  'vnc', 'VGA', 'virtio-scsi-pci', 'piix3-usb-uhci', 'device.json+hotplug', 'netdev.json', 'object.qapified', 'rng-random', 'rng-builtin', 'virtio-rng', 'usb-storage', 'usb-storage.removable', 'usb-serial',
  'ivshmem-plain', 'fsdev.multidevs', 'virtio-pci-non-transitional', 'scsi-disk.device_id',
];
const CAPS = qemuCapabilities(new Set(FLAGS), ['pc', 'q35'].map((name) => ({ virtType: 'qemu', name, alias: undefined, isDefault: name === 'pc', defaultCpu: undefined })));

function parsing(inactive: boolean): DomainParseContext {
  const folder = '/tmp';
  return qemuDomainContext({ emulatorFor: () => '/usr/bin/qemu-system-x86_64', capabilitiesOf: () => CAPS, nvramDir: folder, libDir: folder, channelDir: folder, vncAllowHostAudio: false, allowHostAudioWithoutGraphics: false, audioDriver: undefined }, { inactive });
}

/** Nothing is opened for this QEMU: it makes its own sockets and opens its own files. */
function context(dir: string): CommandContext {
  return {
    caps: CAPS,
    paths: { libDir: dir, channelDir: dir },
    settings: { tls: { chardev: undefined, nbd: undefined, vxhs: undefined } },
    passed: { monitor: { path: '' }, listenFd: () => undefined, fileSet: () => undefined, logSet: () => undefined },
  } as unknown as CommandContext;
}
