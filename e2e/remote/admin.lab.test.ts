import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { join } from 'node:path';
import type { CloseReason } from '../../drivers/api/connection.ts';
import type { TypedParameter } from '../../drivers/api/records.ts';
import type { AdminConnection } from '../../drivers/remote/admin/admin-connection.ts';
import { openAdmin } from '../../drivers/remote/admin/open-admin.ts';
import { checkLab, type Lab, run, startLab } from '../lab/index.ts';
import { openRemote } from './call.ts';

const check = checkLab(['privateLibvirtd', 'sshd']);

describe.skipIf(check.skip)(check.title("a daemon's admin socket"), () => {
  let lab: Lab<'privateLibvirtd' | 'sshd'>;
  let uri: string;
  let admin: AdminConnection;

  beforeAll(async () => {
    lab = await startLab({ need: ['privateLibvirtd', 'sshd'] });
    uri = `libvirtd:///system?socket=${join(lab.privateLibvirtd.stateDir, 'run/libvirt-admin-sock')}`;
    admin = await openAdmin(uri);
  });

  afterAll(async () => {
    await admin.close();
    await lab.dispose();
  });

  const virtAdmin = async (...args: string[]): Promise<string> => (await run(['virt-admin', '-c', uri, ...args])).stdout;
  const value = (params: readonly TypedParameter[], field: string): unknown => params.find((param) => param.field === field)?.value;

  it('says what virt-admin says', async () => {
    expect(Number(await admin.connect.getLibVersion())).toBeGreaterThanOrEqual(9_000_000);
    const servers = await admin.connect.listServers();
    expect(servers.map(({ name }) => name).sort()).toEqual(['admin', 'libvirtd']);
    const server = await admin.connect.lookupServer('libvirtd');
    await expect(admin.connect.lookupServer('nobody')).rejects.toMatchObject({ code: 'no-server' });
    const pool = await admin.server.getThreadPoolParameters(server);
    const said = await virtAdmin('server-threadpool-info', 'libvirtd');
    for (const field of ['minWorkers', 'maxWorkers', 'prioWorkers']) expect(said).toMatch(new RegExp(`${field}\\s*: ${String(value(pool, field))}\\n`));
    const outputs = await admin.connect.getLoggingOutputs();
    expect(await virtAdmin('daemon-log-outputs')).toContain(outputs.text);
  });

  it('sets and reads back', async () => {
    const server = await admin.connect.lookupServer('libvirtd');
    await admin.server.setThreadPoolParameters(server, [{ field: 'maxWorkers', type: 'uint', value: 23 }]);
    expect(value(await admin.server.getThreadPoolParameters(server), 'maxWorkers')).toBe(23);
    await admin.server.setClientLimits(server, [{ field: 'nclients_max', type: 'uint', value: 321 }]);
    expect(value(await admin.server.getClientLimits(server), 'nclients_max')).toBe(321);
    await expect(admin.server.setClientLimits(server, [{ field: 'nclients_max', type: 'uint', value: 1 }])).rejects.toMatchObject({ code: 'invalid-arg' });
    await admin.connect.setLoggingFilters('3:remote 4:util.json');
    expect(await admin.connect.getLoggingFilters()).toEqual({ text: expect.stringMatching(/^3:\*?remote\*? 4:\*?util\.json\*? ?$/) as string, count: 2 });
    await admin.connect.setLoggingFilters(undefined);
    expect((await admin.connect.getLoggingFilters()).count).toBe(0);
    const { text } = await admin.connect.getLoggingOutputs();
    await admin.connect.setLoggingOutputs(`${text} 4:stderr`);
    expect((await admin.connect.getLoggingOutputs()).count).toBe(2);
    await admin.connect.setLoggingOutputs(text);
    await expect(admin.connect.setLoggingOutputs('nonsense')).rejects.toMatchObject({ name: 'VirError' });
    await admin.connect.setDaemonTimeout(3600);
    await admin.connect.setDaemonTimeout(0);
    // This daemon listens to nobody by TLS.
    await expect(admin.server.updateTlsFiles(server)).rejects.toMatchObject({ code: 'internal-error', message: expect.stringContaining('no tls service') as string });
  });

  it('sees clients, and ends one', async () => {
    const server = await admin.connect.lookupServer('libvirtd');
    const connection = await openRemote(lab.privateLibvirtd.uriOf('test'));
    const ended = new Promise<CloseReason>((resolve) => connection.onDidClose(resolve));
    const clients = await admin.server.listClients(server);
    const mine = clients.at(-1);
    if (mine === undefined) throw new Error('no client');
    expect(await admin.server.lookupClient(server, mine.id)).toEqual(mine);
    expect(mine).toMatchObject({ server: { name: 'libvirtd' }, transport: 0 });
    const info = await admin.client.getInfo(mine);
    expect(value(info, 'unix_process_id')).toBe(process.pid);
    expect(value(info, 'readonly')).toBe(false);
    await admin.client.close(mine);
    expect(await ended).toMatchObject({ kind: 'eof' });
    await expect(admin.server.lookupClient(server, mine.id)).rejects.toMatchObject({ code: 'no-client' });
  });

  it('is reached on another host by SSH', async () => {
    const { sshd, privateLibvirtd } = lab;
    const params = new URLSearchParams({ known_hosts: sshd.knownHostsPath, keyfile: sshd.keyPath, socket: join(privateLibvirtd.stateDir, 'run/libvirt-admin-sock') });
    const far = await openAdmin(`libvirtd+ssh://root@${sshd.address}:${sshd.port}/system?${params.toString()}`);
    expect(await far.connect.listServers()).toHaveLength(2);
    await far.close();
  });
});
