import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../drivers/api/connection.ts';
import type { DomainCheckpointRef, DomainRef } from '../../drivers/api/refs.ts';
import { checkLab, waitFor } from '../lab/index.ts';
import { areSame, diskMachine, expectPatterns, recordKind, type DiskMachine } from './embed-disks.ts';
import { call, makeEmbedRoot, type EmbedRoot } from './embed-host.ts';

const check = checkLab(['bareQemu']);
const [SIZE, NO_DOMAIN, METADATA_ONLY] = [4, 2, 2];

describe.skipIf(check.skip)(check.title('QEMU without a daemon: checkpoints and backups'), () => {
  let root: EmbedRoot;
  let connection: Connection;
  let count = 0;

  beforeAll(async () => {
    root = await makeEmbedRoot();
    connection = await root.open();
  });
  afterAll(async () => {
    await connection.close();
    await root.dispose();
  });

  const machine = async (): Promise<DiskMachine> => {
    const made = await diskMachine(root, connection, `back${count++}`);
    await call(connection, 'domain', 'create')(made.dom);
    return made;
  };
  const checkpoint = (dom: DomainRef, name: string): Promise<DomainCheckpointRef> => call(connection, 'domainCheckpoint', 'createXML')(dom, `<domaincheckpoint><name>${name}</name></domaincheckpoint>`);
  const backup = (dom: DomainRef, xml: string, checkpointXml?: string, flags = 0): Promise<void> => call(connection, 'domain', 'backupBegin')(dom, xml, checkpointXml, flags);
  const push = (file: string, incremental = ''): string => `<domainbackup>${incremental === '' ? '' : `<incremental>${incremental}</incremental>`}<disks><disk name='vda' type='file'><target file='${file}'/><driver type='qcow2'/></disk></disks></domainbackup>`;
  const over = (dom: DomainRef): Promise<true> => waitFor('the end of the backup', async () => ((await call(connection, 'domain', 'getJobStats')(dom, 0)).type === 0 ? true : undefined), 20_000, 30);

  it('records what is written since a checkpoint, and forgets it', async () => {
    const { dom, write } = await machine();
    const one = await checkpoint(dom, 'one');
    await write('write -P 7 8M 1M');
    const two = await checkpoint(dom, 'two');
    await write('write -P 7 9M 128k');
    expect((await call(connection, 'domainCheckpoint', 'getParent')(two)).name).toBe('one');
    expect(await call(connection, 'domainCheckpoint', 'getXMLDesc')(one, SIZE | NO_DOMAIN)).toContain(`<disk name='vda' checkpoint='bitmap' bitmap='one' size='${1_048_576 + 131_072}'/>`);
    expect(await call(connection, 'domainCheckpoint', 'getXMLDesc')(two, SIZE | NO_DOMAIN)).toContain(`bitmap='two' size='131072'/>`);
    await expect(call(connection, 'domain', 'blockPull')(dom, 'vda', 0n)).resolves.toBeUndefined();
    await waitFor('the pull', async () => ((await call(connection, 'domain', 'getBlockJobInfo')(dom, 'vda')) === undefined ? true : undefined), 10_000, 20);
    await call(connection, 'domainSnapshot', 'createXML')(dom, '<domainsnapshot><name>s</name></domainsnapshot>', 16);
    await write('write -P 7 10M 64k');
    expect(await call(connection, 'domainCheckpoint', 'getXMLDesc')(two, SIZE | NO_DOMAIN)).toContain(`bitmap='two' size='196608'/>`);
    await call(connection, 'domainCheckpoint', 'delete')(one);
    expect((await call(connection, 'domain', 'listAllCheckpoints')(dom)).map(({ name }) => name)).toEqual(['two']);
    await call(connection, 'domainSnapshot', 'delete')({ name: 's', dom });
    expect(await call(connection, 'domainCheckpoint', 'getXMLDesc')(two, SIZE | NO_DOMAIN)).toContain(`bitmap='two' size='196608'/>`);
    await call(connection, 'domain', 'destroy')(dom);
    await expect(checkpoint(dom, 'three')).rejects.toThrow(/inactive domain/);
    await expect(call(connection, 'domainCheckpoint', 'delete')(two)).rejects.toThrow(/inactive domain/);
    await call(connection, 'domainCheckpoint', 'delete')(two, METADATA_ONLY);
    await expect(call(connection, 'domainCheckpoint', 'lookupByName')(dom, 'two')).rejects.toThrow(/no domain checkpoint/);
  });

  it('pushes all of a disk, then what has changed', async () => {
    const { dom, image, write } = await machine();
    const told = await recordKind(connection, 'job-completed');
    const [full, part] = [image('full'), image('part')];
    await backup(dom, push(full), '<domaincheckpoint><name>c1</name></domaincheckpoint>');
    expect(await call(connection, 'domain', 'backupGetXMLDesc')(dom)).toContain("<disk name='vda' backup='yes' type='file' backupmode='full'");
    await over(dom);
    expectPatterns(full, 'read -P 1 0 1M');
    await write('write -P 9 4M 1M');
    await backup(dom, push(part, 'c1'));
    await over(dom);
    execFileSync('qemu-img', ['rebase', '-u', '-f', 'qcow2', '-F', 'qcow2', '-b', full, part]);
    expectPatterns(part, 'read -P 1 0 1M', 'read -P 9 4M 1M');
    await call(connection, 'domain', 'destroy')(dom);
    expect(areSame(part, image())).toBe(true);
    expect(told.map((event) => ('params' in event ? event.params.find(({ field }) => field === 'success')?.value : undefined))).toEqual([true, true]);
    await expect(call(connection, 'domain', 'backupGetXMLDesc')(dom)).rejects.toThrow(/not running/);
  });

  it('lets a disk be pulled as it was, and is taken up by the next one', async () => {
    const { dom, image, write } = await machine();
    const socket = `${root.folder}/pull.sock`;
    await backup(dom, `<domainbackup mode='pull'><server transport='unix' socket='${socket}'/><disks><disk name='vda' type='file'><scratch file='${image('scratch')}'/></disk></disks></domainbackup>`);
    await write('write -P 9 0 1M');
    execFileSync('qemu-io', ['-r', '-f', 'raw', '-c', 'read -P 1 0 1M', `nbd+unix:///vda?socket=${socket}`]);
    await expect(backup(dom, push(image('x')))).rejects.toThrow(/another backup job/);
    await connection.close();
    connection = await root.open();
    await waitFor('the job', async () => ((await call(connection, 'domain', 'getJobStats')(dom, 0)).type === 0 ? undefined : true), 30_000, 20);
    await call(connection, 'domain', 'abortJob')(dom);
    expect(existsSync(image('scratch'))).toBe(false);
    await expect(call(connection, 'domain', 'backupGetXMLDesc')(dom)).rejects.toThrow(/no domain backup job/);
    await expect(backup(dom, push(image('x'), 'nobody'))).rejects.toThrow(/missing or broken bitmap 'nobody'/);
    await expect(backup(dom, push(`${root.folder}/no/where`))).rejects.toThrow(/No such file/);
    await expect(backup(dom, push(image()))).rejects.toThrow(/for backup exists/);
    await expect(backup(dom, push(image('x'), 'nobody'), '<domaincheckpoint><name>c</name></domaincheckpoint>')).rejects.toThrow(/missing or broken bitmap/);
    expect(await call(connection, 'domain', 'listAllCheckpoints')(dom)).toEqual([]);
  });
});
