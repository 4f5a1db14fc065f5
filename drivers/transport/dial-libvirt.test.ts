import { mkdtempSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CloseReason, OpenOptions, Prompt, PromptAnswer } from '../api/connection.ts';
import { parseConnectUri } from '../core/connect-uri.ts';
import { dialLibvirt } from './dial-libvirt.ts';
import type { LibvirtLink } from './libvirt-link.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vireo-dial-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const dial = (uri: string, options: OpenOptions = {}): Promise<LibvirtLink> => dialLibvirt(parseConnectUri(uri), options);

function person(answer: PromptAnswer): { readonly options: OpenOptions; readonly asked: Prompt[] } {
  const asked: Prompt[] = [];
  const prompt = (question: Prompt): Promise<PromptAnswer> => {
    asked.push(question);
    return Promise.resolve(answer);
  };
  return { options: { prompt }, asked };
}

function script(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  return path;
}

async function text(link: LibvirtLink): Promise<string> {
  const pieces: Uint8Array[] = [];
  link.channel.consume((piece) => pieces.push(piece));
  await new Promise((resolve) => link.channel.onDidClose(resolve));
  return Buffer.concat(pieces).toString();
}

describe('dialLibvirt', () => {
  it('opens sockets of this computer, more of them on demand, and reaches others', async () => {
    const path = join(folder, 'sock');
    const server = createServer((socket) => { socket.on('error', () => undefined).end('hi'); }).listen(path);
    await once(server, 'listening');
    const link = await dial(`test+unix:///default?socket=${path}`);
    expect(link).toMatchObject({ forwardedName: 'test:///default', description: path, isSecure: true });
    const more = await link.newChannel();
    const stream = await link.dial?.({ kind: 'unix', path });
    expect(Buffer.from((await stream?.recv()) as Uint8Array).toString()).toBe('hi');
    expect(await text(link)).toBe('hi');
    link.dispose();
    expect(more.closeReason).toEqual({ kind: 'client' });
    await expect(link.newChannel()).rejects.toMatchObject({ code: 'invalid-conn' });
    server.close();
  });

  it('marks plain TCP as not secure', async () => {
    const server = createServer((socket) => { socket.end(); }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const link = await dial(`qemu+tcp://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/system`);
    expect(link.isSecure).toBe(false);
    expect(link.dial).toBeUndefined();
    link.dispose();
    server.close();
  });

  it('never runs a program that a URI names unless the person says yes', async () => {
    const proof = join(folder, 'ran');
    const program = script('program', `touch ${proof}; printf hello`);
    const uri = `test+ext:///default?command=${program}`;
    await expect(dial(uri)).rejects.toMatchObject({ code: 'auth-cancelled', step: 'connect' });
    await expect(dial(uri, person(undefined).options)).rejects.toMatchObject({ code: 'auth-cancelled' });
    await expect(dial(uri.replace('test+ext', 'test+ssh'))).rejects.toMatchObject({ code: 'auth-cancelled' });
    await expect(dial(`${uri}&no_tty=1`, person({ kind: 'accept', remember: false }).options)).rejects.toMatchObject({ code: 'auth-cancelled' });
    expect(existsSync(proof)).toBe(false);
    const yes = person({ kind: 'accept', remember: false });
    const link = await dial(uri, yes.options);
    expect(yes.asked).toEqual([{ kind: 'run-command', target: 'test:///default', argv: [program] }]);
    expect(await text(link)).toBe('hello');
    link.dispose();
  });

  it('says what a program complained about', async () => {
    const program = script('program', 'echo "no such host" >&2; exit 4');
    const link = await dial(`test+ext:///default?command=${program}`, person({ kind: 'accept', remember: false }).options);
    link.channel.consume(() => undefined);
    const reason = await new Promise<CloseReason>((resolve) => link.channel.onDidClose(resolve));
    expect(reason).toMatchObject({ kind: 'error', error: { code: 'system-error', message: 'End of file while reading data: no such host: Input/output error' } });
    await expect(dial('test+ext:///default')).rejects.toMatchObject({ code: 'invalid-arg', message: "invalid argument: remote_open: for 'ext' transport, command is required" });
  });

  it("gives another SSH client libvirt's arguments, and one command for the far shell", async () => {
    const ssh = script('my-ssh', 'for a in "$@"; do last=$a; echo "[$a]"; done; PATH="$(dirname "$0"):$PATH" sh -c "$last"');
    script('virt-ssh-helper', 'echo "helper $*"');
    script('nc', 'echo "nc $*"');
    const say = async (query: string, options: OpenOptions = {}): Promise<readonly string[]> => {
      const link = await dial(`qemu+ssh://me@-odd:2222/system?command=${ssh}${query}`.replace('-odd', 'host'), { ...person({ kind: 'accept', remember: false }).options, ...options });
      const lines = (await text(link)).trim().split('\n');
      link.dispose();
      return lines;
    };
    const auto = await say('', { readOnly: true });
    expect(auto.slice(0, 9)).toEqual(['[-p]', '[2222]', '[-l]', '[me]', '[-T]', '[-e]', '[none]', '[--]', '[host]']);
    expect(auto.at(-1)).toBe('helper -r qemu:///system');
    expect((await say("&socket=/tmp/it's&no_verify=1&keyfile=/k")).join(' ')).toMatch(/\[-i\] \[\/k\] .*\[StrictHostKeyChecking=no\].*nc -U \/tmp\/it's$/);
    expect((await say('&proxy=native')).at(-1)).toBe('helper qemu:///system');
  });

  it.each([
    ['qemu+tls://host.invalid/system?pkipath=/nowhere', 'tls'],
    ['qemu+ssh://-oProxyCommand=id/system', 'resolve'],
    ["qemu+ssh://h'x/system", 'resolve'],
    ['qemu+warp://h/system', 'resolve'],
  ])('%s fails with the step %s', async (uri, step) => {
    await expect(dial(uri)).rejects.toMatchObject({ step });
  });
});
