import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { errnoName } from './system-error.ts';

/** Where accepted certificates are remembered; `VIREO_HOME` moves it with the application's other things. */
export function certificatePinsFile(env: NodeJS.ProcessEnv = process.env, home = homedir(), platform: NodeJS.Platform = process.platform): string {
  const own = env['VIREO_HOME'];
  if (own !== undefined && own !== '') return join(own, 'known_certificates');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Vireo', 'known_certificates');
  if (platform === 'win32') return join(env['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'Vireo', 'known_certificates');
  const config = env['XDG_CONFIG_HOME'];
  return join(config !== undefined && isAbsolute(config) ? config : join(home, '.config'), 'vireo', 'known_certificates');
}

/** `SHA256:…` of a certificate in DER, in the form in which SSH shows keys. */
export function certificateFingerprint(der: Uint8Array): string {
  return `SHA256:${createHash('sha256').update(der).digest('base64').replace(/=+$/, '')}`;
}

/** The certificate that a person accepted for this server; undefined when none. */
export function pinnedCertificate(file: string, server: string): string | undefined {
  return readLines(file).findLast(([name]) => name === server)?.[1];
}

/** Remembers a certificate for a server, in the place of the one before. */
export function pinCertificate(file: string, server: string, fingerprint: string): void {
  const lines = [...readLines(file).filter(([name]) => name !== server), [server, fingerprint] as const];
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const next = `${file}.${process.pid}.new`;
  writeFileSync(next, lines.map((line) => `${line.join(' ')}\n`).join(''), { mode: 0o600 });
  renameSync(next, file);
}

function readLines(file: string): (readonly [server: string, fingerprint: string])[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (errnoName(error) === 'ENOENT') return [];
    throw error;
  }
  return text.split('\n').flatMap((line) => {
    const [server, fingerprint] = line.trim().split(/\s+/);
    return server === undefined || fingerprint === undefined || server.startsWith('#') ? [] : [[server, fingerprint] as const];
  });
}
