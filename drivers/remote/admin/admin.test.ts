import { describe, expect, it } from 'vitest';
import { parseConnectUri, uriParam } from '../../core/connect-uri.ts';
import * as S from '../protocol/admin-served.gen.ts';
import { ADMIN_PROCEDURES } from '../protocol/admin.gen.ts';
import { FakeDaemon } from '../testing/fake-daemon.ts';
import { adminOverLink } from './admin-connection.ts';
import { adminTarget, defaultAdminUri, openAdmin } from './open-admin.ts';

const SERVER = { name: 'libvirtd' };
const CLIENT = { server: SERVER, id: 7n, connectedAtSeconds: 1_700_000_000n, transport: 0 };
const PARAM = { field: 'maxWorkers', type: 'uint' as const, value: 20 };

function fakeAdmin(): { daemon: FakeDaemon; seen: unknown[] } {
  const seen: unknown[] = [];
  const note = (args: unknown): undefined => {
    seen.push(args);
    return undefined;
  };
  const daemon = new FakeDaemon()
    .on(S.ServedConnectOpen, note)
    .on(S.ServedConnectClose, note)
    .on(S.ServedConnectGetLibVersion, () => ({ libVer: 9_000_000n }))
    .on(S.ServedConnectListServers, () => ({ servers: [SERVER, { name: 'admin' }], ret: 2 }))
    .on(S.ServedConnectLookupServer, ({ name }) => ({ server: { name } }))
    .on(S.ServedServerGetThreadpoolParameters, () => ({ params: [PARAM] }))
    .on(S.ServedServerSetThreadpoolParameters, note)
    .on(S.ServedServerListClients, () => ({ clients: [CLIENT], ret: 1 }))
    .on(S.ServedServerLookupClient, ({ server, id }) => ({ client: { ...CLIENT, server, id } }))
    .on(S.ServedClientGetInfo, ({ client }) => ({ params: [{ field: 'readonly', type: 'boolean' as const, value: client.id === 7n }] }))
    .on(S.ServedClientClose, note)
    .on(S.ServedServerGetClientLimits, () => ({ params: [] }))
    .on(S.ServedServerSetClientLimits, note)
    .on(S.ServedConnectGetLoggingOutputs, () => ({ outputs: '3:stderr', noutputs: 1 }))
    .on(S.ServedConnectGetLoggingFilters, () => ({ filters: undefined, nfilters: 0 }))
    .on(S.ServedConnectSetLoggingOutputs, note)
    .on(S.ServedConnectSetLoggingFilters, note)
    .on(S.ServedServerUpdateTlsFiles, note)
    .on(S.ServedConnectSetDaemonTimeout, note);
  return { daemon, seen };
}

describe('the admin program', () => {
  it('is reached with all its calls', async () => {
    const { daemon, seen } = fakeAdmin();
    const admin = await adminOverLink('libvirtd:///system', daemon.link(), {});
    expect(await admin.connect.getLibVersion()).toBe(9_000_000n);
    expect(await admin.connect.listServers()).toEqual([SERVER, { name: 'admin' }]);
    expect(await admin.connect.lookupServer('x')).toEqual({ name: 'x' });
    expect(await admin.connect.getLoggingOutputs()).toEqual({ text: '3:stderr', count: 1 });
    expect(await admin.connect.getLoggingFilters()).toEqual({ text: undefined, count: 0 });
    expect(await admin.server.getThreadPoolParameters(SERVER)).toEqual([PARAM]);
    expect(await admin.server.listClients(SERVER)).toEqual([CLIENT]);
    expect(await admin.server.lookupClient(SERVER, 9n)).toEqual({ ...CLIENT, id: 9n });
    expect(await admin.server.getClientLimits(SERVER)).toEqual([]);
    expect(await admin.client.getInfo(CLIENT)).toEqual([{ field: 'readonly', type: 'boolean', value: true }]);
    await admin.connect.setLoggingOutputs('1:file:/x');
    await admin.connect.setLoggingFilters(undefined);
    await admin.connect.setDaemonTimeout(30);
    await admin.server.setThreadPoolParameters(SERVER, [PARAM]);
    await admin.server.setClientLimits(SERVER, [{ field: 'nclients_max', type: 'uint', value: 3 }]);
    await admin.server.updateTlsFiles(SERVER);
    await admin.client.close(CLIENT);
    await admin.close();
    expect(seen).toEqual([
      { flags: 0 }, { outputs: '1:file:/x', flags: 0 }, { filters: undefined, flags: 0 }, { timeout: 30, flags: 0 },
      { server: SERVER, params: [PARAM], flags: 0 }, { server: SERVER, params: [{ field: 'nclients_max', type: 'uint', value: 3 }], flags: 0 },
      { server: SERVER, flags: 0 }, { client: CLIENT, flags: 0 }, undefined,
    ]);
    expect([...new Set(daemon.main.executed)].sort((a, b) => a - b)).toEqual(ADMIN_PROCEDURES.map(({ number }) => number));
    expect(admin.closeReason).toEqual({ kind: 'client' });
  });

  it('ends when the daemon refuses to open', async () => {
    const daemon = new FakeDaemon();
    await expect(adminOverLink('libvirtd:///system', daemon.link(), {})).rejects.toMatchObject({ code: 'no-support' });
  });
});

describe('admin URIs', () => {
  const socketOf = (text: string): string | undefined => uriParam(adminTarget(parseConnectUri(text)), 'socket');

  it('name the socket of their daemon', () => {
    expect(socketOf('libvirtd:///system')).toBe('/run/libvirt/libvirt-admin-sock');
    expect(socketOf('virtqemud:///system')).toBe('/run/libvirt/virtqemud-admin-sock');
    expect(socketOf('virtnetworkd:///session')).toMatch(/\/libvirt\/virtnetworkd-admin-sock$/);
    expect(socketOf('libvirtd:///anything?socket=/x')).toBe('/x');
    expect(socketOf('libvirtd+ssh://root@host/system?keyfile=/k')).toBe('/run/libvirt/libvirt-admin-sock');
    expect(adminTarget(parseConnectUri('libvirtd+ssh://root@host/system'))).toMatchObject({ transport: 'ssh', host: 'host', user: 'root' });
  });

  it('are refused in the words of libvirt', () => {
    const message = (text: string): string => {
      try {
        return socketOf(text) ?? '';
      } catch (error) {
        return error instanceof Error ? error.message : '';
      }
    };
    expect(message('qemu:///system')).toBe("unsupported configuration: Unsupported URI scheme 'qemu'");
    expect(message('libvirtd:///other')).toBe("unsupported configuration: Invalid URI path '/other', try '/system'");
    expect(message('libvirtd:///system?a=b')).toBe("unsupported configuration: Unknown URI parameter 'a'");
    expect(message('libvirtd+tls://host/system')).toContain('by SSH only: libvirtd+ssh://HOST/system');
    expect(message('libvirtd+ssh://host/session')).toContain('socket=/run/user/UID');
  });

  it('have a default', async () => {
    expect(defaultAdminUri({}, 0)).toBe('libvirtd:///system');
    expect(defaultAdminUri({}, 1000)).toBe('libvirtd:///session');
    expect(defaultAdminUri({ LIBVIRT_ADMIN_DEFAULT_URI: 'virtqemud:///system' }, 0)).toBe('virtqemud:///system');
    await expect(openAdmin('libvirtd:///system?socket=/nowhere/sock')).rejects.toMatchObject({ code: 'system-error' });
  });
});
