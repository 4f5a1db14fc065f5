import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../drivers/api/connection.ts';
import type { DomainRef } from '../../drivers/api/refs.ts';
import { labDomainXml, type LabDomainOptions } from '../lab/domain-xml.ts';
import { checkLab, startLab, waitFor, type Lab } from '../lab/index.ts';
import { call, makeEmbedRoot, type EmbedRoot } from './embed-host.ts';

const check = checkLab(['bareQemu', 'guest']);

describe.skipIf(check.skip)(check.title('QEMU without a daemon: ways to boot, and what the guest’s agent can do'), () => {
  let lab: Lab<'guest'>;
  let root: EmbedRoot;
  let connection: Connection;
  let dom: DomainRef;

  beforeAll(async () => {
    lab = await startLab({ need: ['guest'] });
    root = await makeEmbedRoot();
    connection = await root.open();
  });
  afterAll(async () => {
    await connection.close();
    await root.dispose();
    await lab.dispose();
  });

  /** Starts a machine, and waits for the shell on its serial line. */
  const boot = async (options: LabDomainOptions, more: (xml: string) => string = (xml) => xml): Promise<DomainRef> => {
    const disk = `${root.folder}/${options.name}.qcow2`;
    if (options.boot === 'iso') execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', disk, '64M']);
    else execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', '-F', 'qcow2', '-b', lab.guest.qcow2Path, disk]);
    const xml = labDomainXml({ network: 'user', ...options }, lab.guest, disk).replace(/<graphics .*$/m, "<graphics type='vnc' autoport='yes'/>");
    const made = await call(connection, 'domain', 'createXML')(more(xml));
    const log = `${root.folder}/logs/${made.uuid}-serial0.log`;
    await waitFor('the guest', () => (existsSync(log) && /GUEST-READY tty=ttyS0/.test(readFileSync(log, 'latin1')) ? true : undefined), 110_000, 100);
    return made;
  };

  const agent = async (command: string, args: object = {}): Promise<unknown> => {
    const reply = await call(connection, 'domainQemu', 'agentCommand')(dom, JSON.stringify({ execute: command, arguments: args }), 10);
    return (JSON.parse(reply ?? '{}') as { readonly return?: unknown }).return;
  };

  /** What a command in the guest prints. */
  const run = async (line: string): Promise<string> => {
    const { pid } = (await agent('guest-exec', { path: '/bin/sh', arg: ['-c', line], 'capture-output': true })) as { readonly pid: number };
    const ended = await waitFor('the end of the command', async () => {
      const status = (await agent('guest-exec-status', { pid })) as { readonly exited: boolean; readonly 'out-data'?: string };
      return status.exited ? status : undefined;
    }, 20_000, 100);
    return Buffer.from(ended['out-data'] ?? '', 'base64').toString('utf8');
  };

  it('boots the CD by SeaBIOS', async () => {
    const made = await boot({ name: 'cd', boot: 'iso', network: 'none' });
    await call(connection, 'domain', 'destroy')(made);
  });

  it('boots the disk by SeaBIOS', async () => {
    const made = await boot({ name: 'bios', boot: 'disk', network: 'none' });
    await call(connection, 'domain', 'destroy')(made);
  });

  it('boots the disk by OVMF, with a TPM', async () => {
    dom = await boot({ name: 'uefi', boot: 'disk', firmware: 'efi' }, (xml) => xml.replace('</devices>', "<tpm model='tpm-crb'><backend type='emulator' version='2.0'/></tpm></devices>"));
    await waitFor('the agent', async () => agent('guest-ping').catch(() => undefined), 30_000, 200);
    expect(await run('test -d /sys/firmware/efi && echo uefi')).toBe('uefi\n');
    expect(await run('cat /sys/class/tpm/tpm0/tpm_version_major || ls /sys/bus/acpi/devices | grep MSFT0101')).toMatch(/^2|MSFT0101/);
  });

  it('writes and reads files of the guest, and changes a password', async () => {
    const handle = await agent('guest-file-open', { path: '/tmp/note', mode: 'w' });
    await agent('guest-file-write', { handle, 'buf-b64': Buffer.from('from the host').toString('base64') });
    await agent('guest-file-close', { handle });
    expect(await run('cat /tmp/note')).toBe('from the host');
    // The guest is too small to have the program that the agent gives passwords to.
    await run("printf '#!/bin/sh\\ncat > /tmp/given\\n' > /bin/chpasswd; chmod 755 /bin/chpasswd");
    await call(connection, 'domain', 'setUserPassword')(dom, 'root', 'new one', 0);
    expect(await run('cat /tmp/given')).toBe('root:new one\n');
    await expect(call(connection, 'domain', 'setUserPassword')(dom, 'ro\not', 'x', 0)).rejects.toThrow();
  });

  it('sets the guest’s clock', async () => {
    await run("printf '#!/bin/sh\\n' > /sbin/hwclock; chmod 755 /sbin/hwclock");
    await call(connection, 'domain', 'setTime')(dom, 1_600_000_000n, 0, 0);
    const { seconds } = await call(connection, 'domain', 'getTime')(dom);
    expect(Number(seconds) - 1_600_000_000).toBeLessThan(120);
  });

  it('freezes and thaws file systems', async () => {
    const frozen = await call(connection, 'domain', 'fsFreeze')(dom, []);
    const thawed = await call(connection, 'domain', 'fsThaw')(dom, []);
    expect(thawed).toBe(frozen);
  });
});
