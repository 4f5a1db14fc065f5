import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readSync, truncateSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../drivers/api/connection.ts';
import type { DomainRef, DomainSnapshotRef } from '../../drivers/api/refs.ts';
import { checkLab } from '../lab/index.ts';
import { agentAnswers, askAgent, call, runInGuest, startGuestHost, type EmbedRoot, type GuestHost } from './embed-host.ts';

const check = checkLab(['bareQemu', 'guest']);
const [DISK_ONLY, QUIESCE, ATOMIC] = [16, 64, 128];

describe.skipIf(check.skip)(check.title('QEMU without a daemon: snapshots of a guest that writes to its disk'), () => {
  let host: GuestHost;
  let root: EmbedRoot;
  let connection: Connection;
  let dom: DomainRef;

  beforeAll(async () => {
    host = await startGuestHost({ memoryMiB: 128, network: 'none' }, (xml) => {
      // The guest cannot make file systems.
      const [folder = ''] = /\/tmp\/vireo-embed-[^/]*/.exec(xml) ?? [];
      const [raw, data] = [`${folder}/data.raw`, `${folder}/data.qcow2`];
      writeFileSync(raw, '');
      truncateSync(raw, 32 * 1024 * 1024);
      execFileSync('mkfs.ext4', ['-q', raw]);
      execFileSync('qemu-img', ['convert', '-f', 'raw', '-O', 'qcow2', raw, data]);
      return xml.replace('<serial ', `<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='${data}'/><target dev='vdb' bus='virtio'/></disk>\n    <serial `);
    });
    ({ root, connection, dom } = host);
    await agentAnswers(connection, dom);
    await sh('modprobe ext4; mount -t ext4 /dev/vdb /mnt');
  });
  afterAll(async () => {
    await host.dispose();
  });

  const sh = (line: string): Promise<string> => runInGuest(connection, dom, line);
  const mark = (text: string): Promise<string> => sh(`echo ${text} > /mnt/marker; sync`);
  const unmark = async (): Promise<void> => {
    await sh('rm /mnt/marker; sync');
    expect(await markOnDisk()).toBe('none');
  };
  /** What stands on the disk, not in the guest's memory. */
  const markOnDisk = (): Promise<string> => sh('sync; echo 3 > /proc/sys/vm/drop_caches; cat /mnt/marker 2>/dev/null || echo none');
  const take = (name: string, flags = 0, inside = ''): Promise<DomainSnapshotRef> => call(connection, 'domainSnapshot', 'createXML')(dom, `<domainsnapshot><name>${name}</name>${inside}</domainsnapshot>`, flags);
  const revert = async (snapshot: DomainSnapshotRef): Promise<void> => {
    await call(connection, 'domain', 'revertToSnapshot')(snapshot, 0);
    expect((await call(connection, 'domain', 'getState')(dom)).state).toBe('running');
    await agentAnswers(connection, dom);
  };

  it('go back to what the disk had, inside the image', async () => {
    await mark('internal');
    const snapshot = await take('internal');
    await unmark();
    await revert(snapshot);
    expect(await markOnDisk()).toBe('internal');
  });

  it('go back to what the disk had, by an overlay', async () => {
    await mark('external');
    const snapshot = await take('external', ATOMIC, `<memory snapshot='external' file='${root.folder}/memory.save'/>`);
    await unmark();
    await revert(snapshot);
    expect(await markOnDisk()).toBe('external');
  });

  it('find the file systems at rest, when the agent was asked for that', async () => {
    /** Whether a file system wants its journal to be replayed: it was not at rest. */
    const needsRecovery = (image: string): boolean => {
      const raw = `${root.folder}/look.raw`;
      execFileSync('qemu-img', ['convert', '-U', '-f', 'qcow2', '-O', 'raw', image, raw]);
      const superblock = Buffer.alloc(1024);
      const file = openSync(raw, 'r');
      readSync(file, superblock, 0, 1024, 1024);
      closeSync(file);
      expect(superblock.readUInt16LE(0x38)).toBe(0xef53);
      return (superblock.readUInt32LE(0x60) & 4) !== 0;
    };
    const top = async (): Promise<string> => /<source file='([^']*)'[^>]*>(?:(?!<disk)[\s\S])*?<target dev='vdb'/.exec(await call(connection, 'domain', 'getXMLDesc')(dom, 2))?.[1] ?? '';
    await mark('moving');
    const first = await top();
    await take('moving', DISK_ONLY | ATOMIC);
    expect(needsRecovery(first)).toBe(true);
    await mark('quiet');
    const second = await top();
    expect(second).not.toBe(first);
    await take('quiet', DISK_ONLY | ATOMIC | QUIESCE);
    expect(needsRecovery(second)).toBe(false);
    expect(await askAgent(connection, dom, 'guest-fsfreeze-status')).toBe('thawed');
    await mark('goes on');
    expect(await markOnDisk()).toBe('goes on');
  });

  it('are not made, and nothing stays frozen, when the agent is gone', async () => {
    await sh('killall qemu-ga').catch(() => ''); // its answer may be lost with it
    await expect(take('silent', DISK_ONLY | QUIESCE)).rejects.toThrow(/agent/i);
    expect(await call(connection, 'domainSnapshot', 'listNames')(dom)).not.toContain('silent');
    expect((await call(connection, 'domain', 'getState')(dom)).state).toBe('running');
  });
});
