import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../drivers/api/connection.ts';
import type { DomainRef } from '../../drivers/api/refs.ts';
import type { LabDomainOptions } from '../lab/domain-xml.ts';
import { checkLab, startLab, type Lab } from '../lab/index.ts';
import { agentAnswers, askAgent, call, guestIsReady, guestXml, makeEmbedRoot, runInGuest, type EditXml, type EmbedRoot } from './embed-host.ts';

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
  const boot = async (options: LabDomainOptions, edit?: EditXml): Promise<DomainRef> => {
    const made = await call(connection, 'domain', 'createXML')(guestXml(root.folder, lab.guest, options, edit));
    await guestIsReady(root.folder, made);
    return made;
  };
  const agent = (command: string, args?: object): Promise<unknown> => askAgent(connection, dom, command, args);
  const run = (line: string): Promise<string> => runInGuest(connection, dom, line);

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
    await agentAnswers(connection, dom);
    expect(await run('test -d /sys/firmware/efi && echo uefi')).toBe('uefi');
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
    expect(await run('cat /tmp/given')).toBe('root:new one');
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
