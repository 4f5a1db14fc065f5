import { spawn } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { request, type IncomingHttpHeaders } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startBrowserHost, type BrowserHost, type BrowserHostOptions } from '../../main/browser-host/browser-host.ts';
import type { VireoHandlers } from '../../main/contract/contract.ts';
import { makeDirectories } from '../../main/directories.ts';

const hosts: BrowserHost[] = [];
const environment = { ...process.env };
let home: string;
let said: string[];
let warned: string[];

beforeEach(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'vireo-host-'));
  await writeFile(path.join(home, 'index.html'), '<!doctype html><title>page</title>');
  said = [];
  warned = [];
});
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.stop();
  process.env = { ...environment };
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
});

async function start(options: Partial<BrowserHostOptions> = {}): Promise<BrowserHost | undefined> {
  const directories = { data: home, cache: path.join(home, 'cache'), runtime: path.join(home, 'run') };
  await makeDirectories(directories);
  const host = await startBrowserHost({
    directories,
    root: home,
    createApp: () => Promise.resolve({ handlers: {} as VireoHandlers, hasRunningTasks: () => false, dispose: () => Promise.resolve() }),
    noOpen: true,
    port: 0,
    log: { warn: (message) => warned.push(message) },
    say: (line) => said.push(line),
    lingerMs: 300,
    ...options,
  });
  if (host !== undefined) hosts.push(host);
  return host;
}

async function started(options: Partial<BrowserHostOptions> = {}): Promise<BrowserHost> {
  const host = await start(options);
  if (host === undefined) throw new Error('another instance runs');
  return host;
}

/** A program that stands in for the browser: it writes down how it was started, and stays until its file is gone. */
async function fakeBrowser(stays = true): Promise<string> {
  const file = path.join(home, 'browser.sh');
  await writeFile(file, `#!/bin/sh\nprintf '%s\\n' "$@" > '${home}/arguments.new'\nmv '${home}/arguments.new' '${home}/arguments'\n${stays ? 'while [ -e "$0" ]; do sleep 0.2; done' : ''}\n`);
  await chmod(file, 0o700);
  Object.assign(process.env, { DISPLAY: ':99', VIREO_BROWSER: file });
  return file;
}

async function poll<T>(look: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (let tries = 0; tries < 400; tries++) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('it never came');
}

const readArguments = (): Promise<string | undefined> => readFile(path.join(home, 'arguments'), 'utf8').catch(() => undefined);

/** The one-use code in the page that the browser was sent to. */
async function codeFromRedirect(): Promise<{ readonly file: string; readonly code: string }> {
  const line = (await poll(readArguments)).split('\n').find((word) => word.startsWith('--app='));
  const file = fileURLToPath((line ?? '').slice('--app='.length));
  const code = /#code=([\w-]+)/.exec(await readFile(file, 'utf8'))?.[1] ?? '';
  return { file, code };
}

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: IncomingHttpHeaders;
}

function ask(host: BrowserHost, { method = 'GET', url = '/', headers = {}, body = '' }: { readonly method?: string; readonly url?: string; readonly headers?: Record<string, string>; readonly body?: string }): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(`${host.origin}${url}`, { method, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => { text += chunk; });
      response.on('end', () => { resolve({ status: response.statusCode ?? 0, body: text, headers: response.headers }); });
    });
    asked.once('error', reject);
    asked.end(body);
  });
}

const redeem = (host: BrowserHost, code: string, origin = host.origin): Promise<Answer> => ask(host, { method: 'POST', url: '/session', headers: { origin }, body: code });
const codeOf = (url: string | undefined): string => /#code=([\w-]+)$/.exec(url ?? '')?.[1] ?? '';

/** How a socket's hello is answered: `ready`, or the code that it is closed with. */
function hello(host: BrowserHost, token: string, headers: Record<string, string> = { origin: host.origin }): Promise<{ readonly said: string; readonly socket: WebSocket }> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`${host.origin.replace('http', 'ws')}/wire`, { headers });
    socket.once('open', () => { socket.send(token); });
    socket.once('message', (data) => { resolve({ said: (data as Buffer).toString(), socket }); });
    socket.once('unexpected-response', (_request, response) => { resolve({ said: `http ${String(response.statusCode)}`, socket }); });
    socket.once('close', (code) => { resolve({ said: `close ${code}`, socket }); });
    socket.on('error', () => undefined); // told by the events above
  });
}

