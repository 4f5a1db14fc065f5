import { describe, expect, it } from 'vitest';
import { backingChain, type ImageHost } from './backing-chain.ts';
import { probeImageFormat, readImageHeader } from './image-header.ts';
import { parseImageLocation } from './image-location.ts';

function qcow2(backing?: string, format?: string): Uint8Array {
  const image = Buffer.alloc(512);
  image.write('QFI\xfb', 0, 'latin1');
  image.writeUInt32BE(2, 4);
  image.writeBigUInt64BE(4096n, 24);
  if (backing !== undefined) {
    image.writeBigUInt64BE(256n, 8);
    image.writeUInt32BE(backing.length, 16);
    image.write(backing, 256);
  }
  if (format !== undefined) {
    image.writeUInt32BE(0xe279_2aca, 72);
    image.writeUInt32BE(format.length, 76);
    image.write(format, 80);
  }
  return image;
}

function host(images: Readonly<Record<string, Uint8Array>>): ImageHost {
  return {
    kindOf: (path) => Promise.resolve(path in images ? 'file' : undefined),
    readHeader: (path) => Promise.resolve(images[path] ?? new Uint8Array()),
  };
}

describe('backingChain', () => {
  it('follows relative and absolute names', async () => {
    const images = { '/i/top': qcow2('mid', 'qcow2'), '/i/mid': qcow2('/base', 'raw'), '/base': new Uint8Array(512) };
    const chain = await backingChain('/i/top', 'qcow2', host(images));
    expect(chain.map(({ location, format, relativePath }) => [location.type === 'file' && location.path, format, relativePath])).toEqual([
      ['/i/top', 'qcow2', undefined],
      ['/i/mid', 'qcow2', 'mid'],
      ['/base', 'raw', undefined],
    ]);
  });

  it('does not believe what a guest may have written into a raw image', async () => {
    expect(await backingChain('/disk', 'auto', host({ '/disk': qcow2('/etc/shadow', 'raw') }))).toMatchObject([{ format: 'raw', backingLocation: undefined }]);
    const hidden = { '/top': qcow2('/disk'), '/disk': qcow2('/etc/shadow', 'raw') };
    await expect(backingChain('/top', 'qcow2', host(hidden))).rejects.toThrow("format of backing image '/disk' of image '/top' was not specified");
  });

  it('ends with a missing file or a circle', async () => {
    await expect(backingChain('/top', 'qcow2', host({ '/top': qcow2('/gone', 'raw') }))).rejects.toThrow("Cannot access backing file '/gone' of storage file '/top'");
    await expect(backingChain('/top', 'qcow2', host({ '/top': qcow2('/top', 'qcow2') }))).rejects.toThrow('self-referential or too deeply nested');
  });

  it('stops at locations with credentials', async () => {
    expect(await backingChain('/top', 'qcow2', host({ '/top': qcow2('http://me:secret@example.com/i', 'raw') }))).toHaveLength(1);
  });
});

describe('readImageHeader', () => {
  it('survives any cut', () => {
    const image = qcow2('/base', 'raw');
    for (let length = 0; length <= image.length; length++) expect(() => readImageHeader(image.subarray(0, length), 'qcow2')).not.toThrow();
  });

  it('knows LUKS, and formats by their magic', () => {
    expect(readImageHeader(Uint8Array.from([0x4c, 0x55, 0x4b, 0x53, 0xba, 0xbe, 0, 1]), 'raw').encryption).toBe('luks');
    expect(probeImageFormat(qcow2())).toBe('qcow2');
    expect(probeImageFormat(Buffer.from('KDMV\x01\0\0\0'))).toBe('vmdk');
  });
});

describe('parseImageLocation', () => {
  it.each([
    ['/a/b:c', { type: 'file', path: '/a/b:c' }],
    ['fat:/dir', { type: 'dir', path: '/dir' }],
    ['http://example.com/file', { type: 'network', protocol: 'http', path: 'file', servers: [{ transport: 'tcp', name: 'example.com', port: 80 }] }],
    ['nbd:[::1]:6000:exportname=:test', { protocol: 'nbd', path: ':test', servers: [{ name: '::1', port: 6000 }] }],
    ['nbd:unix:/tmp/sock::exportname=:', { path: ':', servers: [{ transport: 'unix', socket: '/tmp/sock:' }] }],
    ['nbd+unix:////exp?socket=/tmp/sock', { path: '/exp', servers: [{ transport: 'unix', socket: '/tmp/sock' }] }],
    ['iscsi://u:p@example.org:1234/export', { path: 'export', incomplete: true, servers: [{ name: 'example.org', port: 1234 }] }],
    ['rbd:pool/image@snap:id=asdf:mon_host=[\\:\\:1]\\:6321\\;two\\:3', { volume: 'pool', path: 'image', snapshot: 'snap', servers: [{ name: '::1', port: 6321 }, { name: 'two', port: 3 }] }],
    ['json:{"file.driver":"file","file.filename":"/p"}', { type: 'file', path: '/p' }],
    ['json:{"driver":"raw","offset":10,"size":20,"file":{"driver":"file","filename":"/p"}}', { path: '/p', slice: { offset: 10n, size: 20n } }],
    ['json:{"driver":"raw","file":{"server.0.host":"A","driver":"gluster","path":"r","server.0.type":"tcp","volume":"v"}}', { volume: 'v', path: 'r', servers: [{ name: 'A', port: 24007 }] }],
    ['json:{"file":{"driver":"iscsi","transport":"tcp","portal":"[2001::0]:1234","target":"iqn","lun":6}}', { path: 'iqn/6', servers: [{ name: '[2001::0]', port: 1234 }] }],
    ['json:{"file":{"driver":"nvme","device":"0000:01:00.0","namespace":1}}', { type: 'nvme', device: '0000:01:00.0', namespace: 1 }],
  ])('reads %s', (text, expected) => {
    expect(parseImageLocation(text)).toMatchObject(expected);
  });

  it.each(['://', 'nbd:', 'nbd::80', 'json:', 'json:{}', 'json:{"file.driver":"blah"}', 'json:{"file.driver":"ftp","file.url":"http://example.com/file"}', 'gluster://host/vol', 'sheepdog:x'])(
    'refuses %s',
    (text) => {
      expect(() => parseImageLocation(text)).toThrow(expect.objectContaining({ name: 'VirError' }));
    },
  );
});
