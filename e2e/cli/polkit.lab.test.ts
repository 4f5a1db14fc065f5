import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkLab, type Lab, run, startLab } from '../lab/index.ts';
import { identify, stopProcess } from '../lab/lab-process.ts';
import { prepareBoth } from './both.ts';
import { runOnTerminal } from './on-terminal.ts';

const check = checkLab(['polkit']);

describe.skipIf(check.skip)(check.title('an ordinary user, polkit, and a daemon of their own'), () => {
  let lab: Lab<'polkit'>;
  let folder = '';
  let program = '';

  beforeAll(async () => {
    lab = await startLab({ need: ['polkit'] });
    const both = await prepareBoth();
    // Where the user can read it.
    folder = mkdtempSync(join(tmpdir(), 'vireo-polkit-'));
    chmodSync(folder, 0o755);
    cpSync(dirname(both.vireoPath), folder, { recursive: true });
    program = join(folder, 'vireo.js');
    both.dispose();
  });
  afterAll(async () => {
    await lab.dispose();
    rmSync(folder, { recursive: true });
  });

  const vireo = (...args: readonly string[]): readonly [string, ...string[]] => lab.polkit.wrap([process.execPath, program, ...args]);
  const virsh = (...args: readonly string[]): readonly [string, ...string[]] => lab.polkit.wrap(['virsh', ...args]);
  const said = async (argv: readonly [string, ...string[]]): Promise<unknown> => {
    const { status, stdout, stderr } = await run(argv, { check: false });
    return { status, stdout, stderr };
  };

  it.each([
    ['yes', '', 0], ['no', 'authentication failed: access denied by policy', 1],
    ['password', "authentication unavailable: no polkit agent available to authenticate action 'org.libvirt.unix.manage'", 1],
  ] as const)('is let in or not, as virsh is: polkit says %s', async (answer, error, status) => {
    await lab.polkit.answer(answer);
    const args = ['-c', lab.polkit.daemon.uri, 'hostname'];
    const ours = await said(vireo(...args));
    expect(ours).toEqual(await said(virsh(...args)));
    expect(ours).toMatchObject({ status, stderr: expect.stringContaining(error) as string });
  });

  it('may always look, over the read-only socket', async () => {
    await lab.polkit.answer('no');
    const args = ['-r', '-c', `qemu+unix:///system?socket=${lab.polkit.daemon.readOnlySocketPath}`, 'hostname'];
    const ours = await said(vireo(...args));
    expect(ours).toEqual(await said(virsh(...args)));
    expect(ours).toMatchObject({ status: 0 });
    expect(await said(vireo('-r', '-c', `qemu+unix:///system?socket=${lab.polkit.daemon.readOnlySocketPath}`, 'define', '/dev/null'))).toMatchObject({ status: 1 });
  });

  it('is asked for the password on the terminal where there is no desktop, again when it is wrong', async () => {
    await lab.polkit.answer('password');
    const { user, daemon } = lab.polkit;
    const { text, status } = await runOnTerminal(vireo('-c', daemon.uri, 'hostname'), [
      { after: 'Password: ', type: 'wrong\r' },
      { after: 'Password: ', type: `${user.password}\r` },
    ]);
    expect(text).toContain('AUTHENTICATING FOR org.libvirt.unix.manage');
    expect(text).toContain((await daemon.virsh(['hostname'])).trim());
    expect(text).not.toContain(user.password);
    expect(status).toBe(0);
  });

  it('has a daemon of its own, which is started when it does not run', async () => {
    const { user } = lab.polkit;
    const runtime = join(folder, 'runtime');
    mkdirSync(runtime, { mode: 0o700 });
    chownSync(runtime, user.uid, user.gid);
    const pidFile = join(runtime, 'libvirt/libvirtd.pid');
    try {
      const { stdout } = await user.run(['env', `XDG_RUNTIME_DIR=${runtime}`, process.execPath, program, '-c', 'qemu:///session', 'uri']);
      expect(stdout.trim()).toBe('qemu:///session');
      expect(existsSync(join(runtime, 'libvirt/libvirt-sock'))).toBe(true);
    } finally {
      const id = existsSync(pidFile) ? identify(Number(readFileSync(pidFile, 'utf8'))) : undefined;
      if (id !== undefined) await stopProcess(id);
    }
  });
});