describe('the address', () => {
  it('is said on a line of its own without a browser being opened', async () => {
    const host = await started();
    expect(said).toEqual([expect.stringMatching(new RegExp(`^${host.origin}/#code=[\\w-]{43}$`))]);
  });

  it('is said where there is no display', async () => {
    delete process.env['DISPLAY'];
    delete process.env['WAYLAND_DISPLAY'];
    await started({ noOpen: false });
    expect(said).toHaveLength(1);
  });

  it('is said where no browser can be started', async () => {
    Object.assign(process.env, { DISPLAY: ':99', VIREO_BROWSER: path.join(home, 'not-there') });
    await started({ noOpen: false });
    expect(said).toHaveLength(1);
    expect((await redeem(hosts[0] ?? (await started()), codeOf(said[0]))).status).toBe(200);
  });

  it('goes to the default browser where there is no Chromium', async () => {
    await writeFile(path.join(home, 'xdg-open'), `#!/bin/sh\nprintf '%s' "$1" > '${home}/opened'\n`, { mode: 0o700 });
    delete process.env['VIREO_BROWSER'];
    Object.assign(process.env, { DISPLAY: ':99', PATH: home });
    await started({ noOpen: false });
    const opened = await readFile(path.join(home, 'opened'), 'utf8');
    expect(opened).toMatch(/^file:\/\/.*\/run\/open-[0-9a-f]+\.html$/);
    expect(said).toEqual([]);
  });
});

describe('the one-use code', () => {
  it('works once, and another one is to be had', async () => {
    const host = await started();
    const first = codeOf(said[0]);
    const token = await redeem(host, first);
    expect(token).toMatchObject({ status: 200, body: expect.stringMatching(/^[\w-]{43}$/) as string });
    expect((await redeem(host, first)).status).toBe(401);
    expect((await redeem(host, 'invented')).status).toBe(401);
    expect(codeOf(said[1])).not.toBe(first);
    expect((await redeem(host, codeOf(said[1]))).status).toBe(200);
  });

  it('gives a session that outlives a reload, but not an invented one', async () => {
    const host = await started();
    const { body } = await redeem(host, codeOf(said[0]));
    for (let reload = 0; reload < 2; reload++) {
      const { said: answer, socket } = await hello(host, body);
      expect(answer).toBe('ready');
      socket.terminate();
    }
    expect((await hello(host, 'x'.repeat(43))).said).toBe('close 4401');
    expect((await hello(host, '')).said).toBe('close 4401');
  });
});

describe('strangers', () => {
  it('a name that points to this computer is refused', async () => {
    const host = await started();
    const { port } = new URL(host.origin);
    for (const name of [`evil.example:${port}`, `localhost:${port}`, '127.0.0.1', `127.0.0.1.evil.example:${port}`]) {
      expect((await ask(host, { headers: { host: name } })).status, name).toBe(403);
      expect((await hello(host, 'x', { host: name, origin: `http://${name}` })).said, name).toBe('http 403');
    }
    expect((await ask(host, {})).status).toBe(200);
  });

  it('a page of another origin gets neither session nor socket', async () => {
    const host = await started();
    for (const origin of ['http://evil.example', 'null', host.origin.replace('127.0.0.1', 'localhost'), `${host.origin}.evil.example`]) {
      expect((await redeem(host, codeOf(said[0]), origin)).status, origin).toBe(403);
      expect((await hello(host, 'x', { origin })).said, origin).toBe('http 403');
    }
    expect((await hello(host, 'x', {})).said).toBe('http 403');
    expect((await redeem(host, codeOf(said[0]))).status).toBe(200);
  });

  it('nothing outside the window’s folder is served', async () => {
    const host = await started();
    for (const url of ['/../package.json', '/%2e%2e/package.json', '/.hidden.json', '/run/instance.json/..', '//etc/passwd', '/settings']) {
      expect((await ask(host, { url })).status, url).toBe(404);
    }
    expect((await ask(host, { method: 'PUT' })).status).toBe(405);
  });

  it('every answer carries the policy', async () => {
    const host = await started();
    for (const url of ['/', '/not-there.js']) {
      const { headers } = await ask(host, { url });
      expect(headers['content-security-policy']).toContain("default-src 'none'");
      expect(headers['x-frame-options']).toBe('DENY');
      expect(headers['x-content-type-options']).toBe('nosniff');
    }
  });

  it('only who knows the secret may bring the window to the front', async () => {
    const host = await started();
    expect((await ask(host, { method: 'POST', url: '/focus', body: 'guess' })).status).toBe(401);
    expect((await ask(host, { method: 'POST', url: '/focus', headers: { origin: host.origin }, body: 'guess' })).status).toBe(403);
  });
});

