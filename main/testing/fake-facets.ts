import type { ConnectFacet } from '../../drivers/api/facets/connect.ts';
import type { DomainFacet } from '../../drivers/api/facets/domain.ts';
import type { Facets } from '../../drivers/api/facets/facets.ts';
import type { NetworkFacet } from '../../drivers/api/facets/network.ts';
import type { NodeFacet } from '../../drivers/api/facets/node.ts';
import type { StoragePoolFacet } from '../../drivers/api/facets/storage-pool.ts';
import type { StorageVolFacet } from '../../drivers/api/facets/storage-vol.ts';
import type { DomainStatsRecord, TypedParameter } from '../../drivers/api/records.ts';
import type { DomainRef } from '../../drivers/api/refs.ts';
import { ConnectListAllDomainsFlags, DomainEventType, DomainStatsTypes } from '../../drivers/core/constants.ts';
import { domainStateToNumber } from '../../drivers/core/domain-state.ts';
import { VirError } from '../../drivers/core/vir-error.ts';
import type { FakeHypervisor, FakeMachine } from './fake-hypervisor.ts';

/** The method tables of a {@link FakeHypervisor}. */
export function fakeFacets(fake: FakeHypervisor): Facets {
  return {
    connect: connectFacet(fake),
    node: nodeFacet(fake),
    domain: domainFacet(fake),
    network: networkFacet(fake),
    storagePool: poolFacet(fake),
    storageVol: volumeFacet(fake),
  };
}

function connectFacet(fake: FakeHypervisor): ConnectFacet {
  return {
    getType: () => Promise.resolve('Fake'),
    getVersion: () => Promise.resolve(7002022n),
    getLibVersion: () => Promise.resolve(9000000n),
    getHostname: () => Promise.resolve('fakehost'),
    listAllDomains: (flags = 0) => Promise.resolve([...fake.machines.values()].filter((m) => matches(m, flags)).map((m) => fake.ref(m))),
    getAllDomainStats: (doms, stats) => {
      const machines = doms.length === 0 ? [...fake.machines.values()] : doms.map((dom) => find(fake, dom));
      return Promise.resolve(machines.map((machine) => statsOf(fake, machine, stats)));
    },
    domainEventRegisterAny: (kind, _dom, listener) => Promise.resolve(fake.listen(kind, listener)),
    domainEventDeregisterAny: (id) => Promise.resolve(void fake.listeners.delete(id)),
    listAllNetworks: () => Promise.resolve([...fake.networks].map(([name, { uuid }]) => ({ name, uuid }))),
    listAllStoragePools: () => Promise.resolve([...fake.pools].map(([name, { uuid }]) => ({ name, uuid }))),
    getCapabilities: () =>
      Promise.resolve(
        '<capabilities><host><cpu><arch>x86_64</arch><model>Fake</model></cpu></host><guest><os_type>hvm</os_type><arch name="x86_64"><emulator>/usr/bin/qemu-system-x86_64</emulator><machine canonical="pc-q35-7.2">q35</machine><machine canonical="pc-i440fx-7.2">pc</machine><domain type="qemu"/></arch></guest></capabilities>',
      ),
    getDomainCapabilities: (_emulator, arch, machine, virttype) =>
      Promise.resolve(
        `<domainCapabilities><path>/usr/bin/qemu-system-x86_64</path><domain>${virttype ?? 'qemu'}</domain><machine>${machine ?? 'pc'}</machine><arch>${arch ?? 'x86_64'}</arch><vcpu max="255"/><os supported="yes"><enum name="firmware"><value>efi</value></enum></os><cpu><mode name="host-passthrough" supported="no"/><mode name="maximum" supported="yes"/></cpu><devices><disk supported="yes"><enum name="bus"><value>ide</value><value>sata</value><value>virtio</value></enum></disk><graphics supported="yes"><enum name="type"><value>vnc</value></enum></graphics><video supported="yes"><enum name="modelType"><value>vga</value><value>virtio</value></enum></video><rng supported="yes"><enum name="model"><value>virtio</value></enum></rng></devices></domainCapabilities>`,
      ),
  };
}

function matches(machine: FakeMachine, flags: number): boolean {
  const { PERSISTENT, AUTOSTART, MANAGEDSAVE, ACTIVE } = ConnectListAllDomainsFlags;
  if ((flags & PERSISTENT) !== 0 && !machine.persistent) return false;
  if ((flags & AUTOSTART) !== 0 && !machine.autostart) return false;
  if ((flags & MANAGEDSAVE) !== 0 && !machine.managedSave) return false;
  return (flags & ACTIVE) === 0 || machine.state !== 'shutoff';
}

