import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Connection } from '../api/connection.ts';
import { parseConnectUri } from '../core/connect-uri.ts';
import { requireMethod } from '../core/require-method.ts';
import { SshPool } from '../transport/ssh/ssh-pool.ts';
import { openSshSurroundings } from '../transport/ssh/ssh-surroundings.ts';
import { FakeSshServer } from '../transport/testing/fake-ssh-server.ts';
import { FakeWindows } from '../transport/testing/fake-windows.ts';
import { openOn } from './driver.ts';
import { simulate } from './testing/vmrun-simulation.mjs';

const HOME = 'C:\\Users\\Ann O’Neil';
const VMRUN = 'C:\\Program Files (x86)\\VMware\\VMware Workstation\\vmrun.exe';

let folder = '';
let far: FakeSshServer;
let windows: FakeWindows;
let pool: SshPool;
let uri = '';
let connection: Connection | undefined;

beforeEach(async () => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'vireo-windows-')));
  const root = path.join(folder, 'drives');
  const state = path.join(folder, 'state');
  const env = { OS: 'Windows_NT', USERPROFILE: HOME, APPDATA: `${HOME}\\AppData\\Roaming`, COMPUTERNAME: 'RACK', USERNAME: 'Ann O’Neil', PROCESSOR_ARCHITECTURE: 'AMD64', NUMBER_OF_PROCESSORS: '8' };
  windows = new FakeWindows(root, env, (argv) => {
    if (argv[0] === 'powershell.exe') return { code: 0, stdout: '8\n3000\n16777216\n8388608\n' };
    return simulate(argv, { HOME: folder, VMRUN_SIM: state });
  });
  for (const file of [VMRUN, `${HOME}\\Documents\\Virtual Machines\\web 1\\web 1.vmx`]) {
    mkdirSync(path.dirname(windows.here(file)), { recursive: true });
    writeFileSync(windows.here(file), file.endsWith('.vmx') ? '.encoding = "UTF-8"\nconfig.version = "8"\nvirtualHW.version = "19"\ndisplayName = "web 1"\nmemsize = "512"\n' : '');
  }
  mkdirSync(path.join(folder, '.ssh'));
  far = new FakeSshServer();
  Object.assign(far.behaviour, windows.behaviour);
  const port = await far.listen();
  const key = far.hostKeys[0]?.publicKey;
  writeFileSync(path.join(folder, '.ssh/known_hosts'), `[127.0.0.1]:${port} ${key?.type ?? ''} ${key?.getPublicSSH().toString('base64') ?? ''}\n`);
  pool = new SshPool({ home: folder, localUser: 'me', localHost: 'desk', env: {}, uid: 1000, systemConfig: path.join(folder, 'none') });
  uri = `vmwarews+ssh://127.0.0.1:${port}/session`;
});
afterEach(async () => {
  await connection?.close();
  connection = undefined;
  await far.close();
  expect(pool.size).toBe(0);
  rmSync(folder, { recursive: true });
});

async function open(): Promise<Connection> {
  const parsed = parseConnectUri(uri);
  const { surroundings } = await openSshSurroundings(parsed, { prompt: () => Promise.resolve({ kind: 'text', text: 'secret', store: false }) }, pool);
  connection = await openOn({ surroundings, dial: undefined, onLost: () => undefined }, parsed, {});
  return connection;
}

describe('Workstation on a Windows host by SSH (simulated)', () => {
  it('is found, lists machines, and starts and stops them', async () => {
    const host = await open();
    expect(await requireMethod(host, 'connect', 'getHostname')()).toBe('RACK');
    expect(await requireMethod(host, 'node', 'getInfo')()).toMatchObject({ cpus: 8, mhz: 3000, memoryKiB: 16_777_216n, model: 'x86_64' });
    const [dom] = await requireMethod(host, 'connect', 'listAllDomains')(0);
    if (dom === undefined) throw new Error('there is no machine');
    expect(dom).toMatchObject({ name: 'web 1', id: -1 });
    await requireMethod(host, 'domain', 'create')(dom);
    expect((await requireMethod(host, 'domain', 'getState')(dom, 0)).state).toBe('running');
    expect(windows.commands).toContainEqual([VMRUN, '-T', 'ws', 'start', `${HOME}\\Documents\\Virtual Machines\\web 1\\web 1.vmx`, 'nogui']);
    await requireMethod(host, 'domain', 'destroy')(dom);
    expect((await requireMethod(host, 'domain', 'getState')(dom, 0)).state).toBe('shutoff');
  });

  it('takes definitions, which are written whole, and removes them', async () => {
    const host = await open();
    const dom = await requireMethod(host, 'domain', 'defineXML')("<domain type='vmware'><name>new</name><uuid>564d9bef-acd9-b4e0-c8f0-aea8b9103515</uuid><memory unit='MiB'>64</memory><vcpu>1</vcpu><os><type arch='i686'>hvm</type></os></domain>");
    const file = windows.here(`${HOME}\\Documents\\Virtual Machines\\new\\new.vmx`);
    expect(readFileSync(file, 'utf8')).toContain('displayName = "new"');
    await requireMethod(host, 'domain', 'defineXML')((await requireMethod(host, 'domain', 'getXMLDesc')(dom)).replace(/<description>.*<\/description>|(?=<memory)/, '<description>kept</description>'));
    expect(readFileSync(file, 'utf8')).toContain('annotation = "kept"');
    await requireMethod(host, 'domain', 'undefine')(dom);
    expect((await requireMethod(host, 'connect', 'listAllDomains')(0)).map(({ name }) => name)).toEqual(['web 1']);
  });

  it('has files by SFTP', async () => {
    const parsed = parseConnectUri(uri);
    const far_ = await openSshSurroundings(parsed, { prompt: () => Promise.resolve({ kind: 'text', text: 'secret', store: false }) }, pool);
    const { files } = far_.surroundings;
    const file = 'C:\\vm\\it’s\\a.bin';
    const bytes = Buffer.alloc(100_000, 'x');
    expect(await files.create(file, bytes)).toBe(true);
    expect(await files.create(file, bytes)).toBe(false);
    expect(await files.read([file, 'C:\\none'])).toEqual([bytes, undefined]);
    await files.write(file, Buffer.from('two'));
    await files.copy(file, 'C:\\vm\\b.BIN');
    expect([...(await files.find(['C:\\vm', 'C:\\none'], '.bin', 3))].sort()).toEqual(['C:\\vm\\b.BIN', file]);
    expect((await files.list('C:\\vm'))?.map(({ name, kind, sizeBytes }) => ({ name, kind, sizeBytes }))).toEqual([{ name: 'b.BIN', kind: 'file', sizeBytes: 3n }, expect.objectContaining({ name: 'it’s', kind: 'dir' })]);
    await files.writeRange(file, 1n, Buffer.from('W'));
    await files.truncate(file, 2n);
    expect(Buffer.from(await files.readRange(file, 0n, 10)).toString()).toBe('tW');
    await expect(files.removeTree('C:\\vm\\..\\Users', 'C:\\vm')).rejects.toMatchObject({ code: 'invalid-arg' });
    await files.removeTree('C:\\vm', 'C:\\');
    expect(await files.exists(file)).toBe(false);
    await expect(files.write('vm\\a', bytes)).rejects.toThrow('no path with a drive');
    far_.dispose();
  });
});
