import { copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { DialTarget } from '../../drivers/api/connection.ts';
import { TestPki } from '../../drivers/transport/testing/test-pki.ts';
import { freePort } from './free-port.ts';
import { isAlive, logTail, startService, stopProcess } from './lab-process.ts';
import { abandonedDirs, makeOwnedDir } from './owned-dir.ts';
import { LabError, run, waitFor } from './run.ts';

const PREFIX = 'display-';
/** QEMU counts displays from here. */
const FIRST_PORT = 5900;

/** How a display lets people in. */
export interface DisplayOptions {
  readonly password?: string;
  readonly tls?: 'x509' | 'anonymous';
  /** People have to show a certificate, too. */
  readonly verifiesPeers?: boolean;
  /** On a unix socket instead of loopback. */
  readonly onSocket?: boolean;
  /** SASL's mechanisms; its user is `fred` with the password `secret word`. */
  readonly mechanisms?: readonly string[];
}

/** One QEMU with nothing but a VNC display on loopback. */
export interface LabDisplay {
  readonly target: DialTarget;
  dispose(): Promise<void>;
}

/** What displays of one test share: certificates, and people. */
export interface DisplayHouse {
  readonly pki: TestPki;
  readonly user: string;
  readonly password: string;
  start(options: DisplayOptions): Promise<LabDisplay>;
  dispose(): Promise<void>;
}

/** Makes certificates and a user for displays. */
export async function displayHouse(): Promise<DisplayHouse> {
  for (const abandoned of abandonedDirs(PREFIX)) rmSync(abandoned, { recursive: true, force: true });
  const dir = makeOwnedDir(PREFIX);
  const pki = new TestPki(join(dir, 'pki'));
  pki.issue('server', 'DNS:localhost,DNS:kvm.example,IP:127.0.0.1');
  pki.issue('client', '');
  const tls = join(dir, 'tls');
  mkdirSync(tls);
  copyFileSync(pki.file('cacert'), join(tls, 'ca-cert.pem'));
  copyFileSync(pki.file('servercert'), join(tls, 'server-cert.pem'));
  copyFileSync(pki.file('serverkey'), join(tls, 'server-key.pem'));
  const [user, password] = ['fred', 'secret word'];
  const users = join(dir, 'users.db');
  await run(['saslpasswd2', '-p', '-c', '-a', 'qemu', '-u', hostname(), '-f', users, user], { input: password });
  let count = 0;
  return {
    pki, user, password,
    start: (options) => startDisplay(join(dir, `qemu-${String(count++)}`), { tls, users }, options),
    dispose: () => {
      rmSync(dir, { recursive: true, force: true });
      return Promise.resolve();
    },
  };
}

async function startDisplay(dir: string, files: { readonly tls: string; readonly users: string }, options: DisplayOptions): Promise<LabDisplay> {
  mkdirSync(dir);
  const { password, tls, mechanisms, verifiesPeers = false, onSocket = false } = options;
  writeFileSync(join(dir, 'qemu.conf'), `mech_list: ${(mechanisms ?? []).join(' ')}\nsasldb_path: ${files.users}\n`);
  const socket = join(dir, 'vnc.sock');
  const port = await displayPort();
  const credentials = tls === 'x509' ? `tls-creds-x509,id=tls0,endpoint=server,dir=${files.tls},verify-peer=${verifiesPeers ? 'yes' : 'no'}` : 'tls-creds-anon,id=tls0,endpoint=server';
  const vnc = [
    onSocket ? `unix:${socket}` : `127.0.0.1:${port - FIRST_PORT}`,
    ...(tls === undefined ? [] : ['tls-creds=tls0']),
    ...(password === undefined ? [] : ['password-secret=word0']),
    ...(mechanisms === undefined ? [] : ['sasl=on']),
  ].join(',');
  const logPath = join(dir, 'qemu.log');
  const id = await startService(
    [
      'qemu-system-x86_64', '-M', 'none', '-nodefaults', '-S', '-display', 'none', '-vnc', vnc,
      ...(tls === undefined ? [] : ['-object', credentials]),
      ...(password === undefined ? [] : ['-object', `secret,id=word0,data=${password}`]),
    ],
    { logPath, outlives: false, env: { SASL_CONF_PATH: dir } },
  );
  await waitFor(
    `display on port ${port}`,
    async () => {
      if (!isAlive(id)) throw new LabError(`QEMU ended at once: ${logTail(logPath)}`);
      if (onSocket) return existsSync(socket) ? true : undefined;
      const { stdout } = await run(['ss', '-Htln', `sport = :${port}`], { check: false });
      return stdout.includes(String(port)) ? true : undefined;
    },
    10_000,
  );
  return { target: onSocket ? { kind: 'unix', path: socket } : { kind: 'tcp', host: '127.0.0.1', port }, dispose: () => stopProcess(id) };
}

/** QEMU takes displays by number, so not every free port will do. */
async function displayPort(): Promise<number> {
  for (;;) {
    const port = await freePort();
    if (port > FIRST_PORT) return port;
  }
}
