import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Connection } from '../api/connection.ts';
import type { FacetMethods, FacetName } from '../api/facets/facets.ts';
import type { TypedParameter } from '../api/records.ts';
import type { DomainRef } from '../api/refs.ts';
import { parseConnectUri } from '../core/connect-uri.ts';
import { requireMethod } from '../core/require-method.ts';
import { typed } from '../core/typed-params.ts';
import { VirError } from '../core/vir-error.ts';
import { testDriver } from './driver.ts';

const version = spawnSync('virsh', ['--version'], { encoding: 'utf8' });
const hasPeer = version.status === 0 && version.stdout.startsWith('9.0');
const folder = mkdtempSync(join(tmpdir(), 'vireo-virsh-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

type Use = <F extends FacetName, M extends keyof FacetMethods[F] & string>(facet: F, method: M) => FacetMethods[F][M];

/** What virsh prints for these commands, in one process: the host forgets when it ends. */
function virsh(...commands: readonly string[]): string {
  return execFileSync('virsh', ['-q', '-c', 'test:///default', commands.join(' ; ')], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 15_000, env: { ...process.env, LC_ALL: 'C' } });
}

/** What virsh says on its last line of errors. */
function virshError(...commands: readonly string[]): string {
  const { stderr } = spawnSync('virsh', ['-q', '-c', 'test:///default', commands.join(' ; ')], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 15_000,
    env: { ...process.env, LC_ALL: 'C' },
  });
  const lines = stderr.trim().split('\n');
  return (lines.at(-1) ?? '').replace(/^error: /, '');
}

async function ours<T>(run: (use: Use, dom: DomainRef, connection: Connection) => Promise<T>): Promise<T> {
  const connection = await testDriver.open(parseConnectUri('test:///default'), {});
  const use: Use = (facet, method) => requireMethod(connection, facet, method);
  try {
    return await run(use, await use('domain', 'lookupByName')('test'), connection);
  } finally {
    await connection.close();
  }
}

async function ourError(run: (use: Use, dom: DomainRef) => Promise<unknown>): Promise<string> {
  return ours(async (use, dom) => {
    try {
      await run(use, dom);
    } catch (error) {
      if (VirError.is(error)) return error.message;
      throw error;
    }
    return 'no error';
  });
}

/** A file with this content, for commands that take one. */
function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const trimmed = (text: string): string => text.trimEnd();

