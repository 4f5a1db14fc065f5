import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TestPki } from '../../../drivers/transport/testing/test-pki.ts';
import { freePort } from '../free-port.ts';
import { abandonedDirs, makeOwnedDir } from '../owned-dir.ts';
import { run } from '../run.ts';
import type { PrivateLibvirtd } from './libvirtd.ts';
import { startPrivateLibvirtd } from './private-libvirtd.ts';

const PREFIX = 'remote-';

/** How its two ports let people in. */
export interface RemoteAccess {
  readonly tcp: 'none' | 'sasl';
  readonly tls: 'none' | 'sasl';
  /** SASL's mechanisms, as /etc/sasl2/libvirt.conf names them. */
  readonly mechanisms: readonly string[];
  /** Its machines' displays want certificates and SASL, too. */
  readonly securedDisplays?: boolean;
}

const EVERYTHING: RemoteAccess = { tcp: 'sasl', tls: 'sasl', mechanisms: ['digest-md5', 'scram-sha-256', 'scram-sha-1', 'plain'] };

/** A private libvirtd that serves TCP and TLS on loopback, with certificates and users of its own. */
export interface RemoteLibvirtd {
  readonly daemon: PrivateLibvirtd;
  readonly tcpPort: number;
  readonly tlsPort: number;
  readonly pki: TestPki;
  /** A folder for `pkipath=`: the authority, and a client's certificate. */
  readonly pkipath: string;
  readonly user: string;
  readonly password: string;
  tcpUri(options?: UriOptions): string;
  tlsUri(options?: UriOptions): string;
  dispose(): Promise<void>;
}

/** Parts of an address. */
export interface UriOptions {
  readonly user?: string;
  readonly host?: string;
  /** Default `test` and `/default`: the daemon's test driver needs no hypervisor. */
  readonly driver?: 'test' | 'qemu';
  readonly params?: Readonly<Record<string, string>>;
}

/** Starts such a daemon; its user is `fred` with the password `secret word`. */
export async function startRemoteLibvirtd(access: RemoteAccess = EVERYTHING): Promise<RemoteLibvirtd> {
  for (const abandoned of abandonedDirs(PREFIX)) rmSync(abandoned, { recursive: true, force: true });
  const dir = makeOwnedDir(PREFIX);
  const pki = new TestPki(join(dir, 'pki'));
  pki.issue('server', 'DNS:localhost,IP:127.0.0.1');
  pki.issue('client', '');
  const pkipath = pki.clientFolder('me', 'client');
  const [tcpPort, tlsPort] = [await freePort(), await freePort()];
  const sasl = join(dir, 'sasl');
  mkdirSync(sasl);
  writeFileSync(join(sasl, 'libvirt.conf'), `mech_list: ${access.mechanisms.join(' ')}\nsasldb_path: ${join(sasl, 'users.db')}\n`);
  const daemon = await startPrivateLibvirtd({
    listens: true,
    qemuLines: access.securedDisplays === true ? await securedDisplays(dir, pki) : [],
    env: { SASL_CONF_PATH: sasl },
    daemonLines: [
      'listen_tls = 1', 'listen_tcp = 1', 'listen_addr = "127.0.0.1"', `tcp_port = "${tcpPort}"`, `tls_port = "${tlsPort}"`,
      `auth_tcp = "${access.tcp}"`, `auth_tls = "${access.tls}"`,
      `key_file = "${pki.file('serverkey')}"`, `cert_file = "${pki.file('servercert')}"`, `ca_file = "${pki.file('cacert')}"`,
    ],
  });
  const [user, password] = ['fred', 'secret word'];
  const realm = readFileSync(join(daemon.stateDir, 'hostname'), 'utf8').trim();
  await run(['saslpasswd2', '-p', '-c', '-a', 'libvirt', '-u', realm, '-f', join(sasl, 'users.db'), user], { input: password });
  const uri = (transport: 'tcp' | 'tls', port: number, { user: name, host = '127.0.0.1', driver = 'test', params = {} }: UriOptions = {}): string => {
    const all = new URLSearchParams({ ...(transport === 'tls' ? { pkipath } : {}), ...params }).toString();
    return `${driver}+${transport}://${name === undefined ? '' : `${name}@`}${host}:${port}${driver === 'test' ? '/default' : '/system'}${all === '' ? '' : `?${all}`}`;
  };
  if (access.securedDisplays === true) await run(['saslpasswd2', '-p', '-c', '-a', 'qemu', '-u', realm, '-f', join(dir, 'displays/users.db'), user], { input: password });
  if (access.securedDisplays === true) await run(['chmod', '-R', 'a+rX', join(dir, 'displays')]);
  return {
    daemon, tcpPort, tlsPort, pki, pkipath, user, password,
    tcpUri: (options) => uri('tcp', tcpPort, options),
    tlsUri: (options) => uri('tls', tlsPort, options),
    dispose: async () => {
      await daemon.dispose();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** What QEMU's own user has to read, and the lines of qemu.conf that name it. */
async function securedDisplays(dir: string, pki: TestPki): Promise<readonly string[]> {
  const displays = join(dir, 'displays');
  mkdirSync(displays);
  for (const [from, to] of [['cacert', 'ca-cert'], ['servercert', 'server-cert'], ['serverkey', 'server-key']] as const) copyFileSync(pki.file(from), join(displays, `${to}.pem`));
  writeFileSync(join(displays, 'qemu.conf'), `mech_list: scram-sha-256\nsasldb_path: ${join(displays, 'users.db')}\n`);
  await run(['chmod', '-R', 'a+rX', displays]);
  return ['vnc_tls = 1', `vnc_tls_x509_cert_dir = "${displays}"`, 'vnc_tls_x509_verify = 0', 'vnc_sasl = 1', `vnc_sasl_dir = "${displays}"`];
}
