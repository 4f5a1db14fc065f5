import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Connection } from '../../../drivers/api/connection.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import type { ConnectionId } from '../../contract/ids.ts';
import type { NewMachine } from '../../contract/new-machine.ts';
import { parseConnectUri } from '../../../drivers/core/connect-uri.ts';
import { FakeHypervisor } from '../../testing/fake-hypervisor.ts';
import { makeMachine, previewMachine } from './make-machine.ts';

let fake: FakeHypervisor;
let connection: Connection;
let uploads: Map<string, Buffer>;
let transient: string[];

const context = { signal: new AbortController().signal, say: () => undefined, progress: () => undefined };
const GIB = 2 ** 30;

function wanted(more: Partial<NewMachine> = {}): NewMachine {
  return {
    connectionId: 'c' as ConnectionId,
    name: 'web',
    install: { kind: 'iso', path: '/pools/main/debian.iso' },
    vcpus: 2,
    memoryKiB: 1_048_576,
    disk: { kind: 'new', pool: 'main', sizeBytes: 5 * GIB },
    network: { kind: 'none' },
    firmware: 'bios',
    start: false,
    osId: 'debian-12',
    ...more,
  };
}

beforeEach(async () => {
  uploads = new Map();
  transient = [];
  fake = new FakeHypervisor();
  fake.addPool('main', true);
  fake.pools.get('main')?.volumes.set('cloud.qcow2', 1n);
  fake.extra = {
    storagePool: { getXMLDesc: () => Promise.resolve('<pool type="dir"><target><path>/pools/main</path></target></pool>') },
    storageVol: {
      createXMLFrom: (pool, xml) => {
        const name = /<name>([^<]*)</.exec(xml)?.[1] ?? '';
        fake.pools.get(pool.name)?.volumes.set(name, 1n);
        return Promise.resolve({ pool: pool.name, name, key: `/pools/${pool.name}/${name}` });
      },
      resize: (vol, capacity) => Promise.resolve(void fake.pools.get(vol.pool)?.volumes.set(vol.name, capacity)),
      upload: (vol) =>
        Promise.resolve({
          recv: () => Promise.resolve(undefined),
          send: (data: Uint8Array) => Promise.resolve(void uploads.set(vol.name, Buffer.concat([uploads.get(vol.name) ?? Buffer.alloc(0), data]))),
          finish: () => Promise.resolve(),
          abort: () => Promise.resolve(),
        }),
    },
  };
  connection = await fake.driver.open(parseConnectUri('fake://host/'), {});
});

const xmlOf = (name: string): string => [...fake.machines.values()].find((machine) => machine.name === name)?.xml ?? '';
const volumes = (): readonly string[] => [...(fake.pools.get('main')?.volumes.keys() ?? [])];

