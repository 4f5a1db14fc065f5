import { createHash, type X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { TLSSocket } from 'node:tls';
import { join } from 'node:path';
import { abandonedDirs, makeOwnedDir } from './owned-dir.ts';
import { type ProcessId, isAlive, logTail, startService, stopProcess } from './lab-process.ts';
import { labCacheDir, labSourceDir } from './lab-paths.ts';
import { withFileLock } from './leases.ts';
import { type Argv, LabError, run, waitFor } from './run.ts';

export interface VsphereOptions {
  /** A host of its own, or a vCenter with datacenters, clusters and hosts below it. */
  readonly kind: 'esx' | 'vcenter';
  /** Machines in each resource pool (an ESX host has one, a vCenter one for each host and cluster). Default 2. */
  readonly machines?: number;
  /** Whether they run at first. Default true. */
  readonly autostart?: boolean;
  /** vCenter: datacenters, clusters in each, hosts in each cluster, hosts by themselves. The simulator's own defaults without it. */
  readonly inventory?: { readonly datacenters?: number; readonly clusters?: number; readonly hosts?: number; readonly standaloneHosts?: number; readonly folders?: number };
  /** The name in its certificate; without it the certificate is Go's own for tests. */
  readonly certificateFor?: string;
  readonly userName?: string;
  readonly password?: string;
}

/** How the simulator is told to misbehave; see vcsim/README.md for the words. */
export type VsphereOrder = 'reset' | 'fault' | 'task-fault' | 'task-delay' | 'ask' | 'vnc' | 'expire' | 'guest' | 'power' | 'consolidation' | 'sensor' | 'extra-config' | 'managed-by' | 'vapi' | 'identity';

/** A simulated vSphere: govmomi's vcsim with the lab's improvements. */
export interface Vsphere {
  readonly port: number;
  /** `127.0.0.1:PORT`, as it stands in a URI. */
  readonly authority: string;
  readonly userName: string;
  readonly password: string;
  readonly certificate: X509Certificate;
  /** `SHA256:…` of its certificate, as the window shows it. */
  readonly fingerprint: string;
  readonly logPath: string;
  /** A file for LIBVIRT_AUTH_FILE, so that virsh logs in without asking. */
  readonly authFile: string;
  order(what: VsphereOrder, options?: Readonly<Record<string, string | number>>): Promise<void>;
  /** How often each method was called since it started, or since `order('reset')`. */
  calls(): Promise<Readonly<Record<string, number>>>;
  /** The same of the tags' protocol: `api GET cis/tagging/tag`. */
  vapiCalls(): Promise<Readonly<Record<string, number>>>;
  dispose(): Promise<void>;
}

const PREFIX = 'vsphere-';

/** Builds the simulator unless this version of it is in the cache; gives its path. */
export async function buildVcsim(): Promise<string> {
  const source = join(labSourceDir, 'vcsim');
  const hash = createHash('sha256');
  const files = ['build.sh', 'patch.sh', ...readdirSync(join(source, 'overlay')).sort().map((name) => join('overlay', name)), ...readdirSync(join(source, 'overlay-vapi')).sort().map((name) => join('overlay-vapi', name))];
  for (const file of files) hash.update(readFileSync(join(source, file))).update('\0');
  const name = `vcsim-${hash.digest('hex').slice(0, 16)}`;
  const path = join(labCacheDir, name);
  mkdirSync(labCacheDir, { recursive: true });
  await withFileLock(join(labCacheDir, 'vcsim.lock'), async () => {
    if (existsSync(path)) return;
    await run(['bash', join(source, 'build.sh'), path, join(labCacheDir, 'vcsim-build')], { timeoutMs: 600_000 });
    // Older versions of it are of no use.
    for (const old of readdirSync(labCacheDir)) if (/^vcsim-[0-9a-f]{16}$/.test(old) && old !== name) rmSync(join(labCacheDir, old), { force: true });
  });
  return path;
}

/** Starts a simulated vSphere on loopback. It ends with this process at the latest. */
export async function startVsphere(options: VsphereOptions): Promise<Vsphere> {
  const program = await buildVcsim();
  for (const abandoned of abandonedDirs(PREFIX)) rmSync(abandoned, { recursive: true, force: true });
  const dir = makeOwnedDir(PREFIX);
  const userName = options.userName ?? 'root';
  const password = options.password ?? 'secret';
  const logPath = join(dir, 'vcsim.log');
  const certificate = options.certificateFor === undefined ? [] : await makeCertificate(dir, options.certificateFor);
  const argv: Argv = [program, '-l', '127.0.0.1:0', '-username', userName, '-password', password, ...modelArguments(options), ...certificate];
  // Its datastores are directories below TMPDIR.
  const id = await startService(argv, { logPath, env: { TMPDIR: dir }, outlives: false });
  try {
    const port = await waitFor('the simulator', () => listeningPort(logPath, id), 60_000);
    const authority = `127.0.0.1:${port}`;
    const authFile = join(dir, 'auth.conf');
    writeFileSync(authFile, `[credentials-lab]\nusername=${userName}\npassword=${password}\n[auth-esx-127.0.0.1]\ncredentials=lab\n`);
    const shown = await certificateOf(port);
    return {
      port,
      authority,
      userName,
      password,
      certificate: shown,
      fingerprint: `SHA256:${createHash('sha256').update(shown.raw).digest('base64').replace(/=+$/, '')}`,
      logPath,
      authFile,
      order: async (what, values = {}) => {
        await call(port, 'POST', `/lab/${what}?${new URLSearchParams(Object.entries(values).map(([key, value]) => [key, String(value)])).toString()}`);
      },
      calls: async () => (JSON.parse(await call(port, 'GET', '/lab/state')) as { readonly calls: Readonly<Record<string, number>> }).calls,
      vapiCalls: async () => (JSON.parse(await call(port, 'GET', '/lab/state')) as { readonly vapi: Readonly<Record<string, number>> }).vapi,
      dispose: async () => {
        const died = isAlive(id) ? undefined : new LabError(`the simulator ended by itself: ${lastWords(logPath)}`);
        await stopProcess(id);
        rmSync(dir, { recursive: true, force: true });
        if (died !== undefined) throw died;
      },
    };
  } catch (error) {
    await stopProcess(id);
    throw error;
  }
}

function modelArguments({ kind, machines = 2, autostart = true, inventory = {} }: VsphereOptions): readonly string[] {
  const counts = [['-dc', inventory.datacenters], ['-cluster', inventory.clusters], ['-host', inventory.hosts], ['-standalone-host', inventory.standaloneHosts], ['-folder', inventory.folders]] as const;
  const given = counts.flatMap(([name, count]) => (count === undefined ? [] : [name, String(count)]));
  return [...(kind === 'esx' ? ['-esx'] : given), '-vm', String(machines), `-autostart=${String(autostart)}`];
}

async function makeCertificate(dir: string, name: string): Promise<readonly string[]> {
  const cert = join(dir, 'cert.pem');
  const key = join(dir, 'key.pem');
  const subject = /^[\d.]+$/.test(name) ? `IP:${name}` : `DNS:${name}`;
  await run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '30', '-subj', `/CN=${name}`, '-addext', `subjectAltName=${subject}`, '-keyout', key, '-out', cert]);
  return ['-tlscert', cert, '-tlskey', key];
}

