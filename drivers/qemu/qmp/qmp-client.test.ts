import { describe, expect, it } from 'vitest';
import { SPLITTINGS } from '../../transport/testing/splitting.ts';
import { QmpClient, type QmpEvent } from './qmp-client.ts';
import { qmpErrorClass, qmpErrorText } from './qmp-error.ts';
import { FakeQmpError, FakeQmpServer } from './testing/fake-qmp-server.ts';

async function failure(work: Promise<unknown>): Promise<Error & { code?: string }> {
  return work.then(
    () => {
      throw new Error('it should have failed');
    },
    (error: unknown) => error as Error,
  );
}

describe.each(SPLITTINGS)('QmpClient, sent %s', (splitting) => {
  it('greets, asks, and keeps large integers', async () => {
    const server = new FakeQmpServer({ splitting }).on('query-things', (args) => ({ ...args, most: 18446744073709551615n, text: 'größe €' }));
    const client = await QmpClient.connect(server.channel);
    expect(client.version).toEqual({ major: 7, minor: 2, micro: 22, package: 'Debian 1:7.2' });
    expect(await client.execute('query-things', { offset: 9007199254740993n })).toEqual({ offset: 9007199254740993n, most: 18446744073709551615n, text: 'größe €' });
    client.dispose();
  });

  it('gives answers to those who asked, and events in order', async () => {
    const server = new FakeQmpServer({ splitting }).on('echo', ({ word }, self) => {
      self.event('SAID', { word });
      return word ?? null;
    });
    const client = await QmpClient.connect(server.channel);
    const heard: QmpEvent[] = [];
    client.onDidEvent((event) => heard.push(event));
    const words = Array.from({ length: 30 }, (_none, index) => `word ${index}`);
    expect(await Promise.all(words.map((word) => client.execute('echo', { word })))).toEqual(words);
    expect(heard.map(({ data }) => data['word'])).toEqual(words);
    expect(heard[0]?.timestampUs).toBe(1_700_000_000_000_012n);
    client.dispose();
  });
});

describe('QmpClient', () => {
  it("words an error as libvirt does, and keeps QEMU's class", async () => {
    const server = new FakeQmpServer().on('device_del', () => {
      throw new FakeQmpError('DeviceNotFound', "Device 'x\u001b[31m' not found");
    });
    const client = await QmpClient.connect(server.channel);
    const error = await failure(client.execute('device_del', { id: 'x' }));
    expect(error.message).toBe("internal error: unable to execute QEMU command 'device_del': Device 'x\ufffd[31m' not found");
    expect(qmpErrorClass(error)).toBe('DeviceNotFound');
    expect(qmpErrorText(error)).toContain('not found');
    expect(qmpErrorClass(await failure(client.execute('nonsense')))).toBe('CommandNotFound');
    expect(client.closeError).toBeUndefined();
    client.dispose();
  });

  it('runs out of band only where QEMU offers it', async () => {
    const server = new FakeQmpServer().on('migrate-pause', () => ({}));
    const client = await QmpClient.connect(server.channel, { oob: true });
    await client.execute('migrate-pause', undefined, { oob: true });
    expect(server.commands.map(({ name, args, oob }) => [name, args, oob])).toEqual([['qmp_capabilities', { enable: ['oob'] }, false], ['migrate-pause', {}, true]]);
    client.dispose();
    const plain = await QmpClient.connect(new FakeQmpServer({ oob: false }).channel, { oob: true });
    expect((await failure(plain.execute('migrate-pause', undefined, { oob: true }))).code).toBe('argument-unsupported');
    plain.dispose();
  });

  it('gives up waiting by deadline or signal, and drops the late answer', async () => {
    const server = new FakeQmpServer().on('slow', () => undefined).on('quick', () => 1);
    const client = await QmpClient.connect(server.channel);
    expect((await failure(client.execute('slow', undefined, { deadlineMs: 20 }))).code).toBe('operation-timeout');
    const abort = new AbortController();
    const waiting = failure(client.execute('slow', undefined, { signal: abort.signal }));
    abort.abort();
    expect((await waiting).code).toBe('operation-aborted');
    server.send({ return: {}, id: 'vireo-2' });
    server.send({ return: {}, id: 'vireo-3' });
    expect(await client.execute('quick')).toBe(1);
    client.dispose();
  });

  it.each([
    ['no JSON', 'bash: qemu: command not found\r\n', /cannot parse json/],
    ['no object', '[1]\r\n', /isn't an object/],
    ['an unknown message', '{"hello":1}\r\n', /Unknown JSON reply/],
    ['a reply nobody asked for', '{"return":{},"id":"vireo-77"}\r\n', /Unexpected JSON reply/],
    ['an error about what it could not read', '{"error":{"class":"GenericError","desc":"JSON parse error"}}\r\n', /JSON parse error/],
    ['an event without a name', '{"event":5}\r\n', /missing event type/],
    ['an endless line', 'x'.repeat(5000), /exceeds the limit of 4096 bytes/],
    ['too deep a value', `${'['.repeat(2000)}12345678901234567890${']'.repeat(2000)}\r\n`, /nested too deeply/],
  ])('ends the connection on %s', async (_what, garbage, message) => {
    const server = new FakeQmpServer().on('wait', () => undefined);
    const client = await QmpClient.connect(server.channel, { maxLineBytes: 4096 });
    const waiting = failure(client.execute('wait'));
    const closed = new Promise<Error>((resolve) => client.onDidClose(resolve));
    server.sendRaw(garbage);
    expect((await waiting).message).toMatch(message);
    expect((await closed).message).toMatch(message);
    expect((await failure(client.execute('wait'))).message).toMatch(message);
  });

  it.each([
    ['in between', '', /End of file from qemu monitor$/],
    ['in the middle of a line', '{"return":', /in the middle of a message/],
  ])('tells the end of QEMU %s', async (_when, half, message) => {
    const server = new FakeQmpServer().on('wait', (_args, self) => {
      self.sendRaw(half);
      self.cut();
      return undefined;
    });
    const client = await QmpClient.connect(server.channel);
    expect((await failure(client.execute('wait'))).message).toMatch(message);
    expect(client.closeError?.message).toMatch(message);
  });

  it('does not take anything for a greeting, nor wait for ever', async () => {
    expect((await failure(QmpClient.connect(new FakeQmpServer({ greeting: '{"QMP":{"version":5}}\r\n' }).channel))).message).toMatch(/unexpected greeting/);
    expect((await failure(QmpClient.connect(new FakeQmpServer({ greeting: 'SSH-2.0-OpenSSH\r\n' }).channel))).message).toMatch(/cannot parse json/);
    expect((await failure(QmpClient.connect(new FakeQmpServer({ greeting: '' }).channel, { deadlineMs: 20 }))).message).toMatch(/another program may be using/);
    const twice = new FakeQmpServer().on('again', () => undefined);
    const client = await QmpClient.connect(twice.channel);
    twice.sendRaw('{"QMP":{}}\r\n');
    expect((await failure(client.execute('again'))).message).toMatch(/greeted twice/);
  });
});
