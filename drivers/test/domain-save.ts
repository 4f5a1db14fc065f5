import { readFile, rm, writeFile } from 'node:fs/promises';
import { endianness } from 'node:os';
import type { DomainMethods } from '../api/facets/domain.ts';
import type { DomainRef } from '../api/refs.ts';
import {
  DomainCoreDumpFlags as Dump,
  DomainCoreDumpFormat,
  DomainEventStartedDetailType as Started,
  DomainEventStoppedDetailType as Stopped,
  DomainEventType as Event,
  DomainRunningReason,
  DomainSaveImageXMLFlags,
  DomainSaveRestoreFlags as Save,
  DomainShutoffReason,
} from '../core/constants.ts';
import { libvirtError } from '../core/error-text.ts';
import { DomainConfig } from './domain-config.ts';
import { stopDomain } from './domain-lifecycle.ts';
import { checkFlags, methodsOf } from './method-table.ts';
import type { TestSession } from './session.ts';

/*
 * A saved machine, byte for byte libvirt's: the magic with its NUL, the length of the XML (int, the
 * computer's own byte order), the XML without a NUL.
 */
const MAGIC = Buffer.from('TestGuestMagic\0', 'latin1');
const HEADER_BYTES = MAGIC.length + 4;
const MAX_XML_BYTES = 8192;

/** Saving to files, restoring from them, core dumps. */
export const domainSave = methodsOf<DomainMethods>()({
  save: (session, dom, to) => saveDomain(session, dom, to, undefined, 0),
  saveFlags: (session, dom, to, dxml, flags = 0) => saveDomain(session, dom, to, dxml, flags),
  restore: (session, from) => restoreDomain(session, from, undefined, 0),
  restoreFlags: (session, from, dxml, flags = 0) => restoreDomain(session, from, dxml, flags),

  async saveImageGetXMLDesc(_session, file, flags = 0) {
    checkFlags(flags, DomainSaveImageXMLFlags.SECURE, 'testDomainSaveImageGetXMLDesc');
    return (await readImage(file)).format({ secure: true });
  },
  async saveImageDefineXML(_session, file, dxml, flags = 0) {
    checkFlags(flags, Save.RUNNING | Save.PAUSED, 'testDomainSaveImageDefineXML');
    await readImage(file);
    await writeImage(file, DomainConfig.parse(dxml), -1);
  },

  coreDump: (session, dom, to, flags = 0) => coreDump(session, dom, to, DomainCoreDumpFormat.RAW, flags),
  coreDumpWithFormat: (session, dom, to, dumpformat, flags = 0) => coreDump(session, dom, to, dumpformat, flags),
});

async function saveDomain(session: TestSession, dom: DomainRef, path: string, dxml: string | undefined, flags: number): Promise<void> {
  checkFlags(flags, 0, 'testDomainSaveFlags');
  if (dxml !== undefined) throw libvirtError('test', 'argument-unsupported', 'xml modification unsupported');
  const domain = session.host.domains.require(dom);
  domain.assertActive();
  await writeImage(path, domain.config, domain.id);
  domain.assertActive();
  stopDomain(session, domain, DomainShutoffReason.SAVED, Stopped.SAVED);
}

async function restoreDomain(session: TestSession, path: string, dxml: string | undefined, flags: number): Promise<void> {
  checkFlags(flags, 0, 'testDomainRestoreFlags');
  if (dxml !== undefined) throw libvirtError('test', 'argument-unsupported', 'xml modification unsupported');
  const config = DomainConfig.enter((await readImage(path)).text);
  const { domain } = session.host.domains.add(config, true);
  session.host.start(domain, DomainRunningReason.RESTORED);
  session.host.events.lifecycle(domain.ref, Event.STARTED, Started.RESTORED);
}

async function coreDump(session: TestSession, dom: DomainRef, to: string, format: number, flags: number): Promise<void> {
  checkFlags(flags, Dump.CRASH, 'testDomainCoreDumpWithFormat');
  const domain = session.host.domains.require(dom);
  domain.assertActive();
  await writeFile(to, MAGIC, { mode: 0o600 }).catch((cause: unknown) => {
    throw systemError(`domain '${dom.name}' coredump: failed to open ${to}`, cause);
  });
  if (format !== DomainCoreDumpFormat.RAW) throw libvirtError('test', 'operation-unsupported', 'kdump-compressed format is not supported here');
  if ((flags & Dump.CRASH) !== 0) {
    domain.assertActive();
    stopDomain(session, domain, DomainShutoffReason.CRASHED, Stopped.CRASHED);
  }
}

async function writeImage(path: string, config: DomainConfig, id: number): Promise<void> {
  const xml = Buffer.from(config.format({ secure: true, id }), 'utf8');
  const header = Buffer.alloc(HEADER_BYTES);
  header.set(MAGIC);
  if (endianness() === 'LE') header.writeInt32LE(xml.length, MAGIC.length);
  else header.writeInt32BE(xml.length, MAGIC.length);
  await writeFile(path, Buffer.concat([header, xml]), { mode: 0o600 }).catch(async (cause: unknown) => {
    await rm(path, { force: true });
    throw systemError(`saving domain '${config.name}' to '${path}': open failed`, cause);
  });
}

async function readImage(path: string): Promise<DomainConfig> {
  const image = await readFile(path).catch((cause: unknown) => {
    throw systemError(`cannot read domain image '${path}'`, cause);
  });
  if (image.length < MAGIC.length) throw libvirtError('test', 'system-error', `incomplete save header in '${path}'`);
  if (!image.subarray(0, MAGIC.length).equals(MAGIC)) throw libvirtError('test', 'internal-error', 'mismatched header magic');
  if (image.length < HEADER_BYTES) throw libvirtError('test', 'system-error', `failed to read metadata length in '${path}'`);
  const length = endianness() === 'LE' ? image.readInt32LE(MAGIC.length) : image.readInt32BE(MAGIC.length);
  if (length < 1 || length > MAX_XML_BYTES) throw libvirtError('test', 'internal-error', 'length of metadata out of range');
  if (image.length < HEADER_BYTES + length) throw libvirtError('test', 'system-error', `incomplete metadata in '${path}'`);
  return DomainConfig.parse(image.toString('utf8', HEADER_BYTES, HEADER_BYTES + length));
}

const REASONS: { readonly [code: string]: string } = {
  ENOENT: 'No such file or directory',
  EACCES: 'Permission denied',
  EISDIR: 'Is a directory',
  ENOTDIR: 'Not a directory',
  EROFS: 'Read-only file system',
  ENOSPC: 'No space left on device',
};

function systemError(what: string, cause: unknown): Error {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return libvirtError('test', 'system-error', `${what}: ${REASONS[code] ?? String(cause)}`, { cause });
}