/** A panic of Go's and what follows it; else the end of the log. */
function lastWords(logPath: string): string {
  const text = readFileSync(logPath, 'utf8');
  const panic = text.search(/^(?:panic|fatal error): /m);
  return panic < 0 ? logTail(logPath) : text.slice(panic, panic + 3000);
}

function listeningPort(logPath: string, id: ProcessId): number | undefined {
  const found = /GOVC_URL=https:\/\/[^@]*@[^:]*:(\d+)\//.exec(readFileSync(logPath, 'utf8'))?.[1];
  if (found !== undefined) return Number(found);
  if (!isAlive(id)) throw new LabError(`the simulator ended: ${logTail(logPath)}`);
  return undefined;
}

function certificateOf(port: number): Promise<X509Certificate> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path: '/about', rejectUnauthorized: false, agent: false }, (response) => {
      const { socket } = response;
      const certificate = socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined;
      response.resume();
      if (certificate === undefined) reject(new LabError('the simulator shows no certificate'));
      else resolve(certificate);
    });
    asked.on('error', reject);
    asked.end();
  });
}

function call(port: number, method: 'GET' | 'POST', path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method, rejectUnauthorized: false, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (piece: string) => {
        text += piece;
      });
      response.on('end', () => {
        if ((response.statusCode ?? 500) < 300) resolve(text);
        else reject(new LabError(`${method} ${path}: HTTP ${response.statusCode}`));
      });
    });
    asked.on('error', reject);
    asked.end();
  });
}