describe('a new machine', () => {
  it('has what its system gets on with', async () => {
    await makeMachine(connection, wanted({ osId: 'windows-11', firmware: 'uefi-secure', tpm: true }), context);
    for (const part of ['<os firmware="efi">', 'name="secure-boot"', '<smm state="on"/>', '<tpm model="tpm-crb">', 'offset="localtime"', '<target dev="sda" bus="sata"/>', 'http://microsoft.com/win/11']) expect(xmlOf('web')).toContain(part);
    await makeMachine(connection, wanted({ name: 'old', osId: 'windows-xp' }), context);
    expect(xmlOf('old')).toContain('bus="ide"');
    expect(xmlOf('old')).not.toContain('guest_agent');
  });

  it('begins as a layer over a ready image, or as a copy that grows', async () => {
    const created: string[] = [];
    fake.hook = (method, args) => {
      if (method === 'storageVol.createXML') created.push(String(args[1]));
      return undefined;
    };
    await makeMachine(connection, wanted({ install: { kind: 'cloud', path: '/pools/main/cloud.qcow2', how: 'overlay' } }), context);
    expect(created[0]).toContain('<backingStore><path>/pools/main/cloud.qcow2</path><format type="qcow2"/></backingStore>');
    await makeMachine(connection, wanted({ name: 'copy', install: { kind: 'cloud', path: '/pools/main/cloud.qcow2', how: 'copy' } }), context);
    expect(fake.pools.get('main')?.volumes.get('copy.qcow2')).toBe(5n * BigInt(GIB));
  });

  it('finds its seed beside its disk, with the password as a hash alone', async () => {
    const cloudInit = { user: 'anna', password: 'correct horse', sshKeys: ['ssh-ed25519 AAAA anna'], packages: [], address: '192.0.2.5/24', gateway: '192.0.2.1' };
    const { command, xml } = await previewMachine(connection, wanted({ cloudInit }));
    expect(volumes()).toEqual(['cloud.qcow2']);
    await makeMachine(connection, wanted({ cloudInit }), context);
    const seed = uploads.get('web-cloud-init.iso')?.toString('latin1') ?? '';
    expect(seed).toContain('"passwd": "$6$');
    expect(seed).toContain('192.0.2.5/24');
    expect(xmlOf('web')).toContain('<source file="/pools/main/web-cloud-init.iso"/><target dev="vdb" bus="virtio"/><readonly/>');
    for (const text of [seed, xmlOf('web'), xml, command]) expect(text).not.toContain('correct horse');
    expect(xml).toContain('\n  <memory unit="KiB">1048576</memory>\n');
    expect(xml.replace(/\n */g, '').replace(/<uuid>.*?<\/uuid>/, '')).toBe(xmlOf('web').replace(/<uuid>.*?<\/uuid>/, ''));
  });

  it('leaves nothing when it is refused', async () => {
    fake.hook = (method) => (method === 'domain.defineXML' ? new VirError({ code: 'config-unsupported', domain: 'qemu', message: 'no' }) : undefined);
    await expect(makeMachine(connection, wanted({ cloudInit: { user: 'anna', sshKeys: [], packages: [] } }), context)).rejects.toMatchObject({ code: 'config-unsupported' });
    expect(volumes()).toEqual(['cloud.qcow2']);
  });

  it('says the command that makes the same', async () => {
    const { command } = await previewMachine(connection, wanted({ name: "it's", install: { kind: 'cloud', path: '/a,b.qcow2', how: 'copy' }, firmware: 'uefi' }));
    expect(command.replaceAll(' \\\n ', '')).toBe(`vireo -c fake://host/ create --name 'it'\\''s' --memory 1048576KiB --vcpus 2 --os debian-12 --disk size=${5 * GIB}B,pool=main,base=/a,,b.qcow2,copy=yes --network none --boot uefi --no-start`);
    expect((await previewMachine(connection, wanted({ install: { kind: 'network' }, start: true }))).command).toBe('vireo -c fake://host/ define web.xml\nvireo -c fake://host/ start web');
  });
});

describe('an installation tree', () => {
  let server: Server;
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  it('starts its kernel once, and leaves a machine that starts from its disk', async () => {
    server = createServer((request, response) => {
      if (request.url === '/f/.treeinfo') response.end('[release]\nname = Fedora\nversion = 42\n[tree]\narch = x86_64\n[images-x86_64]\nkernel = k\ninitrd = i\n');
      else if (request.url === '/f/k' || request.url === '/f/i') response.end(`contents of ${request.url}`);
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/f`;
    fake.extra = {
      ...fake.extra,
      domain: {
        createXML: (xml) => {
          transient.push(xml);
          return Promise.resolve({ name: 'web', uuid: '00000000-0000-4000-8000-000000000001' as never, id: 1 });
        },
      },
    };
    connection = await fake.driver.open(parseConnectUri('fake://host/'), {});
    const made = await makeMachine(connection, wanted({ osId: undefined, install: { kind: 'tree', url } }), context);
    expect(made.isRunning).toBe(true);
    expect(uploads.get('web-kernel')?.toString()).toBe('contents of /f/k');
    for (const part of ['<kernel>/pools/main/web-kernel</kernel>', `<cmdline>inst.repo=${url}/</cmdline>`, '<on_reboot>destroy</on_reboot>']) expect(transient[0]).toContain(part);
    expect(xmlOf('web')).not.toContain('<kernel>');
    expect(xmlOf('web')).toContain('http://fedoraproject.org/fedora/42');
    expect(volumes()).toEqual(['cloud.qcow2', 'web.qcow2']);
    await expect(makeMachine(connection, wanted({ name: 'other', install: { kind: 'tree', url: `${url}/none` } }), context)).rejects.toMatchObject({ code: 'invalid-arg' });
  });
});