function statsOf(fake: FakeHypervisor, machine: FakeMachine, groups: number): DomainStatsRecord {
  const params: TypedParameter[] = [
    { field: 'state.state', type: 'int', value: domainStateToNumber(machine.state) },
    { field: 'state.reason', type: 'int', value: machine.reason },
  ];
  const ms = fake.nowMs();
  const bytes = BigInt(Math.round(ms * (machine.bytesPerSecond / 1000)));
  const running = machine.state === 'running';
  const add = (field: string, value: bigint): void => void params.push({ field, type: 'ullong', value });
  if ((groups & DomainStatsTypes.CPU_TOTAL) !== 0 && running) add('cpu.time', BigInt(Math.round(ms * 1e6 * machine.load * machine.vcpus)));
  if ((groups & DomainStatsTypes.BALLOON) !== 0) {
    add('balloon.current', machine.memoryKiB);
    add('balloon.maximum', machine.memoryKiB);
    if (running) add('balloon.rss', machine.memoryKiB / 2n);
  }
  if ((groups & DomainStatsTypes.VCPU) !== 0) {
    params.push({ field: 'vcpu.current', type: 'uint', value: machine.vcpus });
    params.push({ field: 'vcpu.maximum', type: 'uint', value: machine.vcpus });
    if (running) for (let i = 0; i < machine.vcpus; i++) add(`vcpu.${i}.time`, BigInt(Math.round(ms * 1e6 * machine.load)));
  }
  if ((groups & DomainStatsTypes.BLOCK) !== 0 && running) {
    params.push({ field: 'block.count', type: 'uint', value: 1 }, { field: 'block.0.name', type: 'string', value: 'vda' });
    add('block.0.rd.bytes', bytes);
    add('block.0.wr.bytes', bytes * 2n);
  }
  if ((groups & DomainStatsTypes.INTERFACE) !== 0 && running) {
    params.push({ field: 'net.count', type: 'uint', value: 1 }, { field: 'net.0.name', type: 'string', value: 'vnet0' });
    add('net.0.rx.bytes', bytes * 3n);
    add('net.0.tx.bytes', bytes * 4n);
  }
  return { dom: fake.ref(machine), params };
}

function nodeFacet(fake: FakeHypervisor): NodeFacet {
  return {
    getInfo: () => Promise.resolve({ model: 'x86_64', memoryKiB: 16777216n, cpus: 8, mhz: 3000, nodes: 1, sockets: 1, cores: 8, threads: 1 }),
    getCPUStats: () => {
      const ns = BigInt(Math.round(fake.nowMs() * 1e6)) * 8n;
      return Promise.resolve([
        { field: 'kernel', value: ns / 10n },
        { field: 'user', value: (ns * 2n) / 10n },
        { field: 'idle', value: (ns * 7n) / 10n },
        { field: 'iowait', value: 0n },
      ]);
    },
    getMemoryStats: () =>
      Promise.resolve([
        { field: 'total', value: 16777216n },
        { field: 'free', value: 4194304n },
        { field: 'buffers', value: 0n },
        { field: 'cached', value: 4194304n },
      ]),
  };
}

function domainFacet(fake: FakeHypervisor): DomainFacet {
  const { STARTED, SUSPENDED, RESUMED, STOPPED, DEFINED, UNDEFINED } = DomainEventType;
  const to = (dom: DomainRef, state: FakeMachine['state'], event: number): Promise<void> => {
    fake.setState(find(fake, dom), state, event);
    return Promise.resolve();
  };
  return {
    lookupByUUID: (uuid) => Promise.resolve(fake.ref(find(fake, { uuid }))),
    lookupByName: (name) => {
      const machine = [...fake.machines.values()].find((each) => each.name === name);
      return machine === undefined ? Promise.reject(notFound('no-domain', 'Domain not found')) : Promise.resolve(fake.ref(machine));
    },
    getInfo: (dom) => {
      const m = find(fake, dom);
      const cpuTimeNs = m.state === 'running' ? BigInt(Math.round(fake.nowMs() * 1e6 * m.load * m.vcpus)) : 0n;
      return Promise.resolve({ state: m.state, maxMemKiB: m.memoryKiB, memoryKiB: m.memoryKiB, nrVirtCpu: m.vcpus, cpuTimeNs });
    },
    getState: (dom) => Promise.resolve({ state: find(fake, dom).state, reason: find(fake, dom).reason }),
    isPersistent: (dom) => Promise.resolve(find(fake, dom).persistent),
    getAutostart: (dom) => Promise.resolve(find(fake, dom).autostart),
    setAutostart: (dom, autostart) => Promise.resolve(void (find(fake, dom).autostart = autostart)),
    hasManagedSaveImage: (dom) => Promise.resolve(find(fake, dom).managedSave),
    managedSave: (dom) => {
      find(fake, dom).managedSave = true;
      return to(dom, 'shutoff', STOPPED);
    },
    managedSaveRemove: (dom) => Promise.resolve(void (find(fake, dom).managedSave = false)),
    getXMLDesc: (dom) => Promise.resolve(xmlOf(find(fake, dom))),
    create: (dom) => {
      find(fake, dom).managedSave = false;
      return to(dom, 'running', STARTED);
    },
    suspend: (dom) => to(dom, 'paused', SUSPENDED),
    resume: (dom) => to(dom, 'running', RESUMED),
    shutdown: (dom) => to(dom, 'shutoff', STOPPED),
    reboot: () => Promise.resolve(),
    reset: () => Promise.resolve(),
    destroy: (dom) => to(dom, 'shutoff', STOPPED),
    updateDeviceFlags: () => Promise.resolve(),
    undefineFlags: (dom) => {
      const machine = find(fake, dom);
      fake.machines.delete(machine.uuid);
      fake.emit({ kind: 'lifecycle', dom: fake.ref(machine), event: UNDEFINED, detail: 0 });
      return Promise.resolve();
    },
    defineXML: (xml) => {
      const name = /<name>([^<]*)<\/name>/.exec(xml)?.[1] ?? 'unnamed';
      const known = [...fake.machines.values()].find((each) => each.name === name);
      const machine = known ?? fake.add(name);
      machine.xml = xml;
      fake.emit({ kind: 'lifecycle', dom: fake.ref(machine), event: DEFINED, detail: 0 });
      return Promise.resolve(fake.ref(machine));
    },
  };
}

