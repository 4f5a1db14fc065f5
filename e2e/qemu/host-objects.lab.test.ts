import { execFileSync } from 'node:child_process';
import { mkdtemp, mkdir, rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Connection } from '../../drivers/api/connection.ts';
import type { FacetMethods } from '../../drivers/api/facets/facets.ts';
import type { DomainRef, StoragePoolRef } from '../../drivers/api/refs.ts';
import type { VirStream } from '../../drivers/api/stream.ts';
import { requireMethod } from '../../drivers/core/require-method.ts';
import { labDomainXml } from '../lab/domain-xml.ts';
import { checkLab, run, startLab, uniqueName, type Lab } from '../lab/index.ts';
import { makeEmbedRoot, readUntil, type EmbedRoot } from './embed-host.ts';
import { luksImage } from './luks-image.ts';

const of = <F extends keyof FacetMethods, M extends keyof FacetMethods[F] & string>(connection: Connection, facet: F, method: M): FacetMethods[F][M] => requireMethod(connection, facet, method);

const compared = checkLab(['bareQemu', 'libvirtd']);

// What libvirtd says of the same host and the same folder is the measure.
describe.skipIf(compared.skip)(compared.title('the host of QEMU without a daemon, beside libvirtd'), () => {
  let lab: Lab<'libvirtd'>;
  let root: EmbedRoot;
  let connection: Connection;
  const name = uniqueName('volumes');
  const virsh = async (...args: string[]): Promise<string> => (await run(['virsh', '-q', '-c', 'qemu:///system', ...args])).stdout;

  beforeAll(async () => {
    lab = await startLab({ need: ['libvirtd'] });
    root = await makeEmbedRoot();
    connection = await root.open();
  });
  afterAll(async () => {
    await connection.close();
    await root.dispose();
    await lab.dispose();
  });

  it('describes volumes byte for byte', async () => {
    const folder = await mkdtemp('/tmp/vireo-volumes-');
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await mkdir(`${folder}/sub`);
    const image = (...args: string[]): Buffer => execFileSync('qemu-img', ['create', '-q', ...args], { cwd: folder });
    image('-f', 'raw', 'raw.img', '3M');
    image('-f', 'qcow2', 'base.qcow2', '5M');
    image('-f', 'qcow2', '-b', 'base.qcow2', '-F', 'qcow2', 'top.qcow2');
    image('-f', 'qcow2', '-o', 'compat=0.10', 'old.qcow2', '7M');
    image('-f', 'qcow2', '-o', 'extended_l2=on,lazy_refcounts=on', 'extended.qcow2', '9M');
    for (const format of ['vmdk', 'vdi', 'qed']) image('-f', format, `x.${format}`, '4M');
    luksImage(['create', '-q', '-f', 'luks', '--object', 'secret,id=s,data=abc', '-o', 'key-secret=s,iter-time=10', `${folder}/x.luks`, '1M']);
    execFileSync('mkfifo', ['fifo'], { cwd: folder });
    execFileSync('ln', ['-s', '/nowhere', 'dangling'], { cwd: folder });
    await virsh('pool-create-as', name, 'dir', '--target', folder);
    try {
      const theirs = await virsh('pool-dumpxml', name);
      const pool = await of(connection, 'storagePool', 'createXML')(theirs);
      const volumes = (await of(connection, 'storagePool', 'listVolumes')(pool)).toSorted();
      const listed = (await virsh('vol-list', name)).split('\n').map((line) => line.trim().split(/\s+/)[0] ?? '').filter((each) => each !== '').toSorted();
      expect(volumes).toEqual(listed);
      // Looking at a file changes when it was looked at; other programs fill the same disk.
      const plain = (xml: string): string => xml.trim().replaceAll(/ *<(atime|allocation unit='bytes'|available unit='bytes')>.*\n/g, '');
      for (const volume of volumes) {
        const vol = { pool: name, name: volume, key: `${folder}/${volume}` };
        expect(await of(connection, 'storageVol', 'getXMLDesc')(vol).then(plain), volume).toBe(plain(await virsh('vol-dumpxml', '--pool', name, volume)));
      }
      expect(plain(await of(connection, 'storagePool', 'getXMLDesc')(pool))).toBe(plain(theirs));
      await of(connection, 'storagePool', 'destroy')(pool);
    } finally {
      await virsh('pool-destroy', name);
    }
  });

  it('counts processors and memory alike', async () => {
    const info = await of(connection, 'node', 'getInfo')();
    const theirs = await virsh('nodeinfo');
    const number = (label: string): number => Number(new RegExp(`^${label}:\\s+(\\d+)`, 'm').exec(theirs)?.[1]);
    expect([info.cpus, info.sockets, info.cores, info.threads, info.nodes, Number(info.memoryKiB)]).toEqual(
      ['CPU\\(s\\)', 'CPU socket\\(s\\)', 'Core\\(s\\) per socket', 'Thread\\(s\\) per core', 'NUMA cell\\(s\\)', 'Memory size'].map(number),
    );
    const kernel = (await of(connection, 'node', 'getCPUStats')(-1)).find(({ field }) => field === 'kernel')?.value ?? 0n;
    const after = BigInt(/system:\s+(\d+)/.exec(await virsh('nodecpustats'))?.[1] ?? 0);
    expect(after).toBeGreaterThanOrEqual(kernel);
    expect(Number(after - kernel) / 1e9).toBeLessThan(60);
  });

  it('describes devices byte for byte, but for what ethtool tells of cards', async () => {
    const plain = (xml: string): string => xml.trim().replaceAll(/ *<feature name='[^']*'\/>\n/g, '');
    const ours = (await of(connection, 'connect', 'listAllNodeDevices')()).map((each) => each.name);
    const theirs = (await virsh('nodedev-list')).split('\n').map((line) => line.trim()).filter((line) => line !== '');
    // Cards of networks that come and go while others test here are no measure.
    const steady = (names: readonly string[]): string[] => names.filter((each) => !/^net_(virbr|vnet|tap|veth)/.test(each)).toSorted();
    expect(steady(ours)).toEqual(steady(theirs));
    for (const device of steady(ours)) expect(plain(await of(connection, 'nodeDevice', 'getXMLDesc')({ name: device })), device).toBe(plain(await virsh('nodedev-dumpxml', device)));
    // The same for the host's own interfaces, of which a bridge shows what is plugged in at the moment.
    for (const { name: card } of await of(connection, 'connect', 'listAllInterfaces')()) {
      if (/^(virbr|vnet|tap|veth)/.test(card)) continue;
      expect((await of(connection, 'interface', 'getXMLDesc')({ name: card, mac: '' })).trim(), card).toBe((await virsh('iface-dumpxml', card)).trim());
    }
    expect(await of(connection, 'nodeDevice', 'getParent')({ name: ours.find((each) => each.startsWith('pci_')) ?? 'computer' })).toBeDefined();
  });
});