describe.skipIf(!hasPeer)('documents are virsh’s, byte for byte', () => {
  const same = async (commands: readonly string[], run: Parameters<typeof ours<string>>[0]): Promise<void> => {
    expect(trimmed(await ours(run))).toBe(trimmed(virsh(...commands)));
  };

  it('the host', async () => {
    await same(['capabilities'], (use) => use('connect', 'getCapabilities')());
    await same(['sysinfo'], (use) => use('connect', 'getSysinfo')());
    await same(['hostname'], (use) => use('connect', 'getHostname')());
    await same(['find-storage-pool-sources logical'], (use) => use('connect', 'findStoragePoolSources')('logical', undefined));
  });

  it.each(['i686', 'x86_64', 'ppc64le'])('CPU models of %s', async (arch) => {
    await same([`cpu-models ${arch}`], async (use) => (await use('connect', 'getCPUModelNames')(arch)).join('\n'));
  });

  it('the machine, running and not', async () => {
    await same(['dumpxml test'], (use, dom) => use('domain', 'getXMLDesc')(dom));
    await same(['dumpxml test --inactive'], (use, dom) => use('domain', 'getXMLDesc')(dom, 2));
  });

  it('network, interface, pool', async () => {
    await same(['net-dumpxml default'], async (use) => use('network', 'getXMLDesc')(await use('network', 'lookupByName')('default')));
    await same(['iface-dumpxml eth1'], async (use) => use('interface', 'getXMLDesc')(await use('interface', 'lookupByName')('eth1')));
    await same(['pool-dumpxml default-pool'], async (use) => use('storagePool', 'getXMLDesc')(await use('storagePool', 'lookupByName')('default-pool')));
  });

  it('a volume and what is left of its pool', async () => {
    const xml = `<volume><name>v.img</name><capacity unit='MiB'>10</capacity><allocation>4096</allocation><target><format type='qcow2'/></target></volume>`;
    await same([`vol-create default-pool ${file('vol.xml', xml)}`, 'vol-dumpxml v.img default-pool', 'pool-dumpxml default-pool'], async (use) => {
      const pool = await use('storagePool', 'lookupByName')('default-pool');
      const vol = await use('storageVol', 'createXML')(pool, xml);
      return (await use('storageVol', 'getXMLDesc')(vol)) + (await use('storagePool', 'getXMLDesc')(pool));
    });
  });

  it.each(['computer', 'scsi_host1', 'scsi_host2', 'scsi_host11'])('device %s', async (name) => {
    await same([`nodedev-dumpxml ${name}`], (use) => use('nodeDevice', 'getXMLDesc')({ name }));
  });

  it('a snapshot and a checkpoint', async () => {
    const timeless = (text: string): string => trimmed(text).replace(/<creationTime>\d+</g, '<creationTime>0<');
    const snapshot = await ours(async (use, dom) => {
      await use('domainSnapshot', 'createXML')(dom, '<domainsnapshot><name>s1</name></domainsnapshot>');
      const second = await use('domainSnapshot', 'createXML')(dom, '<domainsnapshot><name>s2</name><description>two</description></domainsnapshot>');
      return use('domainSnapshot', 'getXMLDesc')(second);
    });
    const theirs = virsh('snapshot-create-as test s1', 'snapshot-create-as test s2 --description two', 'snapshot-dumpxml test s2');
    expect(timeless(snapshot)).toBe(timeless(theirs.slice(theirs.indexOf('<domainsnapshot>'))));
    const checkpoint = await ours(async (use, dom) => {
      await use('domainCheckpoint', 'createXML')(dom, '<domaincheckpoint><name>c1</name></domaincheckpoint>');
      const second = await use('domainCheckpoint', 'createXML')(dom, '<domaincheckpoint><name>c2</name></domaincheckpoint>');
      return use('domainCheckpoint', 'getXMLDesc')(second);
    });
    const peers = virsh('checkpoint-create-as test c1', 'checkpoint-create-as test c2', 'checkpoint-dumpxml test c2');
    expect(timeless(checkpoint)).toBe(timeless(peers.slice(peers.indexOf('<domaincheckpoint>'))));
  });

  it('a network that is changed while it runs', async () => {
    const host = "<host mac='52:54:00:00:00:09' ip='192.168.122.9'/>";
    const net = await ours(async (use) => {
      const ref = await use('network', 'lookupByName')('default');
      await use('network', 'update')(ref, 3, 4, -1, host, 1);
      return use('network', 'getXMLDesc')(ref);
    });
    const theirs = virsh(`net-update default add ip-dhcp-host ${file('host.xml', host)} --live`, 'net-dumpxml default');
    expect(trimmed(net)).toBe(trimmed(theirs.slice(theirs.indexOf('<network'))));
  });

  it('addresses, file systems, pins', async () => {
    const lines = await ours(async (use, dom) => {
      const [iface] = await use('domain', 'interfaceAddresses')(dom, 0);
      const [fs] = await use('domain', 'getFSInfo')(dom);
      return [iface?.name, iface?.hwaddr, `${iface?.addrs[0]?.addr ?? ''}/${iface?.addrs[0]?.prefix ?? ''}`, fs?.mountpoint, fs?.name, fs?.fstype];
    });
    const theirs = virsh('domifaddr test', 'domfsinfo test');
    for (const word of lines) expect(theirs).toContain(word);
  });

  it('a virtual adapter that is made', async () => {
    const xml = `<device><parent>scsi_host1</parent><capability type='scsi_host'><capability type='fc_host'>
      <wwnn>1111222233334444</wwnn><wwpn>5555666677778888</wwpn></capability></capability></device>`;
    await same([`nodedev-create ${file('vport.xml', xml)}`, 'nodedev-dumpxml scsi_host12'], async (use) => {
      const device = await use('nodeDevice', 'createXML')(xml);
      return use('nodeDevice', 'getXMLDesc')(device);
    });
  });
});

