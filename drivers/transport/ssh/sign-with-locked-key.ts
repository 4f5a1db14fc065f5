import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';

/** OpenSSH's key derivation (bcrypt) takes ssh2 half a second of pure JavaScript: too long for the main thread. */
const WORKER = `
const { parentPort, workerData } = require('node:worker_threads');
const { utils } = require(workerData.ssh2);
const key = utils.parseKey(workerData.text, workerData.passphrase);
const signature = key instanceof Error || !key.isPrivateKey() ? undefined : key.sign(Buffer.from(workerData.data), workerData.hash);
parentPort.postMessage(signature instanceof Error ? undefined : signature);
`;

/** What is to be signed with which key. */
export interface LockedSigning {
  readonly text: string;
  readonly passphrase: string;
  readonly data: Buffer;
  readonly hash: string | undefined;
}

/** Unlocks a private key in a thread of its own and signs; undefined when the passphrase is wrong. */
export async function signWithLockedKey(signing: LockedSigning): Promise<Buffer | undefined> {
  const ssh2 = createRequire(import.meta.url).resolve('ssh2');
  const worker = new Worker(WORKER, { eval: true, workerData: { ...signing, ssh2 } });
  try {
    const signature = await new Promise<Uint8Array | undefined>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', (code) => { reject(new Error(`the thread that unlocks keys ended with the code ${code}`)); });
    });
    return signature === undefined ? undefined : Buffer.from(signature);
  } finally {
    await worker.terminate();
  }
}
