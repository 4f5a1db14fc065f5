import type { DomainMethods } from '../../api/facets/domain.ts';
import type { StorageVolMethods } from '../../api/facets/storage-vol.ts';
import type { VirStream } from '../../api/stream.ts';
import type { Caller } from '../caller.ts';
import * as P from '../protocol/remote.gen.ts';

/** Machines' calls that open a stream. */
export function domainStreamAdapters(c: Caller) {
  return {
    openConsole: async (dom, devName, flags = 0, options) => (await c.openStream(P.DomainOpenConsole, { dom, devName, flags }, options)).stream,
    openChannel: async (dom, name, flags = 0, options) => (await c.openStream(P.DomainOpenChannel, { dom, name, flags }, options)).stream,
    screenshot: async (dom, screen, flags = 0, options) => {
      const { answer, stream } = await c.openStream(P.DomainScreenshot, { dom, screen, flags }, options);
      return { mime: answer.mime ?? 'application/octet-stream', stream };
    },
    migratePrepareTunnel: async (source, dname, resource, domXml, flags = 0, options) => {
      const args = { flags: BigInt(flags), dname, resource, domXml };
      pump(source, (await c.openStream(P.DomainMigratePrepareTunnel, args, options)).stream);
    },
    migratePrepareTunnel3: async (source, cookieIn, dname, resource, domXml, flags = 0, options) => {
      const { answer, stream } = await c.openStream(P.DomainMigratePrepareTunnel3, { cookieIn, flags: BigInt(flags), dname, resource, domXml }, options);
      pump(source, stream);
      return answer.cookieOut;
    },
    migratePrepareTunnel3Params: async (source, params, cookieIn, flags = 0, options) => {
      const { answer, stream } = await c.openStream(P.DomainMigratePrepareTunnel3Params, { params, cookieIn, flags }, options);
      pump(source, stream);
      return answer.cookieOut;
    },
  } satisfies Partial<DomainMethods>;
}

/** The contents of volumes. */
export function volumeStreamAdapters(c: Caller) {
  return {
    download: async (vol, offset, length, flags = 0, options) => (await c.openStream(P.StorageVolDownload, { vol, offset, length, flags }, options)).stream,
    upload: async (vol, offset, length, flags = 0, options) => (await c.openStream(P.StorageVolUpload, { vol, offset, length, flags }, options)).stream,
  } satisfies Partial<StorageVolMethods>;
}

/** Carries the source's data to the tunnel; a failure on either side ends both, where the migration sees it. */
function pump(source: VirStream, tunnel: VirStream): void {
  const run = async (): Promise<void> => {
    for (let piece = await source.recv(); piece !== undefined; piece = await source.recv()) {
      if ('holeBytes' in piece) await tunnel.sendHole?.(piece.holeBytes);
      else await tunnel.send(piece);
    }
    await tunnel.finish();
  };
  run().catch(() => Promise.all([source.abort(), tunnel.abort()]));
}
