import { chmodSync, copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Connection, Prompt, PromptAnswer, PromptHandler } from '../../drivers/api/connection.ts';
import { DriverRegistry } from '../../drivers/core/registry.ts';
import { remoteDriver } from '../../drivers/remote/driver.ts';
import { TestPki } from '../../drivers/transport/testing/test-pki.ts';
import { type Both, prepareBoth } from '../cli/both.ts';
import { runOnTerminal } from '../cli/on-terminal.ts';
import { checkLab, type RemoteLibvirtd, run, startRemoteLibvirtd } from '../lab/index.ts';
import { ensureLabUser } from '../lab/user.ts';
import { methodOf, until } from './call.ts';

const check = checkLab(['remoteLibvirtd']);

describe.skipIf(check.skip)(check.title('signing in to a real libvirtd over TCP and TLS'), () => {
  let remote: RemoteLibvirtd;
  let both: Both;
  let folder = '';
  const environment = process.env['LIBVIRT_AUTH_FILE'];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'vireo-sign-in-'));
    both = await prepareBoth();
    remote = await startRemoteLibvirtd();
    writeFileSync(join(folder, 'good'), authFile(remote.password));
    writeFileSync(join(folder, 'bad'), authFile('wrong'));
    writeFileSync(join(folder, 'none'), '');
  });
  beforeEach(() => {
    use('none');
  });
  afterAll(async () => {
    if (environment === undefined) delete process.env['LIBVIRT_AUTH_FILE'];
    else process.env['LIBVIRT_AUTH_FILE'] = environment;
    await remote.dispose();
    both.dispose();
    rmSync(folder, { recursive: true });
  });

  const authFile = (password: string): string => `[credentials-d]\nauthname=fred\npassword=${password}\n[auth-libvirt-127.0.0.1]\ncredentials=d\n`;
  const use = (name: string): void => {
    process.env['LIBVIRT_AUTH_FILE'] = join(folder, name);
  };
  const open = (uri: string, prompt?: PromptHandler): Promise<Connection> => new DriverRegistry([remoteDriver]).open(uri, prompt === undefined ? {} : { prompt });
  const failure = async (uri: string): Promise<unknown> => open(uri).then(
    () => undefined,
    (error: unknown) => error,
  );
  /** What virsh says behind "error: ". */
  const virshs = async (uri: string): Promise<string> => {
    const { stderr } = await run(['virsh', '-c', uri, 'hostname'], { check: false });
    return stderr.trim().split('\n').at(-1)?.replace('error: ', '') ?? '';
  };

  it.each([
    ['tcp', undefined], ['tcp', 'DIGEST-MD5'],
    ['tls', undefined], ['tls', 'DIGEST-MD5'], ['tls', 'SCRAM-SHA-256'], ['tls', 'SCRAM-SHA-1'], ['tls', 'PLAIN'],
  ] as const)('works over %s with %s', async (way, mechanism) => {
    use('good');
    const params = mechanism === undefined ? {} : { auth: `sasl.${mechanism}` };
    const uri = way === 'tcp' ? remote.tcpUri({ params }) : remote.tlsUri({ params });
    const connection = await open(uri);
    expect(`${await methodOf(connection, 'connect', 'getHostname')()}\n`).toBe((await run(['virsh', '-q', '-c', uri, 'hostname'])).stdout.replace(/\n\n$/, '\n'));
    expect(await methodOf(connection, 'connect', 'isEncrypted')()).toBe(true);
    expect(await methodOf(connection, 'connect', 'isSecure')()).toBe(true);
    await connection.close();
  });

  it('protects long answers, events and further connections', async () => {
    use('good');
    const connection = await open(remote.tcpUri({ driver: 'qemu' }));
    const capabilities = await methodOf(connection, 'connect', 'getCapabilities')();
    expect(capabilities).toBe((await remote.daemon.virsh(['capabilities'])).replace(/\n$/, ''));
    const seen: string[] = [];
    await methodOf(connection, 'connect', 'domainEventRegisterAny')('lifecycle', undefined, ({ dom }) => seen.push(dom.name));
    const xml = "<domain type='qemu'><name>signed-in</name><memory>1024</memory><os><type arch='x86_64'>hvm</type></os>" + `<description>${'x'.repeat(200_000)}</description></domain>`;
    const domain = await methodOf(connection, 'domain', 'defineXML')(xml);
    expect((await methodOf(connection, 'domain', 'getXMLDesc')(domain, 0)).length).toBeGreaterThan(200_000);
    await methodOf(connection, 'domain', 'undefine')(domain);
    await until('events', () => seen.length >= 2);
    expect(new Set(seen)).toEqual(new Set(['signed-in']));
    await connection.close();
  });

  it.each(['tcp', 'tls'] as const)('says over %s what virsh says of a wrong password', async (way) => {
    use('bad');
    const uri = way === 'tcp' ? remote.tcpUri() : remote.tlsUri();
    expect(await failure(uri)).toMatchObject({ code: 'auth-failed', step: 'rpc-auth', message: await virshs(uri) });
  });

  it.each([
    ['an unknown mechanism', { auth: 'sasl.NOPE' }], ['a mechanism without encryption', { auth: 'sasl.SCRAM-SHA-256' }],
    ['polkit', { auth: 'polkit' }], ['nonsense', { auth: 'nonsense' }],
  ])('says over TCP what virsh says of %s', async (_what, params) => {
    use('good');
    const uri = remote.tcpUri({ params });
    expect(await failure(uri)).toMatchObject({ code: 'auth-failed', message: await virshs(uri) });
  });

  it('asks for the name and the password, again when they are wrong, and not for further connections', async () => {
    const asked: Prompt[] = [];
    const answers = ['fred', 'wrong', 'fred', remote.password];
    const prompt: PromptHandler = (question): Promise<PromptAnswer> => {
      asked.push(question);
      return Promise.resolve({ kind: 'text', text: answers.shift() ?? '', store: false });
    };
    const connection = await open(remote.tcpUri(), prompt);
    // What changes something goes over a second connection.
    const machine = await methodOf(connection, 'domain', 'lookupByName')('test');
    await methodOf(connection, 'domain', 'suspend')(machine);
    await methodOf(connection, 'domain', 'resume')(machine);
    expect(asked.map((question) => [question.kind, 'retry' in question && question.retry])).toEqual([['username', false], ['password', false], ['username', true], ['password', false]]);
    expect(asked[2]).toMatchObject({ initial: 'fred' });
    await connection.close();
    await expect(open(remote.tcpUri(), () => Promise.resolve(undefined))).rejects.toMatchObject({ code: 'auth-cancelled', step: 'rpc-auth' });
    await expect(open(remote.tcpUri())).rejects.toMatchObject({ code: 'auth-cancelled' });
  });

  it('takes the name out of the URI and the file that authfile= names', async () => {
    delete process.env['LIBVIRT_AUTH_FILE'];
    const byFile = await open(remote.tcpUri({ params: { authfile: join(folder, 'good') } }));
    await byFile.close();
    const asked: string[] = [];
    const byName = await open(remote.tlsUri({ user: 'fred' }), (question) => {
      asked.push(question.kind);
      return Promise.resolve({ kind: 'text', text: remote.password, store: false });
    });
    expect(asked).toEqual(['password']);
    await byName.close();
  });

  it('asks on the terminal, and warns there of a host that is not verified', async () => {
    const { text, status } = await runOnTerminal([process.execPath, both.vireoPath, '-c', remote.tlsUri({ params: { no_verify: '1' } }), 'list'], [
      { after: 'Enter username for 127.0.0.1: ', type: 'fred\r' },
      { after: "Enter fred's password for 127.0.0.1: ", type: 'wrong\r' },
      { after: 'please try again.\r\nEnter username for 127.0.0.1: ', type: 'fred\r' },
      { after: "Enter fred's password for 127.0.0.1: ", type: `${remote.password}\r` },
    ]);
    expect(text).toMatch(/ 1 +test +running/);
    expect(text).not.toContain(remote.password);
    expect(text).toContain('warning: The identity of 127.0.0.1 is not verified');
    expect(status).toBe(0);
  });
});