/** One change of the machine: how virsh is told, and how we are. Config is changed, then read. */
interface Change {
  readonly what: string;
  readonly virsh: string;
  readonly ours: (use: Use, dom: DomainRef) => Promise<unknown>;
}

const params = (...list: readonly TypedParameter[]): readonly TypedParameter[] => list;
const CHANGES: readonly Change[] = [
  { what: 'memory', virsh: 'setmem test 1048576 --config', ours: (use, dom) => use('domain', 'setMemoryFlags')(dom, 1048576n, 2) },
  { what: 'maximum memory', virsh: 'setmaxmem test 1048576 --config', ours: (use, dom) => use('domain', 'setMemoryFlags')(dom, 1048576n, 6) },
  { what: 'fewer vCPUs', virsh: 'setvcpus test 1 --config', ours: (use, dom) => use('domain', 'setVcpusFlags')(dom, 1, 2) },
  { what: 'maximum vCPUs', virsh: 'setvcpus test 5 --config --maximum', ours: (use, dom) => use('domain', 'setVcpusFlags')(dom, 5, 6) },
  {
    what: 'memory limits',
    virsh: 'memtune test --config --soft-limit 1000 --hard-limit 2000 --swap-hard-limit 3000',
    ours: (use, dom) =>
      use('domain', 'setMemoryParameters')(dom, params(typed.ullong('soft_limit', 1000n), typed.ullong('hard_limit', 2000n), typed.ullong('swap_hard_limit', 3000n)), 2),
  },
  {
    what: 'NUMA placement',
    virsh: 'numatune test --config --mode interleave --nodeset 0-1',
    ours: (use, dom) => use('domain', 'setNumaParameters')(dom, params(typed.int('numa_mode', 2), typed.string('numa_nodeset', '0-1')), 2),
  },
  {
    what: 'block I/O weight',
    virsh: 'blkiotune test --config --weight 500 --device-weights /dev/sda,300',
    ours: (use, dom) => use('domain', 'setBlkioParameters')(dom, params(typed.uint('weight', 500), typed.string('device_weight', '/dev/sda,300')), 2),
  },
  {
    what: 'bandwidth',
    virsh: 'domiftune test testnet0 --config --inbound 1000,2000,3000 --outbound 500',
    ours: (use, dom) =>
      use('domain', 'setInterfaceParameters')(
        dom,
        'testnet0',
        params(typed.uint('inbound.average', 1000), typed.uint('inbound.peak', 2000), typed.uint('inbound.burst', 3000), typed.uint('outbound.average', 500)),
        2,
      ),
  },
  {
    what: 'a disk’s limits',
    virsh: 'blkdeviotune test vda --config --total-bytes-sec 1000 --total-bytes-sec-max 2000 --group-name g1',
    ours: (use, dom) =>
      use('domain', 'setBlockIoTune')(
        dom,
        'vda',
        params(typed.ullong('total_bytes_sec', 1000n), typed.ullong('total_bytes_sec_max', 2000n), typed.string('group_name', 'g1')),
        2,
      ),
  },
  { what: 'an I/O thread', virsh: 'iothreadadd test 3 --config', ours: (use, dom) => use('domain', 'addIOThread')(dom, 3, 2) },
  { what: 'emulator pinning', virsh: 'emulatorpin test 0-3 --config', ours: (use, dom) => use('domain', 'pinEmulator')(dom, Uint8Array.of(0x0f), 2) },
  { what: 'perf events', virsh: 'perf test --config --enable cpu_cycles', ours: (use, dom) => use('domain', 'setPerfEvents')(dom, params(typed.boolean('cpu_cycles', true)), 2) },
  { what: 'title', virsh: 'desc test --config --title --new-desc Fine', ours: (use, dom) => use('domain', 'setMetadata')(dom, 1, 'Fine', undefined, undefined, 2) },
  {
    what: 'metadata',
    virsh: `metadata test --config http://a.b/ --key k --set '<foo x="1"><bar/></foo>'`,
    ours: (use, dom) => use('domain', 'setMetadata')(dom, 2, '<foo x="1"><bar/></foo>', 'k', 'http://a.b/', 2),
  },
  { what: 'balloon statistics', virsh: 'dommemstat test --config --period 7', ours: (use, dom) => use('domain', 'setMemoryStatsPeriod')(dom, 7, 2) },
  { what: 'what follows a shutdown', virsh: 'set-lifecycle-action test poweroff restart --config', ours: (use, dom) => use('domain', 'setLifecycleAction')(dom, 0, 1, 2) },
];

