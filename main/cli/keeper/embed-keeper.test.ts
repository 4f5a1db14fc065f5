import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CommandArgs, type CommandDef } from '../shell/command.ts';
import { Session } from '../shell/session.ts';
import { Shell } from '../shell/shell.ts';
import { embedKeeper } from './embed-keeper.ts';

const DEF: CommandDef = { name: 'embed-keeper', help: '', description: '', options: [{ name: 'word', type: 'argv', help: '' }], run: () => Promise.resolve(true) };

describe.skipIf(process.platform !== 'linux')('embed-keeper', () => {
  let folder: string;
  let out: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'vireo-keeper-'));
    out = '';
    vi.stubEnv('XDG_CONFIG_HOME', folder);
    vi.stubEnv('PATH', `${folder}:${process.env['PATH'] ?? ''}`);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true });
  });

  const manager = async (script: string): Promise<void> => {
    await writeFile(`${folder}/systemctl`, `#!/bin/sh\necho "$@" >> ${folder}/calls\n${script}\n`);
    await chmod(`${folder}/systemctl`, 0o755);
  };
  const keeper = (...words: readonly string[]): Promise<boolean> => {
    const write = (text: string): void => { out += text; };
    const options = { quiet: false, timing: false, json: false, escape: '' };
    const shell = new Shell(options, { out: write, err: write, bytes: () => undefined }, new Session(() => Promise.reject(new Error('nothing is opened')), { uri: undefined, readOnly: false }, write));
    const args = new CommandArgs(DEF);
    for (const word of words) args.add('word', word);
    return embedKeeper(shell, args);
  };

  it('installs a unit, starts it, and takes it away', async () => {
    await manager('exit 0');
    expect(await keeper('install', '--root', '/srv/machines')).toBe(true);
    const unit = await readFile(`${folder}/systemd/user/vireo-embed-keeper.service`, 'utf8');
    expect(unit).toMatch(/^ExecStart=".*" "embed-keeper" "run" "--root" "\/srv\/machines"$/m);
    expect(await keeper('uninstall')).toBe(true);
    await expect(readFile(`${folder}/systemd/user/vireo-embed-keeper.service`)).rejects.toThrow();
    const calls = (await readFile(`${folder}/calls`, 'utf8')).trim().split('\n').map((line) => line.replace('--user ', ''));
    expect(calls).toEqual(['show-environment', 'daemon-reload', 'enable vireo-embed-keeper.service', 'restart vireo-embed-keeper.service', 'disable --now vireo-embed-keeper.service', 'daemon-reload']);
  });

  it('installs nothing where services of users cannot be managed, and says how else', async () => {
    await manager('echo "Failed to connect to bus" >&2; exit 1');
    expect(await keeper('install')).toBe(false);
    expect(out).toContain('Failed to connect to bus');
    expect(out).toMatch(/embed-keeper run\n$/);
    await expect(readFile(`${folder}/systemd/user/vireo-embed-keeper.service`)).rejects.toThrow();
  });

  it('says that nobody watches', async () => {
    expect(await keeper('status', '--root', `${folder}/root`)).toBe(false);
    expect(out).toContain(`nobody watches ${folder}/root`);
  });

  it('does not guess', async () => {
    expect(await keeper('start')).toBe(false);
    expect(out).toContain("unknown word 'start'");
    expect(await keeper('run', '--root')).toBe(false);
  });
});