describe.skipIf(check.skip)(check.title('TLS to a real libvirtd, and names for hosts'), () => {
  let remote: RemoteLibvirtd;
  let other: TestPki;
  let folder = '';
  let spoilt = 0;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'vireo-tls-'));
    other = new TestPki(join(folder, 'other'));
    other.issue('client', '');
    remote = await startRemoteLibvirtd({ tcp: 'none', tls: 'none', mechanisms: ['digest-md5'] });
    remote.pki.issue('old', '', ['-startdate', '20200101000000Z', '-enddate', '20200102000000Z']);
  });
  afterAll(async () => {
    await remote.dispose();
    rmSync(folder, { recursive: true });
  });

  const open = (uri: string): Promise<Connection> => new DriverRegistry([remoteDriver]).open(uri);
  const virsh = async (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    const { stdout, stderr } = await run(['virsh', '-q', ...args], { check: false, env });
    return { stdout: stdout.trim(), error: stderr.trim().split('\n').at(-1)?.replace('error: ', '') ?? '' };
  };

  it('opens, and answers hundreds of calls at once', async () => {
    const connection = await open(remote.tlsUri());
    const domain = await methodOf(connection, 'domain', 'lookupByName')('test');
    const all = await Promise.all(Array.from({ length: 300 }, () => methodOf(connection, 'domain', 'getXMLDesc')(domain, 0)));
    expect(new Set(all).size).toBe(1);
    await connection.close();
  });

  it('over TCP without a password asks for nothing', async () => {
    const connection = await open(remote.tcpUri());
    expect(await methodOf(connection, 'connect', 'isEncrypted')()).toBe(false);
    await connection.close();
  });

  it.each([
    ['another authority', (to: string) => { copyFileSync(other.file('cacert'), join(to, 'cacert.pem')); }],
    ["another authority's certificate", (to: string) => { copyFileSync(other.file('clientcert'), join(to, 'clientcert.pem')); }],
    ['an expired certificate', (to: string) => { copyFileSync(remote.pki.file('oldcert'), join(to, 'clientcert.pem')); }],
    ['a key of another certificate', (to: string) => { copyFileSync(other.file('clientkey'), join(to, 'clientkey.pem')); }],
    ['no authority', (to: string) => { rmSync(join(to, 'cacert.pem')); }],
    ['an authority that is none', (to: string) => { writeFileSync(join(to, 'cacert.pem'), 'nonsense'); }],
    ['a key that is none', (to: string) => { writeFileSync(join(to, 'clientkey.pem'), 'nonsense'); }],
  ])('says what virsh says of %s', async (_what, spoil) => {
    const pkipath = remote.pki.clientFolder(`spoilt-${String(spoilt++)}`, 'client');
    spoil(pkipath);
    const uri = remote.tlsUri({ params: { pkipath } });
    const { error } = await virsh(['-c', uri, 'hostname']);
    await expect(open(uri)).rejects.toMatchObject({ step: 'tls', message: error });
  });

  it('says that the host wants a certificate, and where to put it', async () => {
    const pkipath = remote.pki.clientFolder('without', 'client');
    rmSync(join(pkipath, 'clientcert.pem'));
    await expect(open(remote.tlsUri({ params: { pkipath } }))).rejects.toMatchObject({
      code: 'rpc', step: 'tls', cause: { message: expect.stringContaining(join(pkipath, 'clientcert.pem')) as string },
    });
  });

  it('finds an alias and the default in libvirt.conf, as virsh does', async () => {
    const both = await prepareBoth();
    const user = await ensureLabUser();
    const config = join(user.home, '.config/vireo-lab-conf/libvirt');
    mkdirSync(config, { recursive: true });
    writeFileSync(join(config, 'libvirt.conf'), `uri_aliases = [ "lab=${remote.tcpUri()}" ]\nuri_default = "lab"\n`);
    const env = ['env', `XDG_CONFIG_HOME=${join(config, '..')}`] as const;
    const program = join(folder, 'vireo.js');
    try {
      chmodSync(folder, 0o755);
      cpSync(dirname(both.vireoPath), folder, { recursive: true });
      for (const args of [['-c', 'lab', 'hostname'], ['hostname'], ['uri'], ['-c', 'nolab', 'hostname']]) {
        const [his, ours] = await Promise.all([user.run([...env, 'virsh', ...args], { check: false }), user.run([...env, process.execPath, program, ...args], { check: false })]);
        expect({ args, stdout: ours.stdout, status: ours.status }).toEqual({ args, stdout: his.stdout, status: his.status });
      }
    } finally {
      rmSync(join(config, '..'), { recursive: true });
      both.dispose();
    }
  });
});
