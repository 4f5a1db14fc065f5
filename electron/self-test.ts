import { createCipheriv, createDiffieHellmanGroup, createECDH, createHmac, generateKeyPairSync, randomBytes, sign, verify } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { getCiphers } from 'node:tls';
import { Worker } from 'node:worker_threads';
import type { SelfTestResult } from '../main/contract/diagnostics.ts';

/** Longest wait for the page's own report, in milliseconds. */
export const PAGE_REPORT_TIMEOUT_MS = 30_000;

/** What this binary must be able to do besides showing pages. */
export async function testBinary(): Promise<readonly SelfTestResult[]> {
  return [
    await attempt('ssh-crypto', () => Promise.resolve(proveSshCrypto())),
    await attempt('tls-crypto', () => Promise.resolve(proveTls())),
    await attempt('worker', proveWorker),
    await attempt('asar', proveFiles),
  ];
}

async function attempt(name: string, run: () => Promise<string>): Promise<SelfTestResult> {
  try {
    return { name, ok: true, detail: await run() };
  } catch (error) {
    return { name, ok: false, detail: error instanceof Error ? error.message : String(error) };
  }
}

/** Electron's crypto is BoringSSL, not OpenSSL: what ssh2 builds on must be there. */
function proveSshCrypto(): string {
  const curve = createECDH('prime256v1');
  curve.generateKeys();
  createDiffieHellmanGroup('modp14').generateKeys();
  createHmac('sha256', randomBytes(32)).update('x').digest();
  for (const cipher of ['aes-128-gcm', 'aes-256-ctr']) createCipheriv(cipher, randomBytes(cipher.includes('256') ? 32 : 16), randomBytes(cipher.includes('gcm') ? 12 : 16)).update('x');
  for (const type of ['ed25519', 'x25519'] as const) generateKeyPairSync(type as 'ed25519');
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  if (!verify(null, Buffer.from('x'), publicKey, sign(null, Buffer.from('x'), privateKey))) throw new Error('an Ed25519 signature does not verify');
  return 'ECDH, DH group 14, HMAC, AES-GCM and -CTR, Ed25519, X25519';
}

function proveTls(): string {
  const ciphers = getCiphers();
  if (!ciphers.some((cipher) => /gcm/i.test(cipher))) throw new Error('no AES-GCM for TLS');
  return `${ciphers.length} ciphers`;
}

function proveWorker(): Promise<string> {
  return new Promise((resolve, reject) => {
    const worker = new Worker("require('node:worker_threads').parentPort.postMessage(6 * 7)", { eval: true });
    worker.once('error', reject);
    worker.once('message', (value: unknown) => {
      if (value === 42) resolve('a worker thread answered');
      else reject(new Error(`a worker thread answered ${String(value)}`));
      void worker.terminate();
    });
  });
}

async function proveFiles(): Promise<string> {
  const root = path.join(import.meta.dirname, '..', '..');
  const { name } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as { readonly name: string };
  await readFile(path.join(root, 'dist/renderer/index.html'));
  return `${name} ${root.includes('.asar') ? 'inside' : 'outside'} an archive`;
}
