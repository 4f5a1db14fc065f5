import { writeFile } from 'node:fs/promises';

const LOOP = 0;

/** What each key does, in 16-bit code that ends by going back to the loop. */
const ACTIONS: Readonly<Record<string, readonly number[]>> = {
  // out 0x604, 0x2000: ACPI's S5, the power goes off
  o: [0xba, 0x04, 0x06, 0xb8, 0x00, 0x20, 0xef],
  // out 0x604, 0x2400: ACPI's S3, the guest sleeps
  s: [0xba, 0x04, 0x06, 0xb8, 0x00, 0x24, 0xef],
  // out 0x505, 1: the panic device
  p: [0xba, 0x05, 0x05, 0xb0, 0x01, 0xee],
  // int 13h, AX=0301h: writes a sector to the second disk
  w: [0x31, 0xc0, 0x8e, 0xc0, 0xbb, 0x00, 0x7c, 0xb8, 0x01, 0x03, 0xb9, 0x02, 0x00, 0xba, 0x81, 0x00, 0xcd, 0x13],
};

/** Linux' codes of those keys, for `sendKey`. */
export const KEY_CODES: Readonly<Record<string, number>> = { o: 24, s: 31, p: 25, w: 17 };

/**
 * Writes a disk whose boot sector waits for keys: `o` powers off, `s` sleeps, `p` panics, `w` writes to the second disk. A guest that does
 * what guests do, and is there in a moment.
 */
export async function writeKeyGuest(file: string): Promise<void> {
  // xor ax, ax; int 16h; then cmp al, KEY; je ACTION for each; jmp LOOP
  const keys = Object.entries(ACTIONS);
  const head = [0x31, 0xc0, 0xcd, 0x16];
  let actionAt = head.length + keys.length * 4 + 2;
  const tests: number[] = [];
  const bodies: number[] = [];
  for (const [key, body] of keys) {
    const after = head.length + tests.length + 4;
    tests.push(0x3c, key.charCodeAt(0), 0x74, actionAt - after);
    const code = [...body, 0xeb, (LOOP - (actionAt + body.length + 2)) & 0xff];
    bodies.push(...code);
    actionAt += code.length;
  }
  const back = head.length + tests.length + 2;
  const code = [...head, ...tests, 0xeb, (LOOP - back) & 0xff, ...bodies];
  const sector = Buffer.alloc(1024 * 1024);
  Buffer.from(code).copy(sector);
  sector.writeUInt16LE(0xaa55, 510);
  await writeFile(file, sector);
}

/** A machine of that guest. */
export function keyGuestXml(name: string, disk: string, { policy = '', devices = '', memoryMiB = 16 }: { readonly policy?: string; readonly devices?: string; readonly memoryMiB?: number } = {}): string {
  return `<domain type='qemu'><name>${name}</name><memory unit='MiB'>${memoryMiB}</memory><os><type arch='x86_64' machine='pc'>hvm</type></os><features><acpi/></features>${policy}
<devices><disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='${disk}'/><target dev='hda' bus='ide'/></disk>
<controller type='usb' model='none'/><memballoon model='none'/><serial type='pty'/>${devices}</devices></domain>`;
}
