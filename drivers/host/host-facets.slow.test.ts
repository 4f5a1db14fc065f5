import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LongCallOptions } from '../api/extras.ts';
import type { StoragePoolRef } from '../api/refs.ts';
import type { StreamHole, VirStream } from '../api/stream.ts';
import { ConnectListAllStoragePoolsFlags as Pools, NetworkEventLifecycleType as NetEvent, StorageVolResizeFlags } from '../core/constants.ts';
import { randomUuid } from '../core/uuid.ts';
import { filesOf } from '../transport/exec/files-far.ts';
import { thisComputer } from '../transport/exec/local-process.ts';
import { surroundingsHere, type Surroundings } from '../transport/exec/surroundings.ts';
import { hostFacets, type HostFacets } from './host-facets.ts';
import { HostState } from './host-state.ts';
import { networkPlanOf } from './network/network-plan.ts';
import { parseNetworkXml } from '../conf/network/network-def.ts';

const isLinux = process.platform === 'linux';
const hasImageTool = isLinux && spawnSync('qemu-img', ['--version']).status === 0;
const here = surroundingsHere();
const WAYS: readonly (readonly [string, Surroundings])[] = [['here', here], ['by commands', { ...here, isHere: false, files: filesOf(thisComputer) }]];
const keyring = { get: () => Promise.reject(new Error('no keyring')), set: () => Promise.reject(new Error('no keyring')) };

