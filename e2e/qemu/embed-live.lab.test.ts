import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../drivers/api/connection.ts';
import type { DomainRef } from '../../drivers/api/refs.ts';
import { requireMethod } from '../../drivers/core/require-method.ts';
import { typed } from '../../drivers/core/typed-params.ts';
import { labDomainXml } from '../lab/domain-xml.ts';
import { checkLab, startLab, waitFor, type Lab } from '../lab/index.ts';
import { agentAnswers, call, guestIsReady, makeEmbedRoot, runInGuest, type EmbedRoot } from './embed-host.ts';
import { bareMachine } from './embed-victim.ts';
import { luksImage } from './luks-image.ts';
import { vncTakes } from './vnc-password.ts';

const check = checkLab(['bareQemu', 'guest']);
const LIVE = 1;
const PAUSED = 1;
const SECRETS = { right: '0f1b6b84-6f5c-4b2e-9a67-0a4f5ef0b001', wrong: '0f1b6b84-6f5c-4b2e-9a67-0a4f5ef0b002' } as const;

describe.skipIf(check.skip)(check.title('QEMU without a daemon: what a machine that runs takes'), () => {
  let lab: Lab<'guest'>;
  let root: EmbedRoot;
  let connection: Connection;
  let dom: DomainRef;

  beforeAll(async () => {
    lab = await startLab({ need: ['guest'] });
    root = await makeEmbedRoot();
    connection = await root.open();
    for (const name of ['first', 'second']) {
      mkdirSync(folderOf(name));
      writeFileSync(`${folderOf(name)}/marker`, `from the host: ${name}`);
    }
    for (const [name, uuid] of Object.entries(SECRETS)) {
      const secret = await requireMethod(connection, 'secret', 'defineXML')(`<secret private='yes'><uuid>${uuid}</uuid><usage type='volume'><volume>${root.folder}/${uuid}</volume></usage></secret>`);
      await requireMethod(connection, 'secret', 'setValue')(secret, Buffer.from(name));
    }
    const disk = `${root.folder}/web.qcow2`;
    execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', '-F', 'qcow2', '-b', lab.guest.qcow2Path, disk]);
    const xml = labDomainXml({ name: 'web', network: 'user', memoryMiB: 256 }, lab.guest, disk)
      .replace(/<graphics .*$/m, "<graphics type='vnc' autoport='yes' passwd='before'/>")
      .replace('<os>', "<maxMemory slots='4' unit='MiB'>1024</maxMemory><memoryBacking><source type='memfd'/><access mode='shared'/></memoryBacking><iothreads>1</iothreads><os>")
      .replace('<devices>', `<cpu><numa><cell id='0' cpus='0' memory='256' unit='MiB'/></numa></cpu><devices>${folderXml('first')}`);
    dom = await call(connection, 'domain', 'defineXML')(xml);
    await call(connection, 'domain', 'create')(dom);
    await guestIsReady(root.folder, dom);
    await agentAnswers(connection, dom);
  });
  afterAll(async () => {
    await connection.close();
    await root.dispose();
    await lab.dispose();
  });

  /** A comma is a separator for one or the other. */
  const folderOf = (name: string): string => `${root.folder}/${name},shared`;
  const folderXml = (name: string): string => `<filesystem type='mount'><driver type='virtiofs'/><source dir='${folderOf(name)}'/><target dir='${name}'/></filesystem>`;
  const xml = (flags = 0): Promise<string> => call(connection, 'domain', 'getXMLDesc')(dom, flags);
  const ask = async (command: string): Promise<string> => call(connection, 'domainQemu', 'monitorCommand')(dom, command, 0);
  const guest = (line: string): Promise<string> => runInGuest(connection, dom, line);

  describe('folders of the host (virtiofs)', () => {
    it('are read and written by the guest', async () => {
      expect(await guest('mkdir -p /mnt/first && mount -t virtiofs first /mnt/first && cat /mnt/first/marker && echo from the guest > /mnt/first/answer')).toBe('from the host: first');
      expect(readFileSync(`${folderOf('first')}/answer`, 'utf8')).toBe('from the guest\n');
      expect(await xml()).toMatch(/<binary path='[^']*virtiofsd'/);
    });

    it('are plugged in and out, and nothing stays', async () => {
      const helpers = processesWith(`${root.folder}/second`);
      await call(connection, 'domain', 'attachDeviceFlags')(dom, folderXml('second'), LIVE);
      expect(processesWith(`${root.folder}/second`)).toBeGreaterThan(helpers);
      const seen = await waitFor('the folder in the guest', async () => {
        const words = await guest('mkdir -p /mnt/second; mount -t virtiofs second /mnt/second && cat /mnt/second/marker && umount /mnt/second');
        return words.includes('from the host') ? words : undefined;
      }, 20_000, 300);
      expect(seen).toBe('from the host: second');
      await call(connection, 'domain', 'detachDeviceFlags')(dom, folderXml('second'), LIVE);
      expect(await xml()).not.toContain("dir='second'");
      await waitFor('the end of virtiofsd', () => (processesWith(`${root.folder}/second`) === helpers ? true : undefined), 10_000, 50);
      await expect(call(connection, 'domain', 'attachDeviceFlags')(dom, folderXml('none'), LIVE)).rejects.toThrow(/export directory '.*\/none,shared' does not exist/);
      await expect(call(connection, 'domain', 'attachDeviceFlags')(dom, folderXml('second').replace("<driver type='virtiofs'/>", ''), LIVE)).rejects.toThrow('only virtiofs filesystems can be hotplugged');
    });

    it('need memory that both see', async () => {
      await expect(call(connection, 'domain', 'defineXML')(bareMachine('private', folderXml('first')))).rejects.toThrow("'virtiofs' requires shared memory");
    });
  });

  it('opens encrypted media with their secrets, and keeps what is in the drive where it cannot', async () => {
    const [plain, sealed] = [`${root.folder}/marked.raw`, `${root.folder}/marked.luks`];
    writeFileSync(plain, Buffer.concat([Buffer.from('sealed words'), Buffer.alloc(1024 * 1024 - 12)]));
    writeFileSync(`${root.folder}/phrase`, 'right');
    luksImage(['convert', '-f', 'raw', '-O', 'luks', '--object', `secret,id=s,file=${root.folder}/phrase`, '-o', 'key-secret=s,iter-time=10', plain, sealed]);
    const drive = (uuid: string): string =>
      `<disk type='file' device='cdrom'><driver name='qemu' type='raw'/><source file='${sealed}'><encryption format='luks'><secret type='passphrase' uuid='${uuid}'/></encryption></source><target dev='hda' bus='ide'/><readonly/></disk>`;
    await call(connection, 'domain', 'updateDeviceFlags')(dom, `<disk type='file' device='cdrom'><driver name='qemu' type='raw'/><source file='${lab.guest.isoPath}'/><target dev='hda' bus='ide'/><readonly/></disk>`, LIVE);
    await expect(call(connection, 'domain', 'updateDeviceFlags')(dom, drive(SECRETS.wrong), LIVE)).rejects.toThrow(/Invalid password/);
    expect(await xml()).toContain(lab.guest.isoPath);
    expect(await ask('{"execute":"query-block"}')).toContain(lab.guest.isoPath);
    await call(connection, 'domain', 'updateDeviceFlags')(dom, drive(SECRETS.right), LIVE | FORCE);
    expect(await xml()).toContain(sealed);
    const words = await waitFor('the medium in the guest', async () => {
      const read = await guest('dd if=/dev/sr0 bs=12 count=1 2>/dev/null');
      return read === '' ? undefined : read;
    }, 20_000, 300);
    expect(words).toBe('sealed words');
    await call(connection, 'domain', 'updateDeviceFlags')(dom, "<disk type='file' device='cdrom'><driver name='qemu' type='raw'/><target dev='hda' bus='ide'/><readonly/></disk>", LIVE | FORCE);
    expect(await ask('{"execute":"query-named-block-nodes","arguments":{"flat":true}}')).not.toContain(sealed);
  });

  it('copies a disk into an encrypted one, which becomes the disk', async () => {
    const [plain, sealed] = [`${root.folder}/data.qcow2`, `${root.folder}/data.luks`];
    execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', plain, '1M']);
    // Made beforehand, with a key that is derived in a moment.
    luksImage(['create', '-q', '-f', 'luks', '--object', `secret,id=s,file=${root.folder}/phrase`, '-o', 'key-secret=s,iter-time=10', sealed, '1M']);
    await call(connection, 'domain', 'attachDeviceFlags')(dom, `<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='${plain}'/><target dev='vdb' bus='virtio'/></disk>`, LIVE);
    const copy = (uuid: string): string => `<disk type='file'><driver name='qemu' type='raw'/><source file='${sealed}'><encryption format='luks'><secret type='passphrase' uuid='${uuid}'/></encryption></source></disk>`;
    await expect(call(connection, 'domain', 'blockCopy')(dom, 'vdb', copy('0f1b6b84-6f5c-4b2e-9a67-0a4f5ef0beef'), [], REUSED)).rejects.toMatchObject({ code: 'no-secret' });
    await call(connection, 'domain', 'blockCopy')(dom, 'vdb', copy(SECRETS.right), [], REUSED);
    await waitFor('the copy', async () => ((await call(connection, 'domain', 'getBlockJobInfo')(dom, 'vdb'))?.cur ?? 0n) > 0n ? true : undefined, 20_000, 100);
    await waitFor('the pivot', async () => call(connection, 'domain', 'blockJobAbort')(dom, 'vdb', 2).then(() => true, () => undefined), 20_000, 200);
    expect(await xml()).toContain(sealed);
    expect(readFileSync(sealed).subarray(0, 4).toString('latin1')).toBe('LUKS');
    expect(await ask('{"execute":"query-named-block-nodes","arguments":{"flat":true}}')).not.toContain(plain);
  });

  it("changes a display's password", async () => {
    const socket = /<listen type='socket' socket='([^']+)'/.exec(await xml())?.[1] ?? '';
    expect([await vncTakes(socket, 'before'), await vncTakes(socket, 'after')]).toEqual([true, false]);
    await call(connection, 'domain', 'updateDeviceFlags')(dom, "<graphics type='vnc' autoport='yes' passwd='after'/>", LIVE);
    expect([await vncTakes(socket, 'before'), await vncTakes(socket, 'after')]).toEqual([false, true]);
    await call(connection, 'domain', 'updateDeviceFlags')(dom, "<graphics type='vnc' autoport='yes' passwd='after' passwdValidTo='2001-01-01T00:00:00'/>", LIVE);
    expect(await vncTakes(socket, 'after')).toBe(false);
    expect(await xml(1)).toContain("passwdValidTo='2001-01-01T00:00:00'");
    await expect(call(connection, 'domain', 'updateDeviceFlags')(dom, "<graphics type='vnc' port='5999' passwd='after'/>", LIVE)).rejects.toThrow(/cannot change/);
  });

  it('tells IOThreads how to wait for work', async () => {
    await call(connection, 'domain', 'setIOThreadParams')(dom, 1, [typed.ullong('poll_max_ns', 20_000n), typed.uint('poll_grow', 3), typed.int('thread_pool_min', 2), typed.int('thread_pool_max', 8)], LIVE);
    expect(JSON.parse(await ask('{"execute":"query-iothreads"}'))).toMatchObject({ return: [{ 'id': 'iothread1', 'poll-max-ns': 20_000, 'poll-grow': 3 }] });
    expect(await xml()).toMatch(/<iothread id='1' thread_pool_min='2' thread_pool_max='8'\/>/);
    expect(await ask('{"execute":"qom-get","arguments":{"path":"/objects/iothread1","property":"thread-pool-max"}}')).toContain('8');
    await expect(call(connection, 'domain', 'setIOThreadParams')(dom, 1, [typed.int('thread_pool_min', 9)], LIVE)).rejects.toThrow("thread_pool_min (9) can't be greater than thread_pool_max (8)");
    await expect(call(connection, 'domain', 'setIOThreadParams')(dom, 1, [typed.ullong('poll_max_ns', 1n)], 2)).rejects.toThrow('configuring persistent polling values is not supported');
  });

  it('takes a card of a network, which its document goes on to name', async () => {
    const net = "<interface type='network'><mac address='52:54:00:11:22:44'/><source network='default'/><model type='virtio'/></interface>";
    await call(connection, 'domain', 'attachDeviceFlags')(dom, net, LIVE);
    expect(await xml()).toMatch(/<interface type='network'>\s*<mac address='52:54:00:11:22:44'\/>\s*<source network='default'/);
    await waitFor('the card in the guest', async () => ((await guest('cat /sys/class/net/*/address')).includes('52:54:00:11:22:44') ? true : undefined), 20_000, 300);
    await call(connection, 'domain', 'updateDeviceFlags')(dom, net.replace('</interface>', "<link state='down'/></interface>"), LIVE);
    await call(connection, 'domain', 'detachDeviceFlags')(dom, net, LIVE);
    expect(await xml()).not.toContain('52:54:00:11:22:44');
    await expect(call(connection, 'domain', 'attachDeviceFlags')(dom, net.replace("network='default'", "network='nowhere'"), LIVE)).rejects.toMatchObject({ code: 'no-network' });
  });

  it('takes a memory module while its guest works', async () => {
    await call(connection, 'domain', 'attachDeviceFlags')(dom, "<memory model='dimm'><target><size unit='MiB'>128</size><node>0</node></target></memory>", LIVE);
    await waitFor('the module in the guest', async () => ((await guest('ls /sys/bus/acpi/devices')).includes('PNP0C80') ? true : undefined), 20_000, 300);
    expect((await call(connection, 'domain', 'getState')(dom)).state).toBe('running');
    expect(await xml()).toMatch(/<address type='dimm' slot='0' base='0x1[0-9a-f]+'\/>/);
    expect(await guest('cat /mnt/first/marker')).toBe('from the host: first');
    await expect(call(connection, 'domain', 'attachDeviceFlags')(dom, "<memory model='dimm'><target><size unit='MiB'>4096</size><node>0</node></target></memory>", LIVE)).rejects.toThrow(/memory/i);
  });

  it('ends what served its folders with itself', async () => {
    await call(connection, 'domain', 'destroy')(dom);
    await waitFor('the end of virtiofsd', () => (processesWith(`${root.folder}/first`) === 0 ? true : undefined), 10_000, 50);
  });

  it('keeps its memory in a file where that is wanted, and takes it away', async () => {
    const bare = await call(connection, 'domain', 'createXML')(bareMachine('filed').replace('<os>', "<memoryBacking><source type='file'/><access mode='shared'/></memoryBacking><os>"), PAUSED);
    expect(readdirSync(`${root.folder}/memory/${bare.uuid}`)).not.toEqual([]);
    await call(connection, 'domain', 'destroy')(bare);
    expect(existsSync(`${root.folder}/memory/${bare.uuid}`)).toBe(false);
    const huge = bareMachine('huge').replace('<os>', "<memoryBacking><hugepages><page size='3' unit='MiB'/></hugepages></memoryBacking><os>");
    await expect(call(connection, 'domain', 'createXML')(huge, PAUSED)).rejects.toThrow(/hugetlbfs/);
  });

  it('is undefined while it runs, and its TPM forgets when it ends, unless that is not wanted', async () => {
    const tpm = "<tpm model='tpm-crb'><backend type='emulator' version='2.0'/></tpm>";
    for (const [flag, isKept] of [[0, false], [KEEP_TPM, true]] as const) {
      const bare = await call(connection, 'domain', 'defineXML')(bareMachine(`forgetful-${flag}`, tpm));
      await call(connection, 'domain', 'createWithFlags')(bare, PAUSED);
      await call(connection, 'domain', 'undefineFlags')(bare, flag);
      expect(existsSync(`${root.folder}/tpm/${bare.uuid}/tpm2/tpm2-00.permall`)).toBe(true);
      await call(connection, 'domain', 'destroy')(bare);
      expect(existsSync(`${root.folder}/tpm/${bare.uuid}`)).toBe(isKept);
    }
    await expect(call(connection, 'domain', 'undefineFlags')(dom, KEEP_TPM | TPM)).rejects.toThrow('cannot both keep and delete TPM');
  });

  it('says what it cannot: descriptors of other programs, limits of control groups', async () => {
    const disk = `<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='${root.folder}/phrase' fdgroup='given'/><target dev='vda' bus='virtio'/></disk>`;
    await expect(call(connection, 'domain', 'createXML')(bareMachine('given', disk), PAUSED)).rejects.toThrow(/fdgroup/);
    await expect(call(connection, 'domain', 'createXML')(bareMachine('tuned').replace('<os>', '<cputune><shares>512</shares></cputune><os>'), PAUSED)).rejects.toThrow(/CPU tuning .*control groups/);
  });
});

/** `VIR_DOMAIN_DEVICE_MODIFY_FORCE` */
const FORCE = 4;
/** `VIR_DOMAIN_BLOCK_COPY_REUSE_EXT`, `_TRANSIENT_JOB` */
const REUSED = 2 | 4;
/** `VIR_DOMAIN_UNDEFINE_TPM`, `VIR_DOMAIN_UNDEFINE_KEEP_TPM` */
const TPM = 32;
const KEEP_TPM = 64;

function processesWith(word: string): number {
  return readdirSync('/proc').filter((pid) => /^\d+$/.test(pid)).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(word);
    } catch (error) {
      if (error instanceof Error) return false; // it has just ended
      throw error;
    }
  }).length;
}
