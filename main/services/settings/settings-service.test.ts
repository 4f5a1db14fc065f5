import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SettingsService } from './settings-service.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'vireo-settings-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

describe('SettingsService', () => {
  it('starts with defaults, and remembers what is changed', async () => {
    const first = new SettingsService(dir);
    expect(await first.load()).toEqual([]);
    expect(first.value).toEqual({});
    const seen: unknown[] = [];
    first.onDidChange((value) => seen.push(value));
    await first.update({ theme: 'dark', layout: { sidebar: '240' } });
    await first.update({ layout: { columns: 'cpu' } });
    expect(seen).toHaveLength(2);
    first.dispose();
    const second = new SettingsService(dir);
    await second.load();
    expect(second.value).toEqual({ theme: 'dark', layout: { sidebar: '240', columns: 'cpu' } });
    expect(await readdir(dir)).toEqual(['settings.json']);
  });

  it('keeps a damaged file aside, uses defaults and says so', async () => {
    await writeFile(join(dir, 'settings.json'), '{"theme": "dark", ');
    const settings = new SettingsService(dir);
    const notices = await settings.load();
    expect(notices).toMatchObject([{ key: 'notice.settingsBroken' }]);
    const kept = notices[0]?.values['file'] ?? '';
    expect(kept).toMatch(/settings\.json\.broken-\d{4}-\d\d-\d\dT/);
    expect(await readFile(kept, 'utf8')).toBe('{"theme": "dark", ');
    expect(settings.value).toEqual({});
    await settings.update({ theme: 'light' });
    expect(JSON.parse(await readFile(join(dir, 'settings.json'), 'utf8'))).toEqual({ theme: 'light' });
  });

  it('keeps keys of a newer version, and falls back for a value that does not fit', async () => {
    await writeFile(join(dir, 'settings.json'), JSON.stringify({ theme: 'sepia', statsIntervalMs: 5000, future: { a: 1 } }));
    const settings = new SettingsService(dir);
    await settings.load();
    expect(settings.value).toEqual({ statsIntervalMs: 5000 });
    await settings.update({ confirmForceOff: false });
    expect(JSON.parse(await readFile(join(dir, 'settings.json'), 'utf8'))).toEqual({
      theme: 'sepia',
      statsIntervalMs: 5000,
      future: { a: 1 },
      confirmForceOff: false,
    });
  });
});