describe.skipIf(!isLinux).each(WAYS)('a host without a daemon, %s (Linux only)', (_how, surroundings) => {
  let root = '';
  let state: HostState;
  let facets: HostFacets;
  const open = async (): Promise<void> => {
    state = await HostState.open({ surroundings, root, keyring });
    facets = hostFacets(state, { assertOpen: () => undefined });
  };
  const close = (): void => {
    facets.dispose();
    state.dispose();
  };
  const methods = <K extends keyof HostFacets['facets']>(name: K): Required<NonNullable<HostFacets['facets'][K]>> => facets.facets[name] as Required<NonNullable<HostFacets['facets'][K]>>;
  const connect = (): Required<HostFacets['connect']> => facets.connect as Required<HostFacets['connect']>;

  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'vireo-host-'));
    await open();
  });
  afterEach(async () => {
    close();
    await rm(root, { recursive: true, force: true });
  });

  async function pool(name = 'default'): Promise<StoragePoolRef> {
    return methods('storagePool').lookupByName(name);
  }

  it('begins with a network and two pools, which stay removed', async () => {
    expect((await connect().listAllStoragePools()).map(({ name }) => name).sort()).toEqual(['default', 'iso']);
    expect(await connect().listNetworks()).toEqual(['default']);
    expect(await state.networks.planFor('default')).toEqual({ kind: 'user', subnet: { host: '10.0.2.2', prefix: 24, dhcpStart: '10.0.2.15' } });
    const iso = await pool('iso');
    expect(await methods('storagePool').getInfo(iso)).toMatchObject({ state: 2 });
    await methods('storagePool').destroy(iso);
    close();
    await open();
    expect(await methods('storagePool').isActive(iso)).toBe(false);
    await methods('storagePool').undefine(iso);
    close();
    await open();
    expect(await connect().listStoragePools()).toEqual(['default']);
    await expect(pool('iso')).rejects.toMatchObject({ code: 'no-storage-pool', message: "Storage pool not found: no storage pool with matching name 'iso'" });
  });

  it('keeps pools through their life', async () => {
    const pools = methods('storagePool');
    const xml = (type: string, folder: string): string => `<pool type='${type}'><name>mine</name><source><device path='/dev/x'/></source><target><path>${folder}</path></target></pool>`;
    await expect(pools.defineXML(xml('logical', '/x'))).rejects.toMatchObject({ code: 'config-unsupported' });
    await expect(pools.defineXML(xml('dir', `${root}/images`))).rejects.toThrow("Storage source conflict with pool: 'default'");
    const mine = await pools.defineXML(xml('dir', `${root}/mine`));
    await expect(pools.create(mine)).rejects.toMatchObject({ code: 'system-error' });
    await pools.build(mine);
    await pools.create(mine);
    await expect(pools.undefine(mine)).rejects.toThrow("storage pool 'mine' is still active");
    expect(await pools.getXMLDesc(mine)).toContain(`<path>${root}/mine</path>`);
    await pools.setAutostart(mine, true);
    expect((await connect().listAllStoragePools(Pools.AUTOSTART | Pools.ACTIVE | Pools.DIR)).map(({ name }) => name).sort()).toEqual(['default', 'iso', 'mine']);
    expect(await pools.lookupByTargetPath(`${root}/mine/`)).toEqual(mine);
    await pools.destroy(mine);
    await pools.delete(mine);
    await pools.undefine(mine);
    expect(await readdir(root)).not.toContain('mine');
  });

  it('makes plain volumes, with holes or without', async () => {
    const ref = await pool();
    const volumes = methods('storageVol');
    const vol = await volumes.createXML(ref, "<volume><name>a b.img</name><capacity unit='MiB'>8</capacity><allocation>0</allocation></volume>");
    expect(await volumes.getInfo(vol)).toMatchObject({ type: 0, capacity: 8_388_608n, allocation: 0n });
    await volumes.resize(vol, 16n << 20n);
    await expect(volumes.resize(vol, 1n << 20n)).rejects.toThrow("Can't shrink capacity");
    await volumes.resize(vol, 1n << 20n, StorageVolResizeFlags.SHRINK);
    const full = await volumes.createXML(ref, "<volume><name>full</name><capacity unit='MiB'>1</capacity></volume>");
    expect(await volumes.getInfo(full)).toMatchObject({ capacity: 1_048_576n, allocation: 1_048_576n });
    await expect(volumes.createXML(ref, '<volume><name>full</name><capacity>1</capacity></volume>')).rejects.toMatchObject({ code: 'storage-vol-exist' });
    for (const name of ['../out', '..', 'a/b']) await expect(volumes.createXML(ref, `<volume><name>${name}</name><capacity>1</capacity></volume>`)).rejects.toThrow(/cannot contain|no name|exist/);
    expect(await volumes.lookupByPath(`${root}/images/full`)).toEqual(full);
    await volumes.delete(full);
    expect(await methods('storagePool').listVolumes(ref)).toEqual(['a b.img']);
    await expect(volumes.getInfo(full)).rejects.toMatchObject({ code: 'no-storage-vol' });
  });

  it('moves contents in and out, holes kept', async () => {
    const volumes = methods('storageVol');
    const vol = await volumes.createXML(await pool(), "<volume><name>v</name><capacity unit='MiB'>16</capacity><allocation>0</allocation></volume>");
    const text = Buffer.alloc(200_000, 'vireo');
    const up = await volumes.upload(vol, 0n, 0n, 1);
    await up.send(text);
    await expect(volumes.delete(vol)).rejects.toThrow("volume 'v' is still in use.");
    await up.sendHole?.(10n << 20n);
    await up.send(text);
    await up.finish();
    const bytes = await readFile(`${root}/images/v`);
    expect(bytes.length).toBe(16 << 20);
    expect(bytes.subarray(0, text.length).equals(text)).toBe(true);
    expect(bytes.subarray(text.length + (10 << 20), 2 * text.length + (10 << 20)).equals(text)).toBe(true);
    expect((await stat(`${root}/images/v`)).blocks * 512).toBeLessThan(2 << 20);
    const whole = await drain(await volumes.download(vol, 0n, 0n));
    expect(whole.data.equals(bytes)).toBe(true);
    const sparse = await drain(await volumes.download(vol, 0n, 0n, 1));
    expect([sparse.data.equals(bytes), sparse.holeBytes > 14n << 20n]).toEqual([true, true]);
    expect((await drain(await volumes.download(vol, 5n, 5n))).data.toString()).toBe('vireo');
    await volumes.wipe(vol);
    expect((await drain(await volumes.download(vol, 0n, 10n))).data.every((byte) => byte === 0)).toBe(true);
  });

  it.skipIf(!hasImageTool)('makes, copies and resizes images by qemu-img (needs qemu-img)', async () => {
    const ref = await pool();
    const volumes = methods('storageVol');
    const base = await volumes.createXML(ref, "<volume><name>base.qcow2</name><capacity unit='MiB'>4</capacity><target><format type='qcow2'/></target></volume>");
    const top = await volumes.createXML(ref, `<volume><name>top.qcow2</name><target><format type='qcow2'/></target><backingStore><path>${root}/images/base.qcow2</path><format type='qcow2'/></backingStore></volume>`);
    const xml = await volumes.getXMLDesc(top);
    expect(xml).toContain("<capacity unit='bytes'>4194304</capacity>");
    expect(xml).toContain(`<path>${root}/images/base.qcow2</path>\n    <format type='qcow2'/>`);
    await volumes.resize(base, 8n << 20n);
    expect(await volumes.getInfo(base)).toMatchObject({ capacity: 8_388_608n });
    const progress: number[] = [];
    const options: LongCallOptions = { onProgress: (done: number) => { progress.push(done); } };
    const copy = await volumes.createXMLFrom(ref, "<volume><name>copy.raw</name><capacity unit='MiB'>12</capacity><target><format type='raw'/></target></volume>", base, 0, options);
    expect(await volumes.getInfo(copy)).toMatchObject({ capacity: 12_582_912n });
    expect(progress.at(-1)).toBe(100);
    await expect(volumes.createXML(ref, "<volume><name>bad</name><capacity>1</capacity><target><format type='qcow2'/></target><backingStore><path>/nowhere/x</path><format type='raw'/></backingStore></volume>")).rejects.toThrow('qemu-img create');
    expect(await methods('storagePool').listVolumes(ref)).toEqual(['base.qcow2', 'copy.raw', 'top.qcow2']);
  });

  // Deriving the key is slow by design, and the same anywhere: once is enough.
  if (surroundings.isHere) it.skipIf(!hasImageTool)('encrypts volumes with secrets (needs qemu-img)', async () => {
    const volumes = methods('storageVol');
    const secret = await methods('secret').defineXML(`<secret private='yes'><usage type='volume'><volume>${root}/images/e</volume></usage></secret>`);
    await methods('secret').setValue(secret, Buffer.from('pass,word'));
    const vol = await volumes.createXML(await pool(), `<volume><name>e</name><capacity unit='MiB'>1</capacity><target><format type='raw'/><encryption format='luks'><secret type='passphrase' uuid='${secret.uuid}'/></encryption></target></volume>`);
    const xml = await volumes.getXMLDesc(vol);
    expect(xml).toContain("<capacity unit='bytes'>1048576</capacity>");
    expect(xml).toContain(`<secret type='passphrase' uuid='${secret.uuid}'/>`);
    await volumes.resize(vol, 2n << 20n);
    expect(await volumes.getInfo(vol)).toMatchObject({ capacity: 2_097_152n });
    expect(await readdir(`${root}/storage/scratch`)).toEqual([]);
  }, 120_000);

  it('keeps networks, and says which need root', async () => {
    const networks = methods('network');
    const seen: number[] = [];
    const id = await connect().networkEventRegisterAny('lifecycle', undefined, ({ event }) => { seen.push(event); });
    const lan = await networks.defineXML("<network><name>lan</name></network>");
    await networks.create(lan);
    const plan = await state.networks.planFor('lan');
    expect(plan).toMatchObject({ kind: 'multicast', localAddress: '127.0.0.1', group: expect.stringMatching(/^239\./) as string });
    await networks.destroy(lan);
    await expect(state.networks.planFor('lan')).rejects.toThrow("network 'lan' is not active");
    await networks.undefine(lan);
    await new Promise((resolve) => setImmediate(resolve));
    expect(seen).toEqual([NetEvent.DEFINED, NetEvent.STARTED, NetEvent.STOPPED, NetEvent.UNDEFINED]);
    await connect().networkEventDeregisterAny(id);
    await expect(networks.createXML("<network><name>r</name><forward mode='route'/><ip address='192.0.2.1' prefix='24'/></network>")).rejects.toThrow("needs a daemon with root's rights");
    await expect(networks.createXML("<network><name>b</name><forward mode='bridge'/><bridge name='nobridge0'/></network>")).rejects.toThrow("the host has no bridge 'nobridge0'");
    expect(await networks.getDHCPLeases(await networks.lookupByName('default'), undefined)).toEqual([]);
  });

  it('keeps secrets, encrypted', async () => {
    const secrets = methods('secret');
    const ref = await secrets.defineXML("<secret><usage type='ceph'><name>c</name></usage></secret>");
    await expect(secrets.getValue(ref)).rejects.toMatchObject({ code: 'no-secret' });
    await secrets.setValue(ref, Buffer.from('very secret'));
    close();
    await open();
    expect(Buffer.from(await methods('secret').getValue(ref)).toString()).toBe('very secret');
    expect(await methods('secret').lookupByUsage(2, 'c')).toEqual(ref);
    for (const name of await readdir(`${root}/secrets`)) {
      if ((await stat(`${root}/secrets/${name}`)).isFile()) expect((await readFile(`${root}/secrets/${name}`)).includes('very secret')).toBe(false);
    }
    const hidden = await methods('secret').defineXML("<secret private='yes' ephemeral='yes'><usage type='tls'><name>t</name></usage></secret>");
    await methods('secret').setValue(hidden, Buffer.from('x'));
    await expect(methods('secret').getValue(hidden)).rejects.toThrow('secret is private');
    expect(Buffer.from(await state.secrets.lookUpValue({ usageType: 'tls', usageId: 't' })).toString()).toBe('x');
    expect(await connect().numOfSecrets()).toBe(2);
    await methods('secret').undefine(hidden);
    await writeFile(`${root}/secrets/${ref.uuid}.value`, Buffer.alloc(64));
    await expect(methods('secret').getValue(ref)).rejects.toThrow('cannot be decrypted');
  });

  it('does not believe files that were put in its way', async () => {
    await writeFile(`${root}/networks/${randomUuid()}.xml`, '<network><name>x</name></network>');
    await writeFile(`${root}/networks/nonsense.xml`, 'nonsense');
    await writeFile(`${root}/networks/active/${randomUuid()}.xml`, `old boot\n<network><name>y</name></network>`);
    await state.networks.store.refresh();
    expect(await connect().listNetworks()).toEqual(['default']);
    expect(await connect().listDefinedNetworks()).toEqual([]);
  });

  it('says what the host is', async () => {
    const node = methods('node');
    const info = await node.getInfo();
    expect(info).toMatchObject({ model: here.arch, cpus: expect.any(Number) as number });
    expect(info.memoryKiB).toBeGreaterThan(0n);
    expect((await node.getCPUStats(-1)).map(({ field }) => field)).toEqual(['kernel', 'user', 'idle', 'iowait']);
    await expect(node.getCPUStats(99_999)).rejects.toMatchObject({ code: 'invalid-arg' });
    expect((await node.getMemoryStats(-1)).map(({ field }) => field)).toEqual(['total', 'free', 'buffers', 'cached']);
    expect(await node.getFreeMemory()).toBeGreaterThan(0n);
    expect((await node.getCPUMap()).online).toBe(info.cpus);
  });
});

describe('networkPlanOf', () => {
  it('gives a network the same group always', () => {
    const def = parseNetworkXml('<network><name>a</name><uuid>3d1219c7-c4c5-404a-aa1f-6d2a48adfda4</uuid></network>');
    const plan = networkPlanOf(def);
    expect(networkPlanOf(def)).toEqual(plan);
    expect(plan.kind === 'multicast' && plan.port).toBeGreaterThanOrEqual(10_000);
  });
});

async function drain(stream: VirStream): Promise<{ readonly data: Buffer; readonly holeBytes: bigint }> {
  const pieces: Uint8Array[] = [];
  let holeBytes = 0n;
  for (;;) {
    const piece: Uint8Array | StreamHole | undefined = await stream.recv();
    if (piece === undefined) break;
    if (piece instanceof Uint8Array) pieces.push(piece);
    else {
      holeBytes += piece.holeBytes;
      pieces.push(new Uint8Array(Number(piece.holeBytes)));
    }
  }
  await stream.finish();
  return { data: Buffer.concat(pieces), holeBytes };
}