const booted = checkLab(['bareQemu', 'guest']);

describe.skipIf(booted.skip)(booted.title('networks and pools of QEMU without a daemon'), () => {
  let lab: Lab<'guest'>;
  let root: EmbedRoot;
  let connection: Connection;
  let pool: StoragePoolRef;

  beforeAll(async () => {
    lab = await startLab({ need: ['guest'] });
    root = await makeEmbedRoot();
    connection = await root.open();
    pool = await of(connection, 'storagePool', 'lookupByName')('default');
  });
  afterAll(async () => {
    await connection.close();
    await root.dispose();
    await lab.dispose();
  });

  /** A machine whose disk is named by its pool, on a network named by its document. */
  async function boot(name: string, network: string): Promise<{ readonly dom: DomainRef; readonly line: VirStream }> {
    const backing = `<backingStore><path>${lab.guest.qcow2Path}</path><format type='qcow2'/></backingStore>`;
    await of(connection, 'storageVol', 'createXML')(pool, `<volume><name>${name}.qcow2</name><target><format type='qcow2'/></target>${backing}</volume>`);
    const xml = labDomainXml({ name, network: { name: network }, memoryMiB: 128, graphics: { type: 'none' } }, lab.guest, 'DISK')
      .replace("<disk type='file' device='disk'>", "<disk type='volume' device='disk'>").replace("<source file='DISK'/>", `<source pool='default' volume='${name}.qcow2'/>`);
    const dom = await of(connection, 'domain', 'defineXML')(xml);
    await of(connection, 'domain', 'create')(dom);
    return { dom, line: await of(connection, 'domain', 'openConsole')(dom, undefined) };
  }

  const say = async (line: VirStream, command: string, answer: RegExp): Promise<string> => {
    await line.send(Buffer.from(`${command}\r`));
    return readUntil(line, answer);
  };

  it('lets machines of one host meet in a network of their own', async () => {
    const networks = await of(connection, 'network', 'createXML')('<network><name>lan</name></network>');
    expect(networks.name).toBe('lan');
    const machines = await Promise.all([boot('left', 'lan'), boot('right', 'lan')]);
    const [left, right] = machines.map(({ line }) => line);
    if (left === undefined || right === undefined) throw new Error('two machines were wanted');
    await Promise.all(machines.map(({ line }) => readUntil(line, /GUEST-READY/)));
    await say(left, 'ip addr add 192.0.2.1/24 dev eth0; ip link set eth0 up; echo se""t', /set\r/);
    await say(right, 'ip addr add 192.0.2.2/24 dev eth0; ip link set eth0 up; echo se""t', /set\r/);
    expect(await say(right, 'ping -c 3 -w 20 192.0.2.1; echo do""ne', /done\r/)).toMatch(/[1-3] packets received|[1-3] received/);
    for (const { dom } of machines) expect(await of(connection, 'domain', 'getXMLDesc')(dom)).toContain("<source network='lan'");
    await Promise.all(machines.map(({ line }) => line.abort()));
    await Promise.all(machines.map(({ dom }) => of(connection, 'domain', 'destroy')(dom)));
  }, 180_000);

  it('gives machines addresses in the network that is there from the beginning', async () => {
    const { dom, line } = await boot('alone', 'default');
    await readUntil(line, /GUEST-READY/);
    expect(await say(line, 'for i in 1 2 3 4 5 6 7 8 9; do ip addr show eth0 | grep "inet " && break; sleep 1; done; echo do""ne', /done\r/)).toMatch(/inet 10\.0\.2\.15\/24/);
    await line.abort();
    await of(connection, 'domain', 'destroy')(dom);
  }, 120_000);

  it('does not start a machine whose network or volume is not there', async () => {
    const define = (text: string): Promise<DomainRef> => of(connection, 'domain', 'defineXML')(text);
    const xml = labDomainXml({ name: 'lost', network: { name: 'nowhere' }, graphics: { type: 'none' } }, lab.guest, lab.guest.qcow2Path);
    await expect(of(connection, 'domain', 'create')(await define(xml))).rejects.toThrow("no network with matching name 'nowhere'");
    const volume = xml.replaceAll('nowhere', 'default').replace("<disk type='file' device='disk'>", "<disk type='volume' device='disk'>").replace(/<source file='[^']*qcow2'\/>/, "<source pool='default' volume='nothing'/>");
    await expect(of(connection, 'domain', 'create')(await define(volume.replace('<name>lost', '<name>lost2')))).rejects.toThrow("no storage vol with matching name 'nothing'");
  });
});
