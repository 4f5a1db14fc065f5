import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkLab, type Lab, run, startLab, waitFor } from '../lab/index.ts';
import { type Both, prepareBoth } from './both.ts';

const check = checkLab(['privateLibvirtd']);

/** Questions, settings and mistakes; the settings are what the daemon has anyway. */
const LINES: readonly string[] = [
  'server-list; srv-list; server-threadpool-info libvirtd; srv-clients-info admin; server-clients-info libvirtd',
  'server-threadpool-info nosuch',
  'server-threadpool-set libvirtd --min-workers 5 --max-workers 20; server-threadpool-info libvirtd; server-threadpool-set libvirtd --min-workers 30 --max-workers 20; server-threadpool-set libvirtd; server-threadpool-set libvirtd --max-workers x; server-threadpool-set libvirtd --max-workers 0',
  'server-clients-set libvirtd --max-clients 5000 --max-unauth-clients 20; server-clients-info libvirtd; server-clients-set libvirtd --max-clients 2 --max-unauth-clients 20; server-clients-set libvirtd',
  'client-list nosuch; client-info libvirtd 99999; client-info libvirtd x; client-disconnect libvirtd 99999; client-disconnect libvirtd x; client-info libvirtd',
  'server-update-tls libvirtd; server-update-tls nosuch',
  'daemon-log-filters; daemon-log-outputs; daemon-log-filters "1:qemu 3:remote"; daemon-log-filters; daemon-log-filters ""; daemon-log-filters; daemon-log-filters foo; daemon-log-outputs foo',
  'daemon-timeout --timeout x',
  'uri; version; nosuch',
  'uri; version',
  'help monitor; help management; help server-list; help server-threadpool-info; help client-list; help client-info; help server-clients-info; help server-threadpool-set; help client-disconnect; help server-clients-set; help server-update-tls; help daemon-log-filters; help daemon-log-outputs; help daemon-timeout; help uri; help version; help connect',
];

describe.skipIf(check.skip)(check.title('vireo admin as virt-admin'), () => {
  let both: Both;
  let lab: Lab<'privateLibvirtd'>;
  let uri: string;
  let client: ChildProcess;

  beforeAll(async () => {
    both = await prepareBoth();
    lab = await startLab({ need: ['privateLibvirtd'] });
    const socket = join(dirname(lab.privateLibvirtd.socketPath), 'libvirt-admin-sock');
    await waitFor('the admin socket', () => existsSync(socket) || undefined, 10_000);
    uri = `libvirtd+unix:///system?socket=${socket}`;
    client = spawn('virsh', ['-c', lab.privateLibvirtd.uri, 'event', '--event', 'lifecycle', '--loop'], { stdio: 'ignore' });
    await waitFor('a client', async () => (await theirs('-q', 'client-list', 'libvirtd')).stdout.includes('unix') || undefined, 10_000);
  });

  afterAll(async () => {
    client.kill();
    await lab.dispose();
    both.dispose();
  });

  const say = async (program: readonly [string, ...string[]], args: readonly string[]) => {
    const { status, stdout, stderr } = await run([...program, ...args], { cwd: both.dir, check: false, env: { LC_ALL: 'C.UTF-8', TZ: 'Asia/Kolkata' } });
    return { status, stdout, stderr };
  };
  const theirs = (...words: readonly string[]) => say(['virt-admin'], ['-c', uri, ...words]);
  const ours = (...words: readonly string[]) => say([process.execPath, both.vireoPath, 'admin'], ['-c', uri, ...words]);

  it.each(LINES)('%s', async (line) => {
    expect(await ours(line)).toEqual(await theirs(line));
  });

  it('says that there is no daemon as virt-admin does', async () => {
    for (const wrong of ['libvirtd+unix:///system?socket=/nonexistent', 'libvirtd:///nosuch', 'foo:///system']) {
      expect(await say([process.execPath, both.vireoPath, 'admin'], ['-c', wrong, 'uri'])).toEqual(await say(['virt-admin'], ['-c', wrong, 'uri']));
    }
  });

  it('shows a client, and disconnects it', async () => {
    const list = await theirs('client-list', 'libvirtd');
    expect(list.stdout).toMatch(/ \d+ +unix +\d{4}-.*\+0530/);
    expect(await ours('client-list', 'libvirtd')).toEqual(list);
    const id = /^ (\d+) +unix/m.exec(list.stdout)?.[1] ?? '';
    const info = await theirs('client-info', 'libvirtd', id);
    expect(info.stdout).toContain('unix_process_id');
    expect(await ours('client-info', 'libvirtd', id)).toEqual(info);
    expect(await ours('client-disconnect', 'libvirtd', id)).toEqual({ status: 0, stdout: `Client '${id}' disconnected\n`, stderr: '' });
    await waitFor('the client to go', async () => !(await theirs('-q', 'client-list', 'libvirtd')).stdout.includes('unix') || undefined, 10_000);
  });

  it('prints data for programs', async () => {
    const said = await say([process.execPath, both.vireoPath, '--json', 'admin'], ['-c', uri, 'server-clients-info', 'libvirtd']);
    expect(JSON.parse(said.stdout)).toMatchObject({ nclients_max: '5000' });
  });
});