function xmlOf(machine: FakeMachine): string {
  if (machine.xml.startsWith('<domain')) return machine.xml;
  return `<domain type='qemu'><name>${machine.name}</name><uuid>${machine.uuid}</uuid><memory unit='KiB'>${machine.memoryKiB}</memory><vcpu>${machine.vcpus}</vcpu><os><type arch='x86_64' machine='pc-q35-7.2'>hvm</type></os>${machine.xml}</domain>`;
}

function networkFacet(fake: FakeHypervisor): NetworkFacet {
  const get = (name: string) => {
    const network = fake.networks.get(name);
    if (network === undefined) throw notFound('no-network', `Network not found: no network with matching name '${name}'`);
    return network;
  };
  return {
    lookupByName: (name) => Promise.resolve({ name, uuid: get(name).uuid }),
    create: (net) => Promise.resolve(void (get(net.name).active = true)),
    isActive: (net) => Promise.resolve(get(net.name).active),
    getDHCPLeases: () => Promise.resolve([]),
  };
}

function poolFacet(fake: FakeHypervisor): StoragePoolFacet {
  const get = (name: string) => {
    const pool = fake.pools.get(name);
    if (pool === undefined) throw notFound('no-storage-pool', `Storage pool not found: no storage pool with matching name '${name}'`);
    return pool;
  };
  return {
    lookupByName: (name) => Promise.resolve({ name, uuid: get(name).uuid }),
    isActive: (pool) => Promise.resolve(get(pool.name).active),
    create: (pool) => Promise.resolve(void (get(pool.name).active = true)),
    getInfo: (pool) => Promise.resolve({ state: get(pool.name).active ? 2 : 0, capacity: 1n << 40n, allocation: 1n << 30n, available: 1n << 39n }),
    listAllVolumes: (pool) =>
      Promise.resolve([...get(pool.name).volumes.keys()].map((name) => ({ pool: pool.name, name, key: `/pools/${pool.name}/${name}` }))),
  };
}

function volumeFacet(fake: FakeHypervisor): StorageVolFacet {
  const split = (path: string) => /^\/pools\/([^/]+)\/(.+)$/.exec(path);
  return {
    lookupByPath: (path) => {
      const [, pool = '', name = ''] = split(path) ?? [];
      if (fake.pools.get(pool)?.volumes.has(name) !== true) throw notFound('no-storage-vol', 'Storage volume not found');
      return Promise.resolve({ pool, name, key: path });
    },
    getInfo: (vol) => Promise.resolve({ type: 0, capacity: fake.pools.get(vol.pool)?.volumes.get(vol.name) ?? 0n, allocation: 4096n }),
    getPath: (vol) => Promise.resolve(vol.key),
    createXML: (pool, xml) => {
      const name = /<name>([^<]*)<\/name>/.exec(xml)?.[1] ?? 'unnamed';
      fake.pools.get(pool.name)?.volumes.set(name, BigInt(/<capacity[^>]*>(\d+)</.exec(xml)?.[1] ?? 0));
      return Promise.resolve({ pool: pool.name, name, key: `/pools/${pool.name}/${name}` });
    },
    delete: (vol) => Promise.resolve(void fake.pools.get(vol.pool)?.volumes.delete(vol.name)),
  };
}

function find(fake: FakeHypervisor, dom: Pick<DomainRef, 'uuid'>): FakeMachine {
  const machine = fake.machines.get(dom.uuid);
  if (machine === undefined) throw notFound('no-domain', `Domain not found: no domain with matching uuid '${dom.uuid}'`);
  return machine;
}

function notFound(code: 'no-domain' | 'no-network' | 'no-storage-pool' | 'no-storage-vol', message: string): VirError {
  return new VirError({ code, domain: 'none', message });
}
