import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DriverRegistry } from '../../../drivers/core/registry.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import { FakeHypervisor } from '../../testing/fake-hypervisor.ts';
import { until } from '../../testing/until.ts';
import { SecretsService } from '../secrets/secrets-service.ts';
import { ConnectionsService } from './connections-service.ts';
import { Prompts } from './prompts.ts';

let dir: string;
let fake: FakeHypervisor;
let prompts: Prompts;
let service: ConnectionsService;
const make = (): ConnectionsService =>
  new ConnectionsService({ dataDir: dir, drivers: new DriverRegistry([fake.driver]), prompts, who: { user: 'ann', groupOf: () => undefined }, backOffMs: [5, 10] });

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'vireo-connections-'));
  fake = new FakeHypervisor(3);
  prompts = new Prompts(new SecretsService(undefined));
  service = make();
});
afterEach(async () => {
  await service.shutdown();
  prompts.dispose();
  await rm(dir, { recursive: true, force: true });
});

describe('ConnectionsService', () => {
  it('adds, opens, remembers without the password, and opens again by itself at the next start', async () => {
    const id = await service.add({ uri: 'fake://ann:secret@host/', autoConnect: true });
    await service.connect(id);
    await until(() => service.info(id)?.host !== undefined);
    expect(service.info(id)).toMatchObject({ state: 'connected', uri: 'fake://ann@host/', label: 'host', host: { hostname: 'fakehost', hypervisor: 'Fake 7.2.22, libvirt 9.0.0' } });
    expect(service.info(id)?.methods).toContain('domain.create');
    expect(await readFile(join(dir, 'connections.json'), 'utf8')).not.toContain('secret');
    const again = make();
    await again.load();
    await again.connect(id);
    expect(again.info(id)?.state).toBe('connected');
    await again.shutdown();
  });

  it('takes ?readonly for what the check box says', async () => {
    const id = await service.add({ uri: 'fake://a/?readonly&x=1' });
    expect(service.info(id)).toMatchObject({ uri: 'fake://a/?x=1', readOnly: true });
    await service.update(id, { uri: 'fake://b/', readOnly: false });
    expect(service.info(id)).toMatchObject({ uri: 'fake://b/', readOnly: false });
    await service.update(id, { uri: 'fake://b/?readonly=1' });
    expect(service.info(id)).toMatchObject({ uri: 'fake://b/', readOnly: true });
  });

  it('looks at once how things stand when the computer has slept', async () => {
    let wake: () => void = () => undefined;
    const woken = new ConnectionsService({
      dataDir: dir, drivers: new DriverRegistry([fake.driver]), prompts, who: { user: 'ann', groupOf: () => undefined }, backOffMs: [60_000],
      onWake: (run) => {
        wake = run;
        return { dispose: () => { wake = () => undefined; } };
      },
    });
    const id = await woken.add({ uri: 'fake://a/' });
    await woken.connect(id);
    await until(() => woken.info(id)?.host !== undefined);
    const { opened } = fake;
    wake();
    await until(() => fake.calls.at(-1) === 'connect.getLibVersion');
    expect([woken.info(id)?.state, fake.opened]).toEqual(['connected', opened]);
    // It does not answer any more: it is opened anew, without its turn of a minute.
    fake.hook = (method) => (method === 'connect.getLibVersion' ? new VirError({ code: 'operation-timeout', domain: 'rpc', message: 'late' }) : undefined);
    wake();
    await until(() => fake.opened === opened + 1 && woken.info(id)?.state === 'connected');
    fake.hook = () => undefined;
    // Lost, and waiting for its turn.
    for (const each of fake.openConnections) each.close({ kind: 'eof' });
    await until(() => woken.info(id)?.state === 'lost');
    wake();
    await until(() => woken.info(id)?.state === 'connected');
    await woken.shutdown();
  });

  it('keeps hosts in folders, and remembers them', async () => {
    const [a, b] = [await service.add({ uri: 'fake://a/' }), await service.add({ uri: 'fake://b/' })];
    await service.addFolder(' Rack 10 ', [a]);
    await service.addFolder('rack 9', []);
    await service.addFolder('RACK 9', [b]);
    expect(service.folders).toEqual(['rack 9', 'Rack 10']);
    expect([service.info(a)?.folder, service.info(b)?.folder]).toEqual(['Rack 10', 'rack 9']);
    await expect(service.renameFolder('rack 9', 'Rack 10')).rejects.toMatchObject({ code: 'invalid-arg' });
    await expect(service.addFolder('  ', [])).rejects.toMatchObject({ code: 'invalid-arg' });
    await expect(service.move([a], 'nowhere')).rejects.toMatchObject({ code: 'invalid-arg' });
    await service.renameFolder('rack 9', 'Berlin');
    await service.move([a], 'berlin');
    expect([service.info(a)?.folder, service.info(b)?.folder]).toEqual(['Berlin', 'Berlin']);
    const again = make();
    await again.load();
    expect(again.folders).toEqual(['Berlin', 'Rack 10']);
    expect(again.info(a)?.folder).toBe('Berlin');
    await again.removeFolder('Berlin');
    expect([again.folders, again.info(a)?.folder, again.list.length]).toEqual([['Rack 10'], '', 2]);
    await again.shutdown();
  });

  it('does not add the same twice, and refuses what has no driver', async () => {
    const id = await service.add({ uri: 'fake://a/' });
    expect(await service.add({ uri: 'fake://a/' })).toBe(id);
    await expect(service.add({ uri: 'bogus:///x' })).rejects.toMatchObject({ code: 'invalid-arg' });
    await expect(service.add({ uri: 'not a uri' })).rejects.toMatchObject({ code: 'invalid-arg' });
    expect(service.list).toHaveLength(1);
  });

  it('fails with an explanation, and stays', async () => {
    fake.openError = new VirError({ code: 'system-error', domain: 'remote', message: "Failed to connect socket to '/run/x': Permission denied", step: 'connect' });
    const id = await service.add({ uri: 'fake:///system' });
    await expect(service.connect(id)).rejects.toThrow('Permission denied');
    expect(service.info(id)).toMatchObject({ state: 'failed', failure: { hint: 'fault.socketDenied' } });
    fake.openError = undefined;
    await service.repair(id, 'open-read-only');
    expect(service.info(id)).toMatchObject({ state: 'connected', readOnly: true, error: undefined });
  });

  it('goes from lost to connected by itself, with back-off', async () => {
    const id = await service.add({ uri: 'fake://a/' });
    await service.connect(id);
    const story: string[] = [];
    service.onDidLose(() => story.push('lost'));
    service.onDidOpen(() => story.push('open'));
    fake.openError = new VirError({ code: 'system-error', domain: 'rpc', message: 'Connection refused' });
    const openedBefore = fake.opened;
    fake.cut();
    expect(service.info(id)).toMatchObject({ state: 'lost' });
    expect(service.info(id)?.retryAtMs).toBeGreaterThan(0);
    await until(() => fake.opened >= openedBefore + 3);
    expect(service.info(id)?.state).toBe('lost');
    fake.openError = undefined;
    await until(() => service.info(id)?.state === 'connected');
    expect(story).toEqual(['lost', 'open']);
  });

  it('gives up a reconnect that needs a person', async () => {
    const id = await service.add({ uri: 'fake://a/' });
    await service.connect(id);
    let ended = 0;
    service.onDidEnd(() => ended++);
    fake.onOpen = async ({ prompt }) => {
      const answer = await prompt?.({ kind: 'password', target: 'a', message: 'Password', retry: false, canStore: true }, undefined);
      if (answer === undefined) throw new VirError({ code: 'auth-cancelled', domain: 'remote', message: 'authentication cancelled' });
    };
    fake.cut();
    await until(() => service.info(id)?.state === 'failed');
    expect(prompts.pending).toEqual([]);
    expect(ended).toBe(0);
    await service.disconnect(id);
    expect(ended).toBe(1);
  });

  it('asks, remembers the answer for this session, and asks anew after a wrong one', async () => {
    const asked: boolean[] = [];
    const phases: unknown[] = [];
    let good = 'right';
    fake.onOpen = async ({ prompt }) => {
      for (const retry of [false, true, true]) {
        const answer = await prompt?.({ kind: 'password', target: 'a', message: 'Password', retry, canStore: true }, undefined);
        if (answer?.kind === 'text' && answer.text === good) return;
      }
      throw new VirError({ code: 'auth-failed', domain: 'remote', message: 'authentication failed' });
    };
    prompts.onDidChange((pending) => {
      const [first] = pending;
      if (first === undefined) return;
      asked.push('retry' in first.prompt && first.prompt.retry);
      phases.push(service.list[0]?.phase);
      prompts.answer(first.promptId, { kind: 'text', text: asked.length === 1 ? 'wrong' : good, store: false });
    });
    const id = await service.add({ uri: 'fake://a/' });
    await service.connect(id);
    expect(asked).toEqual([false, true]);
    expect(phases).toEqual(['phase.prompt', 'phase.prompt']);
    expect(service.info(id)?.phase).toBeUndefined();
    fake.cut();
    await until(() => service.info(id)?.state === 'connected');
    expect(asked).toHaveLength(2);
    good = 'other';
    await service.disconnect(id);
    await service.connect(id);
    expect(asked).toEqual([false, true, true]);
  });

  it('knows short names for hosts', async () => {
    const named = new ConnectionsService({
      dataDir: dir, drivers: new DriverRegistry([fake.driver]), prompts, who: { user: 'ann', groupOf: () => undefined },
      resolveName: (name) => Promise.resolve(name === 'lab' ? 'fake://lab.example/' : name),
    });
    const id = await named.add({ uri: 'lab' });
    expect(named.info(id)).toMatchObject({ uri: 'fake://lab.example/', label: 'lab' });
    await named.shutdown();
  });

  it('cancels an opening that is not wanted any more', async () => {
    let release = (): void => undefined;
    fake.onOpen = () => new Promise<void>((resolve) => (release = resolve));
    const id = await service.add({ uri: 'fake://a/' });
    expect(service.info(id)).toMatchObject({ state: 'connecting', phase: 'phase.opening' });
    await until(() => fake.opened === 1);
    await service.disconnect(id);
    release();
    await until(() => fake.openConnections.size === 0);
    expect(service.info(id)?.state).toBe('disconnected');
  });

  it('tests a URI without remembering it', async () => {
    await service.add({ uri: 'fake://a/', test: true });
    expect(service.list).toEqual([]);
    expect(fake.openConnections.size).toBe(0);
  });

  it('puts a damaged file aside, and keeps what it does not understand in a good one', async () => {
    await writeFile(join(dir, 'connections.json'), '[]');
    const damaged = make();
    expect(await damaged.load()).toMatchObject([{ key: 'notice.connectionsBroken' }]);
    damaged.dispose();
    const odd = { id: 'x', what: 'from the future' };
    await writeFile(join(dir, 'connections.json'), JSON.stringify({ version: 9, connections: [odd, { id: 'y', uri: 'fake://y/' }] }));
    await service.load();
    expect(service.list.map(({ uri }) => uri)).toEqual(['fake://y/']);
    await service.add({ uri: 'fake://z/' });
    const stored = JSON.parse(await readFile(join(dir, 'connections.json'), 'utf8')) as { version: number; connections: unknown[] };
    expect(stored.version).toBe(9);
    expect(stored.connections).toContainEqual(odd);
  });
});
