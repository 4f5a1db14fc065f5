import { describe, expect, it } from 'vitest';
import { cloudInitImage } from './cloud-init.ts';
import { isoImage } from './iso-image.ts';

const NOW = new Date('2024-02-29T12:34:56Z');
const SECTOR = 2048;

/** Reads a folder's records the way a driver does. */
function filesIn(image: Uint8Array, descriptor: number): ReadonlyMap<string, string> {
  const view = new DataView(image.buffer, image.byteOffset);
  const at = descriptor * SECTOR;
  expect(Buffer.from(image.subarray(at + 1, at + 6)).toString()).toBe('CD001');
  const isJoliet = image[at] === 2;
  const found = new Map<string, string>();
  const folder = view.getUint32(at + 156 + 2, true) * SECTOR;
  for (let record = folder; (image[record] ?? 0) > 0; record += image[record] ?? 0) {
    expect(view.getUint32(record + 2, true)).toBe(view.getUint32(record + 6, false));
    const length = image[record + 32] ?? 0;
    const name = Buffer.from(image.subarray(record + 33, record + 33 + length));
    if (length === 1) continue;
    const start = view.getUint32(record + 2, true) * SECTOR;
    const text = Buffer.from(image.subarray(start, start + view.getUint32(record + 10, true))).toString();
    found.set(isJoliet ? Buffer.from(name).swap16().toString('utf16le') : name.toString(), text);
  }
  return found;
}

describe('CD images', () => {
  it('have their files under short and long names', () => {
    const long = 'x'.repeat(5000);
    const image = isoImage('cidata', [{ name: 'user-data', data: Buffer.from(long) }, { name: 'meta-data', data: Buffer.from('m') }], NOW);
    expect(image.length % SECTOR).toBe(0);
    expect(filesIn(image, 16)).toEqual(new Map([['META_DAT.;1', 'm'], ['USER_DAT.;1', long]]));
    expect(filesIn(image, 17)).toEqual(new Map([['meta-data;1', 'm'], ['user-data;1', long]]));
    expect(Buffer.from(image.subarray(16 * SECTOR + 40, 16 * SECTOR + 72)).toString().trimEnd()).toBe('cidata');
    expect(Buffer.from(image).includes('RRIP_1991A')).toBe(true);
  });

  it('say what a machine is to become', () => {
    const files = filesIn(cloudInitImage({ instanceId: 'i-1', hostname: 'web', user: 'ann', sshKeys: ['ssh-ed25519 AAAA ann'], packages: ['nginx'] }, NOW), 17);
    expect(JSON.parse(files.get('meta-data;1') ?? '')).toEqual({ 'instance-id': 'i-1', 'local-hostname': 'web' });
    const [first, ...rest] = (files.get('user-data;1') ?? '').split('\n');
    expect(first).toBe('#cloud-config');
    expect(JSON.parse(rest.join('\n'))).toMatchObject({ hostname: 'web', users: ['default', { name: 'ann', ssh_authorized_keys: ['ssh-ed25519 AAAA ann'] }], packages: ['nginx'] });
  });
});
