import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** What is shown to displays, and what they have to show. */
export interface DisplayPki {
  /** PEM of the authorities that are believed; undefined: those of the system. */
  readonly ca: string | undefined;
  /** Our own certificate and its key, where a display asks for them. */
  readonly cert: string | undefined;
  readonly key: string | undefined;
  /** Where our own certificate would be looked for first. */
  readonly certFile: string;
  readonly keyFile: string;
}

/** Reads the files that other viewers of displays read: the user's own first, then the system's. */
export async function readDisplayPki(own: string = join(homedir(), '.pki'), system = '/etc/pki'): Promise<DisplayPki> {
  const name = 'libvirt-vnc';
  const [certFile, keyFile] = [join(own, name, 'clientcert.pem'), join(own, name, 'private/clientkey.pem')];
  const ca = await firstOf([join(own, name, 'cacert.pem'), join(own, 'CA/cacert.pem'), join(system, name, 'ca-cert.pem'), join(system, name, 'cacert.pem'), join(system, 'CA/cacert.pem')]);
  const mine = [await firstOf([certFile]), await firstOf([keyFile, join(own, name, 'clientkey.pem')])] as const;
  const [cert, key] = mine.includes(undefined) ? [await firstOf([join(system, name, 'clientcert.pem')]), await firstOf([join(system, name, 'private/clientkey.pem')])] : mine;
  return { ca, certFile, keyFile, ...(cert === undefined || key === undefined ? { cert: undefined, key: undefined } : { cert, key }) };
}

async function firstOf(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    const text = await readFile(path, 'utf8').catch(() => undefined); // not there, or not for us: the next place
    if (text !== undefined) return text;
  }
  return undefined;
}
