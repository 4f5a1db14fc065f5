import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkLab, GUEST_READY, type Lab, labDisksDir, run, startLab, uniqueName } from '../lab/index.ts';
import { SerialConsole } from '../lab/serial-console.ts';
import { type Both, prepareBoth, type Said } from './both.ts';

const check = checkLab(['libvirtd', 'guest']);
const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIE1 ann@example';

describe.skipIf(check.skip)(check.title('vireo create, from options'), () => {
  let both: Both;
  let lab: Lab<'libvirtd' | 'guest'>;
  const name = uniqueName('cli-create');
  let pool: string;
  let folder: string;
  let disk: string;

  beforeAll(async () => {
    both = await prepareBoth();
    lab = await startLab({ need: ['libvirtd', 'guest'] });
    pool = uniqueName('cli-pool');
    folder = join(labDisksDir(), pool);
    mkdirSync(folder);
    disk = join(labDisksDir(), `${name}-boot.qcow2`);
    await run(['qemu-img', 'create', '-q', '-f', 'qcow2', '-b', lab.guest.qcow2Path, '-F', 'qcow2', disk, '64M']);
    writeFileSync(join(both.dir, 'key.pub'), `${KEY}\n`);
    writeFileSync(join(both.dir, 'key'), '-----BEGIN OPENSSH PRIVATE KEY-----\n');
    await vireo('pool-create-as', pool, 'dir', '--target', folder);
  });

  afterAll(async () => {
    await vireo('destroy', name);
    await vireo('undefine', name);
    for (const volume of [`${name}-2.qcow2`, `${name}-cloud-init.iso`]) await vireo('vol-delete', volume, pool);
    await vireo('pool-destroy', pool);
    await lab.dispose();
    both.dispose();
  });

  const vireo = (...words: readonly string[]): Promise<Said> => both.vireo(['-c', lab.libvirtd.uri, ...words]);
  const options = (): readonly string[] => [
    '--name', name, '--memory', '256', '--vcpus', '1', '--disk', `path=${disk}`, '--disk', `size=64MiB,pool=${pool}`, '--network', 'none', '--graphics', 'none',
    '--cloud-init', 'user=ann,hostname=web,ssh-key=key.pub,packages=nginx;curl',
  ];

  it('prints the XML and makes nothing', async () => {
    const { stdout, status } = await vireo('create', ...options(), '--print-xml');
    expect(status).toBe(0);
    expect(stdout).toContain(`<name>${name}</name>`);
    expect(stdout).toContain(disk);
    expect(stdout).toContain(`${folder}/${name}-2.qcow2`);
    expect(stdout).toContain(`${folder}/${name}-cloud-init.iso`);
    expect(stdout).not.toContain('<graphics');
    expect(existsSync(join(folder, `${name}-2.qcow2`))).toBe(false);
    expect((await vireo('list', '--all', '--name')).stdout).not.toContain(name);
  });

  it('makes disks and seed, defines the machine and boots it', async () => {
    expect(await vireo('create', ...options(), '--paused')).toEqual({ status: 0, stdout: `Domain '${name}' created\n\n`, stderr: '' });
    const serial = new SerialConsole(lab.libvirtd.uri, name);
    await vireo('resume', name);
    await serial.expect(GUEST_READY, 90_000);
    await serial.command('(yes >/dev/null &)');
    await serial.dispose();
    const said = await both.vireo(['--json', '-c', lab.libvirtd.uri, 'domtop', '--domain', name, '--delay', '2']);
    const [load] = JSON.parse(said.stdout) as readonly { readonly name: string; readonly cpuPercent: number; readonly vcpuPercent: readonly unknown[] }[];
    expect(load?.name).toBe(name);
    expect(load?.cpuPercent).toBeGreaterThan(5);
    expect(load?.vcpuPercent).toHaveLength(1);
    const table = await vireo('domtop', '--vcpu', '--delay', '0.5');
    expect(table.stdout).toMatch(new RegExp(`Name +CPU % +Memory MiB +vCPU +vCPU %\\n-+\\n(.*\\n)* ${name} +[\\d.]+ +256 +0 +[\\d.]+`));
  });

  it('wrote a seed that others can read', async () => {
    const seed = join(folder, `${name}-cloud-init.iso`);
    const out = join(both.dir, 'seed');
    await run(['xorriso', '-osirrox', 'on', '-indev', seed, '-extract', '/', out]);
    const [head, ...rest] = readFileSync(join(out, 'user-data'), 'utf8').split('\n');
    expect(head).toBe('#cloud-config');
    expect(JSON.parse(rest.join('\n'))).toMatchObject({ hostname: 'web', users: ['default', { name: 'ann', ssh_authorized_keys: [KEY] }], packages: ['nginx', 'curl'] });
    expect(JSON.parse(readFileSync(join(out, 'meta-data'), 'utf8'))).toMatchObject({ 'local-hostname': 'web' });
    expect((await run(['xorriso', '-indev', seed, '-pvd_info'])).stdout).toContain('cidata');
  });

  it('refuses a name that is taken, and takes back what it made when the start fails', async () => {
    const taken = await vireo('create', ...options());
    expect(taken.status).toBe(1);
    expect(taken.stderr).toContain(`domain '${name}' already exists`);
    const other = uniqueName('cli-failed');
    const failed = await vireo('create', '--name', other, '--memory', '128', '--disk', `size=1,pool=${pool}`, '--network', 'no-such-network', '--cloud-init', 'user=x');
    expect(failed.status).toBe(1);
    expect(failed.stderr).toContain('no-such-network');
    expect((await vireo('list', '--all', '--name')).stdout).not.toContain(other);
    expect((await vireo('vol-list', pool)).stdout).not.toContain(other);
  });

  it('says what is wrong with an option', async () => {
    const wrong: readonly (readonly [readonly string[], string])[] = [
      [[], '--disk or --cdrom'],
      [['--disk', 'pool=x'], 'size='],
      [['--disk', 'size=abc'], 'GiB'],
      [['--disk', 'size=1,bus=floppy'], 'virtio'],
      [['--disk', 'size=1,nosuch=1'], "'nosuch=1'"],
      [['--disk', 'size=1', '--memory', 'x'], 'MiB'],
      [['--disk', 'size=1', '--boot', 'tape'], 'cdrom'],
      [['--disk', 'size=1', '--graphics', 'x11'], 'spice'],
      [['--disk', 'size=1', '--cloud-init', 'ssh-key=key'], '.pub'],
      [['--disk', 'size=1', '--cloud-init', 'ssh-key=/nonexistent'], '/nonexistent'],
    ];
    for (const [words, hint] of wrong) {
      const { status, stderr } = await both.vireo(['-c', 'test:///default', 'create', '--name', 'x', ...words]);
      expect(status).toBe(1);
      expect(stderr).toContain(hint);
    }
  });

  it('still takes a file, and wants one without a name', async () => {
    for (const words of [['create'], ['create', '/nonexistent'], ['create', '--paused']]) {
      const { virsh, vireo: ours } = await both.compare(['-c', 'test:///default', ...words]);
      expect(ours).toEqual(virsh);
    }
  });
});
