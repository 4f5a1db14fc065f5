import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkLab, type Lab, startLab } from '../lab/index.ts';
import { type Both, prepareBoth } from './both.ts';
import { runOnTerminal, type Turn } from './on-terminal.ts';

const check = checkLab(['libvirtd', 'sshd', 'user']);

describe.skipIf(check.skip)(check.title('vireo asks on the terminal'), () => {
  let both: Both;
  let lab: Lab<'libvirtd' | 'sshd' | 'user'>;

  beforeAll(async () => {
    both = await prepareBoth();
    lab = await startLab({ need: ['libvirtd', 'sshd', 'user'] });
  });

  afterAll(async () => {
    await lab.dispose();
    both.dispose();
  });

  const ask = (user: string, params: Readonly<Record<string, string>>, turns: readonly Turn[]): ReturnType<typeof runOnTerminal> => {
    const query = new URLSearchParams({ socket: lab.libvirtd.readOnlySocketPath, ...params });
    const uri = `test+ssh://${user}@${lab.sshd.address}:${lab.sshd.port}/default?${query.toString()}`;
    return runOnTerminal([process.execPath, both.vireoPath, '-r', '-c', uri, 'list'], turns);
  };

  it('for an encrypted key, without showing the passphrase, again when it is wrong', async () => {
    const { text, status } = await ask('root', { known_hosts: lab.sshd.knownHostsPath, keyfile: lab.sshd.encryptedKeyPath }, [
      { after: `Enter passphrase for key '${lab.sshd.encryptedKeyPath}': `, type: 'wrong\r' },
      { after: "try again.\r\nEnter passphrase for key '", type: `${lab.sshd.passphrase}\r` },
    ]);
    expect(text).toMatch(/ 1 +test +running/);
    expect(text).not.toContain('wrong');
    expect(text).not.toContain(lab.sshd.passphrase);
    expect(status).toBe(0);
  });

  it('whether to trust a host that it does not know', async () => {
    const known = join(both.dir, 'known_hosts');
    const turns = (word: string): readonly Turn[] => [{ after: '(yes/no)? ', type: `${word}\r` }];
    const refused = await ask('root', { known_hosts: known, keyfile: lab.sshd.keyPath }, turns('no'));
    expect(refused.text).toContain(lab.sshd.fingerprint);
    expect(refused.status).toBe(1);
    const accepted = await ask('root', { known_hosts: known, keyfile: lab.sshd.keyPath }, turns('yes'));
    expect(accepted.text).toMatch(/ 1 +test +running/);
    expect((await ask('root', { known_hosts: known, keyfile: lab.sshd.keyPath }, [])).text).not.toContain('(yes/no)');
  });

  it('for a password, which is not shown', async () => {
    const { password, name } = lab.user;
    const { text } = await ask(name, { known_hosts: lab.sshd.knownHostsPath, sshauth: 'password' }, [{ after: 'Password of ', type: `${password}\r` }]);
    expect(text).toMatch(/ 1 +test +running/);
    expect(text).not.toContain(password);
  });
});
