import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { errnoName } from '../system-error.ts';
import { hostKeyLines, hostKeyName } from './host-key-check.ts';
import { linesFor } from './known-hosts.ts';
import type { SshSettings } from './ssh-settings.ts';

/** What our own client learnt while it tried. */
export interface ConnectNotes {
  /** The ways to sign in that the host still allowed at the end. */
  allowed: readonly string[];
  /** The host and our client have no algorithm in common. */
  noCommonAlgorithm: boolean;
}

const ASK_TOOL_MS = 3000;

/** Why the installed OpenSSH client has to speak, as far as that is known before anything is tried; undefined: no need. */
export function reasonBefore(settings: SshSettings): string | undefined {
  const mine = linesFor(hostKeyName(settings), hostKeyLines(settings));
  const plain = mine.some((line) => line.marker === undefined);
  if (!plain && mine.some((line) => line.marker === 'cert-authority')) return 'the host shows a certificate';
  if (settings.beyondUs.length > 0) return `your SSH configuration has ${settings.beyondUs.join(' and ')}`;
  if (certificates(settings).length > 0) return 'you sign in with a certificate';
  return undefined;
}

/** Why another try with the installed OpenSSH client is worth it, after our own was refused; undefined: it would not help. */
export async function reasonAfter(settings: SshSettings, notes: ConnectNotes): Promise<string | undefined> {
  if (notes.noCommonAlgorithm) return 'the host wants algorithms that only it has';
  const mayKey = notes.allowed.includes('publickey') && settings.authMethods.some((method) => ['publickey', 'agent', 'privkey'].includes(method));
  if (mayKey && (settings.identityFiles.some(isSecurityKey) || (await agentHasSecurityKey(settings)))) return 'you sign in with a security key';
  const mayTicket = notes.allowed.includes('gssapi-with-mic') && settings.gssapi;
  if (mayTicket && (await succeeds('klist', ['-s']))) return 'you sign in with Kerberos';
  return undefined;
}

/** The certificates that OpenSSH would show: those that are named, and those beside the keys. */
export function certificates(settings: SshSettings): readonly string[] {
  return [...settings.certificateFiles, ...settings.identityFiles.map((file) => `${file}-cert.pub`)].filter((file) => existsSync(file));
}

function isSecurityKey(file: string): boolean {
  const text = [file, `${file}.pub`].map(readSmall).join('\n');
  if (/^sk-(ssh-ed25519|ecdsa-sha2-nistp256)@openssh\.com /m.test(text)) return true;
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END/.exec(text)?.[1] ?? '';
  return /sk-(ssh-ed25519|ecdsa-sha2-nistp256)@openssh\.com/.test(Buffer.from(body, 'base64').subarray(0, 400).toString('latin1'));
}

function readSmall(file: string): string {
  try {
    return readFileSync(file, 'utf8').slice(0, 65_536);
  } catch (error) {
    if (errnoName(error) === undefined) throw error;
    return '';
  }
}

async function agentHasSecurityKey(settings: SshSettings): Promise<boolean> {
  if (settings.agentSocket === undefined || process.platform === 'win32') return false;
  const listed = await output('ssh-add', ['-L'], { ...process.env, SSH_AUTH_SOCK: settings.agentSocket });
  return /^sk-/m.test(listed ?? '');
}

async function succeeds(program: string, args: readonly string[]): Promise<boolean> {
  return (await output(program, args, process.env)) !== undefined;
}

/** What a small tool of this computer says; undefined when it fails, is not there, or takes too long. */
function output(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'], env, timeout: ASK_TOOL_MS, windowsHide: true });
    const pieces: Buffer[] = [];
    child.stdout.on('data', (piece: Buffer) => pieces.push(piece));
    child.once('error', () => { resolve(undefined); });
    child.once('close', (code) => { resolve(code === 0 ? Buffer.concat(pieces).toString('utf8') : undefined); });
  });
}
