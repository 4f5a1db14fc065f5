const BLOCK = 512;
const END_BLOCKS = 2;
/** What eleven octal digits can say. */
const MOST_OCTAL = 8 * 1024 ** 3 - 1;

/** The header of a plain file (ustar; sizes of 8 GiB and more in base 256, as GNU tar and libarchive write them). */
export function tarHeader(name: string, size: number, modifiedMs: number): Buffer {
  const header = Buffer.alloc(BLOCK);
  if (Buffer.byteLength(name) > 100) throw new RangeError(`name too long for an archive: ${name}`);
  header.write(name, 0, 'utf8');
  header.write('0000644\0', 100, 'latin1');
  header.write('0000000\0'.repeat(2), 108, 'latin1');
  if (size > MOST_OCTAL) {
    header[124] = 0x80;
    header.writeBigUInt64BE(BigInt(size), 128);
  } else {
    header.write(`${size.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  }
  header.write(`${Math.floor(modifiedMs / 1000).toString(8).padStart(11, '0')}\0`, 136, 'latin1');
  header.write('        0', 148, 'latin1');
  header.write('ustar\0' + '00', 257, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}

/** Zeros after a file, up to the next block. */
export function tarPadding(size: number): Buffer {
  return Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);
}

/** The end of an archive. */
export function tarEnd(): Buffer {
  return Buffer.alloc(BLOCK * END_BLOCKS);
}
