import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { certificateFingerprint, certificatePinsFile, pinCertificate, pinnedCertificate } from './certificate-pins.ts';

describe('accepted certificates', () => {
  let dir = '';
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'vireo-pins-'));
  });
  afterEach(() => {
    rmSync(dir, { recursive: true, force: true });
  });

  it('are remembered by server, the last one counts', () => {
    const file = join(dir, 'deep', 'known_certificates');
    expect(pinnedCertificate(file, 'esx:443')).toBeUndefined();
    pinCertificate(file, 'esx:443', 'SHA256:a');
    pinCertificate(file, 'other:443', 'SHA256:b');
    pinCertificate(file, 'esx:443', 'SHA256:c');
    expect([pinnedCertificate(file, 'esx:443'), pinnedCertificate(file, 'other:443')]).toEqual(['SHA256:c', 'SHA256:b']);
    expect(statSync(file).mode & 0o077).toBe(0);
  });

  it('lie with the application', () => {
    expect(certificatePinsFile({ VIREO_HOME: '/x' }, '/home/u', 'linux')).toBe('/x/known_certificates');
    expect(certificatePinsFile({}, '/home/u', 'linux')).toBe('/home/u/.config/vireo/known_certificates');
  });

  it('are named by their fingerprint', () => {
    expect(certificateFingerprint(new Uint8Array())).toBe('SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU');
  });
});
