import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where the authority of displays' certificates usually lies: the user's own first. */
const PLACES = [join(homedir(), '.pki', 'libvirt-vnc', 'cacert.pem'), join(homedir(), '.pki', 'CA', 'cacert.pem'), '/etc/pki/libvirt-vnc/ca-cert.pem', '/etc/pki/CA/cacert.pem'];

/** PEM of the authority that signs displays' certificates; undefined: the system's authorities count. */
export async function readDisplayCa(): Promise<string | undefined> {
  for (const path of PLACES) {
    try {
      return await readFile(path, 'utf8');
    } catch {
      continue; // not there, or not for us: the next place
    }
  }
  return undefined;
}
