import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Lab, checkLab, run, startLab, startSshd } from './index.ts';
import { virshAt } from './libvirt/libvirtd.ts';

const check = checkLab(['libvirtd', 'sshd', 'user', 'session']);

describe.skipIf(check.skip)(check.title('the lab behind ssh'), () => {
  let lab: Lab<'libvirtd' | 'sshd' | 'user' | 'session'>;

  beforeAll(async () => {
    lab = await startLab({ need: ['libvirtd', 'sshd', 'user', 'session'] });
  });

  afterAll(async () => {
    await lab.dispose();
  });

  it('answers virsh as root', async () => {
    const direct = await lab.libvirtd.virsh(['capabilities']);
    expect(await virshAt(lab.sshd.virshUri(), ['capabilities'])).toBe(direct);
  });

  it("answers with the ordinary user's session daemon", async () => {
    const uri = lab.sshd.virshUri({ user: lab.user.name, path: '/session' });
    expect(await virshAt(uri, ['list', '--all'])).toBe(await lab.session.virsh(['list', '--all']));
  });

  it('refuses the ordinary user the system daemon', async () => {
    const answer = await lab.user.run(['virsh', '-q', '-c', 'qemu:///system', 'list'], { check: false });
    expect(answer.status).not.toBe(0);
    expect(answer.stderr).toContain('Permission denied');
    expect((await lab.user.run(['virsh', '-q', '-r', '-c', 'qemu:///system', 'hostname'])).status).toBe(0);
  });

  it('lets the ordinary user in with the password', async () => {
    // OpenSSH asks a program for the password when it has no terminal.
    const asker = join(lab.user.home, 'ask-password');
    writeFileSync(asker, `#!/bin/sh\necho '${lab.user.password}'\n`, { mode: 0o755 });
    const answer = await run(
      [
        'ssh', '-T', '-F', 'none', '-o', `UserKnownHostsFile=${lab.sshd.knownHostsPath}`, '-o', 'PubkeyAuthentication=no',
        '-p', String(lab.sshd.port), `${lab.user.name}@${lab.sshd.address}`, 'id -un; echo $XDG_RUNTIME_DIR',
      ],
      { env: { SSH_ASKPASS: asker, SSH_ASKPASS_REQUIRE: 'force', DISPLAY: ':0' } },
    );
    expect(answer.stdout).toBe(`${lab.user.name}\n${lab.user.runtimeDir}\n`);
  });

  it('cuts its connections and serves new ones', async () => {
    const sleeping = ssh(lab.sshd, 'sleep 60').then((result) => result.status);
    await expect.poll(async () => (await ssh(lab.sshd, 'pgrep -xc sleep')).stdout.trim()).not.toBe('0');
    await lab.sshd.dropConnections();
    expect(await sleeping).not.toBe(0);
    expect((await ssh(lab.sshd, 'echo there')).stdout).toBe('there\n');
  });

  it('can refuse stream-local forwarding, accept no key and change its host key', async () => {
    const strict = await startSshd({ user: lab.user, streamLocalForwarding: false, acceptsKeys: false });
    try {
      expect((await ssh(strict, 'true')).stderr).toContain('Permission denied (password)');
      const before = strict.fingerprint;
      await strict.changeHostKey();
      expect(strict.fingerprint).not.toBe(before);
      expect((await ssh(strict, 'true')).stderr).toContain('REMOTE HOST IDENTIFICATION HAS CHANGED');
    } finally {
      await strict.dispose();
    }
  });

  function ssh(server: Lab<'sshd'>['sshd'], command: string) {
    return run(
      [
        'ssh', '-T', '-F', 'none', '-i', server.keyPath, '-o', 'BatchMode=yes', '-o', `UserKnownHostsFile=${server.knownHostsPath}`,
        '-p', String(server.port), `root@${server.address}`, command,
      ],
      { check: false },
    );
  }
});
