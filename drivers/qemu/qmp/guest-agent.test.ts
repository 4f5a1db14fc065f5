import { describe, expect, it } from 'vitest';
import { isPlainObject, type PlainJson, type PlainJsonObject } from '../../conf/json/plain-json.ts';
import { SPLITTINGS } from '../../transport/testing/splitting.ts';
import { GuestAgent } from './guest-agent.ts';
import {
  freezeGuest, guestDisks, guestFileSystems, guestHostname, guestInfo, guestInterfaces, guestOs, guestSshKeys, guestTime, guestTimezone, guestUsers, guestVcpus,
  rawAgentCommand, setGuestPassword, setGuestSshKeys, setGuestTime, setGuestVcpus, shutDownGuest, suspendGuest, thawGuest, trimGuest,
} from './guest-commands.ts';
import { execInGuest, readGuestFile, writeGuestFile } from './guest-files.ts';
import { qmpErrorClass } from './qmp-error.ts';
import { FakeGuestAgent } from './testing/fake-guest-agent.ts';
import { FakeQmpError } from './testing/fake-qmp-server.ts';

type Answers = ConstructorParameters<typeof FakeGuestAgent>[0];

function open(answers: Answers, splitting: (typeof SPLITTINGS)[number] = 'whole') {
  const guest = new FakeGuestAgent(answers, splitting);
  return { guest, agent: new GuestAgent(guest.channel, { syncDeadlineMs: 60, maxLineBytes: 64 * 1024 }) };
}

async function failure(work: Promise<unknown>): Promise<Error & { code?: string }> {
  return work.then(
    () => {
      throw new Error('it should have failed');
    },
    (error: unknown) => error as Error,
  );
}

describe.each(SPLITTINGS)('GuestAgent, sent %s', (splitting) => {
  it('finds the agent behind whatever was said before, and asks one after the other', async () => {
    const { guest, agent } = open({ 'guest-get-time': 1_700_000_000_123_456_789n, 'guest-get-host-name': { 'host-name': 'web' } }, splitting);
    guest.say('{"return": {"old": "answer"}}\n{"half": ');
    expect(await Promise.all([guestTime(agent), guestHostname(agent), guestTime(agent)])).toEqual([1_700_000_000_123_456_789n, 'web', 1_700_000_000_123_456_789n]);
    expect(guest.commands.map(({ name }) => name)).toEqual(['guest-get-time', 'guest-get-host-name', 'guest-get-time']);
    agent.dispose();
  });
});

