import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { systemError } from './system-error.ts';

/** The files of a TLS client, read. */
export interface PkiFiles {
  readonly caFile: string;
  readonly ca: Buffer;
  readonly crl: Buffer | undefined;
  /** Absent: the server may let nobody in without it. */
  readonly cert: Buffer | undefined;
  readonly key: Buffer | undefined;
  /** Where the two are, or would be. */
  readonly certFile: string;
  readonly keyFile: string;
}

/** What of this computer counts; tests give another one. */
export interface PkiSurroundings {
  readonly uid: number;
  readonly home: string;
  /** `/etc/pki`. */
  readonly systemDirectory: string;
}

interface PkiPaths {
  readonly ca: string;
  readonly crl: string;
  readonly cert: string;
  readonly key: string;
}

/**
 * Reads the files that libvirt reads: those of `pkipath=` and no others; else the user's, each with the
 * system's as fallback (certificate and key as a pair). A host may let us in without a certificate of our own.
 *
 * @throws system-error, in libvirt's words, when there is no CA certificate, or a file cannot be read.
 */
export async function readPki(pkipath: string | undefined, here: PkiSurroundings = pkiSurroundings()): Promise<PkiFiles> {
  const paths = pkipath === undefined ? usualPaths(here) : pathsIn(pkipath);
  const needed = async (path: string, what: string): Promise<Buffer> => {
    try {
      return await readFile(path);
    } catch (error) {
      throw systemError(error, { message: `Cannot read ${what} '${path}'`, step: 'tls', subject: path });
    }
  };
  const optional = async (path: string, what: string): Promise<Buffer | undefined> => (existsSync(path) ? needed(path, what) : undefined);
  return {
    caFile: paths.ca,
    certFile: paths.cert,
    keyFile: paths.key,
    ca: await needed(paths.ca, 'CA certificate'),
    crl: await optional(paths.crl, 'CA revocation list'),
    cert: await optional(paths.cert, 'client certificate'),
    key: await optional(paths.key, 'client key'),
  };
}

function pkiSurroundings(): PkiSurroundings {
  return { uid: process.getuid?.() ?? 0, home: homedir(), systemDirectory: '/etc/pki' };
}

function pathsIn(directory: string): PkiPaths {
  const file = (name: string): string => join(directory, name);
  return { ca: file('cacert.pem'), crl: file('cacrl.pem'), cert: file('clientcert.pem'), key: file('clientkey.pem') };
}

function usualPaths({ uid, home, systemDirectory }: PkiSurroundings): PkiPaths {
  const system: PkiPaths = {
    ca: join(systemDirectory, 'CA/cacert.pem'),
    crl: join(systemDirectory, 'CA/cacrl.pem'),
    cert: join(systemDirectory, 'libvirt/clientcert.pem'),
    key: join(systemDirectory, 'libvirt/private/clientkey.pem'),
  };
  if (uid === 0) return system;
  const own = pathsIn(join(home, '.pki/libvirt'));
  const pair = existsSync(own.cert) && existsSync(own.key) ? own : system;
  return { ca: existsSync(own.ca) ? own.ca : system.ca, crl: existsSync(own.crl) ? own.crl : system.crl, cert: pair.cert, key: pair.key };
}
