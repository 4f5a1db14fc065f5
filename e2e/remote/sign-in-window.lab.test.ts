import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startConsoleBench, type ConsoleBench } from '../console/console-bench.ts';
import { checkLab, type RemoteLibvirtd, startRemoteLibvirtd } from '../lab/index.ts';

const check = checkLab(['remoteLibvirtd', 'display']);
const MACHINE = 'locked-up';

describe.skipIf(check.skip)(check.title('signing in from the window'), () => {
  let remote: RemoteLibvirtd;
  let bench: ConsoleBench;
  let home = '';
  const before = { ...process.env };

  beforeAll(async () => {
    remote = await startRemoteLibvirtd({ tcp: 'sasl', tls: 'sasl', mechanisms: ['digest-md5', 'scram-sha-256'], securedDisplays: true });
    // The person's own files: who signs certificates, and the host that is meant when none is named.
    home = mkdtempSync(join(tmpdir(), 'vireo-home-'));
    mkdirSync(join(home, '.pki/CA'), { recursive: true });
    copyFileSync(remote.pki.file('cacert'), join(home, '.pki/CA/cacert.pem'));
    writeFileSync(join(home, 'auth.conf'), '');
    writeFileSync(
      join(home, 'machine.xml'),
      `<domain type='qemu'><name>${MACHINE}</name><memory unit='MiB'>64</memory><os><type arch='x86_64'>hvm</type></os><devices><graphics type='vnc' listen='127.0.0.1'/><video><model type='vga'/></video></devices></domain>`,
    );
    await remote.daemon.virsh(['define', join(home, 'machine.xml')]);
    await remote.daemon.virsh(['start', MACHINE]);
    process.env['HOME'] = home;
    process.env['LIBVIRT_AUTH_FILE'] = join(home, 'auth.conf');
    process.env['LIBVIRT_DEFAULT_URI'] = remote.tlsUri({ driver: 'qemu', params: { no_verify: '1' } });
    bench = await startConsoleBench('test:///default');
  });
  afterAll(async () => {
    await bench.dispose();
    for (const name of ['HOME', 'LIBVIRT_AUTH_FILE', 'LIBVIRT_DEFAULT_URI']) {
      const value = before[name];
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
    await remote.dispose();
    rmSync(home, { recursive: true });
  });

  const answer = async (title: string, field: string, text: string): Promise<void> => {
    const dialog = bench.page.getByRole('dialog', { name: title });
    await dialog.getByLabel(field, { exact: true }).fill(text);
    await bench.page.keyboard.press('Enter');
  };

  it('asks for the name and the password of a host, again when they are wrong', async () => {
    const { page } = bench;
    await page.getByRole('button', { name: 'Add host' }).first().click();
    await page.getByRole('textbox', { name: 'Address' }).fill(remote.tcpUri());
    await page.keyboard.press('Enter');
    await answer('Sign in to 127.0.0.1', 'User', 'fred');
    await answer('Password for 127.0.0.1', 'Password', 'wrong');
    await page.getByText('That was not it.').waitFor();
    await answer('Sign in to 127.0.0.1', 'User', 'fred');
    await answer('Password for 127.0.0.1', 'Password', remote.password);
    await page.getByRole('treeitem', { name: /127\.0\.0\.1.*tcp/ }).waitFor();
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
  });

  it('offers the default host, and warns of one that is not verified for as long as it is connected', async () => {
    const { page } = bench;
    await page.getByRole('button', { name: 'Add host' }).first().click();
    await page.getByText('Your default host').click();
    await page.keyboard.press('Enter');
    await answer('Sign in to 127.0.0.1', 'User', 'fred');
    await answer('Password for 127.0.0.1', 'Password', remote.password);
    const host = page.getByRole('treeitem', { name: /not verified/ });
    await host.waitFor();
    await host.dblclick();
    await page.getByText('The identity of 127.0.0.1 is not verified').waitFor();
  });

  it('shows a display that wants certificates and a name with a password', async () => {
    const { page } = bench;
    await page.getByRole('treeitem', { name: MACHINE }).dblclick();
    await answer(`Sign in to ${MACHINE}`, 'User', 'fred');
    await answer(`Password for ${MACHINE}`, 'Password', remote.password);
    await page.locator('.console-picture canvas').waitFor();
    expect(bench.complaints).toEqual([]);
  });

  it('signs in again by itself when the daemon comes back', async () => {
    const { page } = bench;
    const host = page.getByRole('treeitem', { name: /127\.0\.0\.1.*tcp/ });
    const lost = page.getByRole('treeitem', { name: /127\.0\.0\.1.*not connected/ });
    await remote.daemon.kill();
    await lost.first().waitFor();
    await remote.daemon.restart();
    await host.waitFor({ timeout: 30_000 });
    expect(await page.getByRole('dialog').count()).toBe(0);
  });
});