describe('GuestAgent', () => {
  it('finds an agent again that was away', async () => {
    const { guest, agent } = open({ 'guest-get-host-name': { 'host-name': 'web' } });
    guest.isDeaf = true;
    expect((await failure(guestHostname(agent))).message).toBe('Guest agent is not responding: Guest agent not available for now');
    guest.isDeaf = false;
    guest.say('\xff{"return": 1}\n');
    expect(await guestHostname(agent)).toBe('web');
    agent.dispose();
  });

  it('does not take a late answer for the next one', async () => {
    let isSlow = true;
    const { guest, agent } = open({ 'guest-get-host-name': () => (isSlow ? undefined : { 'host-name': 'right' }) });
    expect((await failure(guestHostname(agent, { deadlineMs: 30 }))).code).toBe('agent-unresponsive');
    guest.say('{"return": {"host-name": "wrong"}}\n');
    isSlow = false;
    expect(await guestHostname(agent)).toBe('right');
    agent.dispose();
  });

  it.each([
    ['no JSON', 'I am a guest\n', /cannot parse json/],
    ['a list', '[]\n', /isn't an object/],
    ['neither answer nor error', '{}\n', /unable to execute QEMU agent command 'guest-get-time'$/],
    ['an endless line', 'x'.repeat(70_000), /is too long/],
    ['a text for a number', '{"return": "soon"}\n', /malformed return value/],
  ])('survives %s', async (_what, said, message) => {
    let isBad = true;
    const { guest, agent } = open({ 'guest-get-time': () => {
      if (!isBad) return 5;
      guest.say(said);
      return undefined;
    } });
    expect((await failure(guestTime(agent))).message).toMatch(message);
    isBad = false;
    expect(await guestTime(agent)).toBe(5n);
    agent.dispose();
  });

  it("tells the agent's errors without its escape sequences", async () => {
    const { agent } = open({ 'guest-fstrim': () => {
      throw new FakeQmpError('GenericError', 'no \u001b[2J');
    } });
    const error = await failure(trimGuest(agent, 0n));
    expect(error.message).toBe("internal error: unable to execute QEMU agent command 'guest-fstrim': no \ufffd[2J");
    expect(qmpErrorClass(await failure(guestTime(agent)))).toBe('CommandNotFound');
    agent.dispose();
  });

  it('ends with its channel', async () => {
    const { guest, agent } = open({ 'guest-get-time': () => {
      guest.cut();
      return undefined;
    } });
    expect((await failure(guestTime(agent))).message).toMatch(/Guest agent disappeared while executing command/);
    expect((await failure(guestTime(agent))).code).toBe('agent-unresponsive');
  });

  it('needs no answer for what was seen happening', async () => {
    const { guest, agent } = open({ 'guest-shutdown': () => undefined, 'guest-suspend-ram': () => undefined });
    const seen = new AbortController();
    const ending = shutDownGuest(agent, 'powerdown', { done: seen.signal });
    await agentHeard(guest, 'guest-shutdown');
    seen.abort();
    await ending;
    const nobody = new AbortController();
    const sleeping = failure(suspendGuest(agent, 'ram', { signal: nobody.signal }));
    await agentHeard(guest, 'guest-suspend-ram');
    nobody.abort();
    expect((await sleeping).code).toBe('operation-aborted');
    agent.dispose();
  });
});

async function agentHeard(guest: FakeGuestAgent, command: string): Promise<void> {
  while (!guest.commands.some(({ name }) => name === command)) await new Promise(setImmediate);
}

const PCI = { domain: 0, bus: 0, slot: 6, function: 0 };

describe('what a guest tells', () => {
  const answers: Answers = {
    'guest-info': { version: '7.2', supported_commands: [{ 'name': 'guest-exec', 'enabled': true }, { name: 'guest-shutdown', enabled: false }] },
    'guest-get-users': [{ 'user': 'fred', 'login-time': 1700000000.5 }],
    'guest-get-osinfo': { 'id': 'debian', 'pretty-name': 'Debian \u001b[31m12', 'unknown': 'x' },
    'guest-get-timezone': { zone: 'CET', offset: 3600 },
    'guest-network-get-interfaces': [
      { 'name': 'eth0', 'hardware-address': '52:54:00:00:00:01', 'ip-addresses': [{ 'ip-address-type': 'ipv4', 'ip-address': '10.0.0.2', 'prefix': 24 }] },
      { 'name': 'eth0:1', 'ip-addresses': [{ 'ip-address-type': 'ipv6', 'ip-address': 'fe80::1', 'prefix': 64 }] },
      { name: 'lo' },
    ],
    'guest-get-fsinfo': [
      { 'name': 'vda1', 'mountpoint': '/', 'type': 'ext4', 'total-bytes': 18446744073709551615n, 'used-bytes': 5, 'disk': [{ 'bus-type': 'virtio', 'bus': 0, 'target': 0, 'unit': 0, 'pci-controller': PCI, 'dev': '/dev/vda1' }] },
      { name: 'sr0', mountpoint: '/media', type: 'iso9660', disk: [] },
    ],
    'guest-get-disks': [{ name: '/dev/vda', partition: false, dependencies: ['x'] }],
    'guest-get-vcpus': [{ 'logical-id': 0, 'online': true, 'can-offline': false }],
    'guest-ssh-get-authorized-keys': { keys: ['ssh-ed25519 AAAA'] },
    'guest-fsfreeze-freeze': 2,
    'guest-fsfreeze-freeze-list': 1,
    'guest-fsfreeze-thaw': 3,
  };

  it('becomes records', async () => {
    const { agent } = open(answers);
    expect((await guestInfo(agent)).commands).toEqual(new Set(['guest-exec']));
    expect(await guestUsers(agent)).toEqual([{ name: 'fred', domain: undefined, loginTimeMs: 1_700_000_000_500n }]);
    expect(await guestOs(agent)).toEqual({ 'id': 'debian', 'pretty-name': 'Debian \ufffd[31m12' });
    expect(await guestTimezone(agent)).toEqual({ name: 'CET', offsetSeconds: 3600 });
    expect((await guestInterfaces(agent)).map(({ name, addrs }) => [name, addrs.map(({ addr }) => addr)])).toEqual([['eth0', ['10.0.0.2', 'fe80::1']], ['lo', []]]);
    const [media, root] = await guestFileSystems(agent);
    expect(media).toMatchObject({ mountpoint: '/media', totalBytes: undefined });
    expect(root).toMatchObject({ totalBytes: 18446744073709551615n, disks: [{ pci: PCI, device: '/dev/vda1' }] });
    expect(await guestDisks(agent)).toEqual([{ name: '/dev/vda', isPartition: false, dependencies: ['x'], alias: undefined, address: undefined }]);
    expect(await guestVcpus(agent)).toEqual([{ id: 0, isOnline: true, canOffline: false }]);
    expect(await guestSshKeys(agent, 'fred')).toEqual(['ssh-ed25519 AAAA']);
    expect([await freezeGuest(agent), await freezeGuest(agent, ['/']), await thawGuest(agent)]).toEqual([2, 1, 3]);
    expect(await rawAgentCommand(agent, '{"execute":"guest-fsfreeze-thaw"}')).toBe('{"return":3}');
    agent.dispose();
  });

  it('is refused where it cannot be', async () => {
    const { agent } = open({
      'guest-get-fsinfo': Array.from({ length: 5000 }, () => ({})),
      'guest-network-get-interfaces': [{ 'name': 'x', 'ip-addresses': [{ 'ip-address-type': 'ipx', 'ip-address': 'a', 'prefix': 1 }] }],
      'guest-set-vcpus': 9,
      'guest-fsfreeze-thaw': -1,
      'guest-get-users': { user: 1 },
    });
    expect((await failure(guestFileSystems(agent))).message).toMatch(/Too many items/);
    expect((await failure(guestInterfaces(agent))).message).toMatch(/unknown ip address type 'ipx'/);
    expect((await failure(setGuestVcpus(agent, [{ id: 1, isOnline: false }]))).message).toMatch(/malformed or invalid return value/);
    expect((await failure(thawGuest(agent))).message).toMatch(/malformed return value/);
    expect((await failure(guestUsers(agent))).message).toMatch(/missing return data/);
    expect((await failure(setGuestTime(agent, 1n << 63n))).message).toMatch(/too big for guest agent/);
    agent.dispose();
  });
});

describe('what a guest is told', () => {
  it('goes out as the agent wants it', async () => {
    const { guest, agent } = open({ 'guest-set-time': {}, 'guest-set-user-password': {}, 'guest-ssh-add-authorized-keys': {}, 'guest-ssh-remove-authorized-keys': {}, 'guest-set-vcpus': 1 });
    await setGuestTime(agent, 1_700_000_000_123_456_789n);
    await setGuestPassword(agent, 'fred', 'pä', false);
    await setGuestSshKeys(agent, 'fred', ['k'], 'replace');
    await setGuestSshKeys(agent, 'fred', ['k'], 'remove');
    await setGuestVcpus(agent, [{ id: 1, isOnline: false }, { id: 2, isOnline: true }]);
    expect(guest.commands.map(({ args }) => args)).toEqual([
      { time: 1_700_000_000_123_456_789n },
      { crypted: false, username: 'fred', password: 'cMOk' },
      { username: 'fred', keys: ['k'], reset: true },
      { username: 'fred', keys: ['k'] },
      { vcpus: [{ 'logical-id': 1, 'online': false }, { 'logical-id': 2, 'online': true }] },
      { vcpus: [{ 'logical-id': 2, 'online': true }] },
    ]);
    agent.dispose();
  });

  it('runs commands and moves files', async () => {
    let polls = 0;
    let file = Buffer.alloc(0);
    const contents = Buffer.alloc(100_000, 'abc');
    let readAt = 0;
    const answers: Answers = {
      'guest-exec': { pid: 7 },
      'guest-exec-status': (): PlainJsonObject => (++polls < 3 ? { exited: false } : { 'exited': true, 'exitcode': 3, 'out-data': 'b3V0', 'out-truncated': true }),
      'guest-file-open': 1000,
      'guest-file-write': (args): PlainJson => {
        const piece = Buffer.from(args['buf-b64'] as string, 'base64').subarray(0, 30_000);
        file = Buffer.concat([file, piece]);
        return { count: piece.length, eof: false };
      },
      'guest-file-read': (args): PlainJson => {
        const piece = contents.subarray(readAt, readAt + Number(args['count']));
        readAt += piece.length;
        return { 'count': piece.length, 'buf-b64': piece.toString('base64'), 'eof': readAt >= contents.length };
      },
      'guest-file-flush': {},
      'guest-file-close': {},
    };
    const guest = new FakeGuestAgent(answers);
    const agent = new GuestAgent(guest.channel);
    expect(await execInGuest(agent, { path: '/bin/false', args: ['-x'], input: Buffer.from('in') })).toMatchObject({ exitCode: 3, stdout: Buffer.from('out'), isTruncated: true });
    expect(guest.commands[0]?.args).toEqual({ 'path': '/bin/false', 'arg': ['-x'], 'input-data': 'aW4=', 'capture-output': true });
    await writeGuestFile(agent, '/tmp/x', contents);
    expect(file.equals(contents)).toBe(true);
    expect(Buffer.from(await readGuestFile(agent, '/tmp/x')).equals(contents)).toBe(true);
    readAt = 0;
    expect(await readGuestFile(agent, '/tmp/x', 10)).toHaveLength(10);
    expect(guest.commands.filter(({ name, args }) => name === 'guest-file-close' && isPlainObject(args)).length).toBe(3);
    agent.dispose();
  });
});