describe.skipIf(!hasPeer)('a change shows in the definition as virsh shows it', () => {
  it.each(CHANGES.map((change) => [change.what, change] as const))('%s', async (_what, change) => {
    const theirs = virsh(change.virsh, 'dumpxml test --inactive');
    const mine = await ours(async (use, dom) => {
      await change.ours(use, dom);
      return use('domain', 'getXMLDesc')(dom, 2);
    });
    expect(trimmed(mine)).toBe(trimmed(theirs.slice(theirs.indexOf('<domain'))));
  });
});

const DOMAIN = `<domain type='test'><name>two</name><uuid>11111111-2222-3333-4444-555555555555</uuid><memory>1024</memory><os><type>hvm</type></os></domain>`;

/** One refusal: what virsh is told, and what we are; both must say the same. */
const REFUSALS: readonly { readonly what: string; readonly virsh: readonly string[]; readonly ours: (use: Use, dom: DomainRef) => Promise<unknown> }[] = [
  { what: 'resume what runs', virsh: ['resume test'], ours: (use, dom) => use('domain', 'resume')(dom) },
  {
    what: 'suspend twice',
    virsh: ['suspend test', 'suspend test'],
    ours: async (use, dom) => {
      await use('domain', 'suspend')(dom);
      await use('domain', 'suspend')(dom);
    },
  },
  {
    what: 'destroy what is off',
    virsh: ['destroy test', 'destroy test'],
    ours: async (use, dom) => {
      await use('domain', 'destroy')(dom);
      await use('domain', 'destroy')(dom);
    },
  },
  { what: 'rename what runs', virsh: ['domrename test other'], ours: (use, dom) => use('domain', 'rename')(dom, 'other') },
  { what: 'too much memory', virsh: ['setmem test 99999999 --live'], ours: (use, dom) => use('domain', 'setMemoryFlags')(dom, 99999999n, 1) },
  { what: 'maximum memory of what runs', virsh: ['setmaxmem test 1024 --live'], ours: (use, dom) => use('domain', 'setMemoryFlags')(dom, 1024n, 5) },
  { what: 'too many vCPUs', virsh: ['setvcpus test 3 --live'], ours: (use, dom) => use('domain', 'setVcpusFlags')(dom, 3, 1) },
  { what: 'far too many vCPUs', virsh: ['setvcpus test 33 --live'], ours: (use, dom) => use('domain', 'setVcpusFlags')(dom, 33, 1) },
  { what: 'an unknown network', virsh: ['net-dumpxml none'], ours: (use) => use('network', 'lookupByName')('none') },
  { what: 'starting a network twice', virsh: ['net-start default'], ours: async (use) => use('network', 'create')(await use('network', 'lookupByName')('default')) },
  { what: 'undefining a running network', virsh: ['net-undefine default'], ours: async (use) => use('network', 'undefine')(await use('network', 'lookupByName')('default')) },
  { what: 'an unknown pool', virsh: ['pool-dumpxml none'], ours: (use) => use('storagePool', 'lookupByName')('none') },
  { what: 'starting a pool twice', virsh: ['pool-start default-pool'], ours: async (use) => use('storagePool', 'create')(await use('storagePool', 'lookupByName')('default-pool')) },
  { what: 'an unknown volume', virsh: ['vol-path none default-pool'], ours: (use) => use('storageVol', 'lookupByPath')('none') },
  { what: 'an unknown interface', virsh: ['iface-dumpxml none'], ours: (use) => use('interface', 'lookupByName')('none') },
  { what: 'committing nothing', virsh: ['iface-commit'], ours: (use) => use('interface', 'changeCommit')() },
  { what: 'an unknown device', virsh: ['nodedev-dumpxml none'], ours: (use) => use('nodeDevice', 'lookupByName')('none') },
  { what: 'an unknown snapshot', virsh: ['snapshot-dumpxml test none'], ours: (use, dom) => use('domainSnapshot', 'lookupByName')(dom, 'none') },
  { what: 'a checkpoint beside a snapshot', virsh: ['snapshot-create test', 'checkpoint-create test'], ours: async (use, dom) => {
    await use('domainSnapshot', 'createXML')(dom, '<domainsnapshot/>');
    await use('domainCheckpoint', 'createXML')(dom, '<domaincheckpoint/>');
  } },
  { what: 'a disk limit without its burst', virsh: ['blkdeviotune test vda --total-bytes-sec 1000'], ours: (use, dom) => use('domain', 'setBlockIoTune')(dom, 'vda', params(typed.ullong('total_bytes_sec', 1000n))) },
  { what: 'a disk that is not there', virsh: ['domblkinfo test vdx'], ours: (use, dom) => use('domain', 'getBlockInfo')(dom, 'vdx') },
  { what: 'an interface that is not there', virsh: ['domifstat test none'], ours: (use, dom) => use('domain', 'interfaceStats')(dom, 'none') },
  { what: 'a mount point that is not there', virsh: ['domfsfreeze test --mountpoint /none'], ours: (use, dom) => use('domain', 'fsFreeze')(dom, ['/none']) },
  { what: 'a key that is not there', virsh: ['send-key test --codeset linux 300'], ours: (use, dom) => use('domain', 'sendKey')(dom, 0, 0, [300]) },
  { what: 'an I/O thread 0', virsh: ['iothreaddel test 9'], ours: (use, dom) => use('domain', 'delIOThread')(dom, 9) },
  { what: 'an unknown architecture', virsh: ['cpu-models bogus'], ours: (use) => use('connect', 'getCPUModelNames')('bogus') },
  { what: 'an architecture without CPU models', virsh: ['cpu-models sparc'], ours: (use) => use('connect', 'getCPUModelNames')('sparc') },
  { what: 'metadata that is not there', virsh: ['metadata test http://no.where/'], ours: (use, dom) => use('domain', 'getMetadata')(dom, 2, 'http://no.where/') },
  {
    what: 'another machine of that UUID',
    virsh: [`define ${file('two.xml', DOMAIN)}`, `define ${file('three.xml', DOMAIN.replace('two', 'three'))}`],
    ours: async (use) => {
      await use('domain', 'defineXML')(DOMAIN);
      await use('domain', 'defineXML')(DOMAIN.replace('two', 'three'));
    },
  },
  {
    what: 'another machine of that name',
    virsh: [`define ${file('two.xml', DOMAIN)}`, `define ${file('four.xml', DOMAIN.replace('11111111', '22222222'))}`],
    ours: async (use) => {
      await use('domain', 'defineXML')(DOMAIN);
      await use('domain', 'defineXML')(DOMAIN.replace('11111111', '22222222'));
    },
  },
  { what: 'a snapshot without that disk', virsh: ['snapshot-create-as test s --diskspec vdz'], ours: (use, dom) => use('domainSnapshot', 'createXML')(dom, `<domainsnapshot><name>s</name><disks><disk name='vdz'/></disks></domainsnapshot>`) },
];

describe.skipIf(!hasPeer)('refusals are worded as virsh words them', () => {
  it.each(REFUSALS.map((refusal) => [refusal.what, refusal] as const))('%s', async (_what, refusal) => {
    expect(trimmed(await ourError(refusal.ours))).toBe(virshError(...refusal.virsh));
  });
});

if (!hasPeer) {
  describe('virsh 9.0', () => {
    it.skip('is not installed: nothing was compared with it', () => undefined);
  });
}
