import { describe, expect, it } from 'vitest';
import type { PlainJson } from '../../conf/json/plain-json.ts';
import { configureMigration, Migration, resetMigration } from './migration.ts';
import { migrationProgress, readMigrationStats } from './migration-stats.ts';
import { QmpClient } from './qmp-client.ts';
import { FakeQmpServer } from './testing/fake-qmp-server.ts';

const RAM = { 'transferred': 10, 'remaining': 30, 'total': 40, 'mbps': 8.0, 'duplicate': 1, 'page-size': 4096, 'dirty-sync-count': 2 };

describe('what QEMU tells about a migration', () => {
  it('is read with doubt', () => {
    const stats = readMigrationStats({ 'status': 'active', 'expected-downtime': 300, 'total-time': 12, 'ram': RAM, 'disk': { transferred: 1, remaining: 2, total: 10 } });
    expect(stats).toMatchObject({ status: 'active', downtimeMs: 300n, memory: { totalBytes: 40n, bytesPerSecond: 1_000_000n, iteration: 2n } });
    expect(migrationProgress(stats)).toEqual({ done: 18, total: 50, unit: 'bytes', phase: 'active' });
    expect(readMigrationStats({})).toMatchObject({ status: 'none', memory: undefined });
    expect(() => readMigrationStats({ status: 'flying' })).toThrow('unexpected migration status in flying');
    expect(() => readMigrationStats({ status: 'active', ram: { transferred: 1 } })).toThrow("missing 'remaining'");
  });
});

describe('Migration', () => {
  async function open(statuses: readonly PlainJson[]) {
    const left = [...statuses];
    const server = new FakeQmpServer()
      .on('query-migrate', () => (left.length > 1 ? left.shift() : left[0]))
      .on('migrate_cancel', (_args, self) => {
        left.splice(0, left.length, { status: 'cancelled' });
        self.event('MIGRATION', { status: 'cancelled' });
        return {};
      })
      .on('migrate', () => ({}))
      .on('migrate-continue', () => ({}))
      .on('query-migrate-capabilities', () => ['events', 'postcopy-ram', 'pause-before-switchover'].map((capability) => ({ capability, state: false })))
      .on('query-migrate-parameters', () => ({ 'max-bandwidth': 5, 'unknown': 1 }))
      .on('migrate-set-capabilities', () => ({}))
      .on('migrate-set-parameters', () => ({}));
    const client = await QmpClient.connect(server.channel);
    return { server, client, migration: Migration.watch(client) };
  }

  it('does what has to be done at the switchover, once, and goes on', async () => {
    const { server, client, migration } = await open([{ status: 'setup' }, { status: 'pre-switchover', ram: RAM }, { status: 'completed', ram: RAM, downtime: 7 }]);
    let switched = 0;
    const ended = migration.finish({ onSwitchover: () => {
      switched += 1;
      return Promise.resolve();
    } });
    server.event('MIGRATION', { status: 'pre-switchover' });
    expect(await ended).toMatchObject({ status: 'completed', downtimeMs: 7n });
    expect(switched).toBe(1);
    expect(server.commands.find(({ name }) => name === 'migrate-continue')?.args).toEqual({ state: 'pre-switchover' });
    migration.dispose();
    client.dispose();
  });

  it('says why it failed, and ends with QEMU', async () => {
    const { client, migration } = await open([{ 'status': 'failed', 'error-desc': 'no route\u001b[m to host' }]);
    await expect(migration.finish()).rejects.toThrow("job 'migration out' failed: no route\ufffd[m to host");
    migration.dispose();
    client.dispose();
    const second = await open([{ status: 'active', ram: RAM }]);
    const ended = second.migration.finish();
    second.server.cut();
    await expect(ended).rejects.toThrow(/End of file from qemu monitor/);
    second.migration.dispose();
  });

  it('is cancelled by a signal', async () => {
    const { client, migration } = await open([{ status: 'active', ram: RAM }]);
    const abort = new AbortController();
    const ended = migration.finish({ signal: abort.signal });
    abort.abort();
    await expect(ended).rejects.toThrow(/canceled by client/);
    migration.dispose();
    client.dispose();
  });

  it('switches on what is wanted and off what is not, and back', async () => {
    const { server, client, migration } = await open([{ status: 'none' }]);
    const before = await configureMigration(client, 'source', { capabilities: ['postcopy-ram'], params: { 'max-bandwidth': 9n } });
    await resetMigration(client, before);
    expect(server.commands.filter(({ name }) => name.startsWith('migrate-set')).map(({ args }) => args)).toEqual([
      { capabilities: [{ capability: 'postcopy-ram', state: true }, { capability: 'events', state: true }, { capability: 'pause-before-switchover', state: true }] },
      { 'max-bandwidth': 9 },
      { capabilities: [{ capability: 'postcopy-ram', state: false }, { capability: 'pause-before-switchover', state: false }] },
      { 'max-bandwidth': 5 },
    ]);
    await expect(configureMigration(client, 'source', { capabilities: ['multifd'] })).rejects.toThrow("Migration option 'multifd' is not supported by QEMU binary");
    migration.dispose();
    client.dispose();
  });
});