describe('the window', () => {
  it('is opened without a secret in a command line, by files that are the user’s alone', async () => {
    await fakeBrowser();
    const host = await started({ noOpen: false });
    const { file, code } = await codeFromRedirect();
    const { secret } = JSON.parse(await readFile(path.join(home, 'run/instance.json'), 'utf8')) as { readonly secret: string };
    const commands = await commandLines();
    expect(commands.some((line) => line.includes('open-'))).toBe(true);
    expect(commands.filter((line) => line.includes(code) || line.includes(secret))).toEqual([]);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(path.join(home, 'run/instance.json'))).mode & 0o777).toBe(0o600);
    for (const dir of ['run', 'cache', 'cache/window']) expect((await stat(path.join(home, dir))).mode & 0o777, dir).toBe(0o700);
    expect((await redeem(host, code)).status).toBe(200);
    await poll(async () => ((await readdir(path.join(home, 'run'))).some((name) => name.startsWith('open-')) ? undefined : true));
  });

  it('keeps its sandbox, unless root runs it', async () => {
    await fakeBrowser();
    await started({ noOpen: false });
    const words = (await poll(readArguments)).split('\n');
    expect(words.includes('--no-sandbox')).toBe(process.getuid?.() === 0);
    expect(words).toContain(`--user-data-dir=${path.join(home, 'cache/window')}`);
  });

  it('is brought to the front by a second start, which then ends', async () => {
    await fakeBrowser();
    await started({ noOpen: false });
    await poll(readArguments);
    await rm(path.join(home, 'arguments'));
    expect(await start({ noOpen: false, createApp: () => Promise.reject(new Error('the application was built twice')) })).toBeUndefined();
    // The stand-in does not answer: the running application opens a new window.
    expect(await poll(readArguments)).toContain('--app=');
  });

  it('leaves a mark that a later start does not trust when its process is gone', async () => {
    await fakeBrowser();
    const dead = spawn(process.execPath, ['-e', '']);
    await new Promise((resolve) => dead.once('exit', resolve));
    await makeDirectories({ data: home, cache: path.join(home, 'cache'), runtime: path.join(home, 'run') });
    await writeFile(path.join(home, 'run/instance.json'), JSON.stringify({ pid: dead.pid, origin: 'http://127.0.0.1:1', secret: 'x' }));
    expect(await start({ noOpen: false })).toBeDefined();
  });

  it('ends the application some time after it was closed', async () => {
    await fakeBrowser(false);
    const host = await started({ noOpen: false });
    await host.ended;
    expect(await readdir(path.join(home, 'run'))).toEqual([]);
  });

  it('keeps the application while a task runs', async () => {
    await fakeBrowser(false);
    let running = true;
    let asked = 0;
    const host = await started({
      noOpen: false,
      lingerMs: 50,
      createApp: () =>
        Promise.resolve({
          handlers: {} as VireoHandlers,
          hasRunningTasks: () => {
            asked += 1;
            return running;
          },
          dispose: () => Promise.resolve(),
        }),
    });
    await poll(() => (asked >= 3 ? true : undefined));
    running = false;
    await host.ended;
  });

  it('keeps the application while a page is there', async () => {
    await fakeBrowser();
    const host = await started({ noOpen: false, lingerMs: 50 });
    let ended = false;
    void host.ended.then(() => { ended = true; });
    const { socket } = await hello(host, (await redeem(host, (await codeFromRedirect()).code)).body);
    const second = await hello(host, (await redeem(host, 'nothing')).body);
    expect(second.said).toBe('close 4401');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(ended).toBe(false);
    socket.close();
    await host.ended;
  });
});

/** The command lines of all processes, as any user of the machine can read them. */
async function commandLines(): Promise<readonly string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  return Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, 'latin1').catch(() => '')));
}
