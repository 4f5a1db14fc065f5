import type { DomainMethods } from '../api/facets/domain.ts';
import type { DomainRef } from '../api/refs.ts';
import { formatDomainXml, type DomainDef } from '../conf/domain/domain-def.ts';
import { DomainXMLFlags } from '../core/constants.ts';
import { libvirtError } from '../core/error-text.ts';
import { formatDatastorePath, parseDatastorePath } from '../vmx/datastore-path.ts';
import { parseVmx } from '../vmx/parse-vmx.ts';
import { VmxEntries } from '../vmx/vmx-text.ts';
import { definitionChanges } from './device-changes.ts';
import { fileAddress, sourceOfFileName } from './datastores.ts';
import { assertPlainName, readDomain, vmxOf } from './domain-native.ts';
import { assertOff, current, prepared } from './domain-lifecycle.ts';
import { reconfigure } from './domain-info.ts';
import type { EsxSession } from './esx-session.ts';
import { escapeName, type Machine } from './machine.ts';
import { decodeKept, TITLE_KEY } from './kept-text.ts';
import { checkFlags, methodsOf } from './method-table.ts';
import { isMoRef, type AnyValue } from './vim/vim-value.ts';

const FILE_TIMEOUT_MS = 60_000;
/** Machines' definitions are some kilobytes. */
const MAX_VMX_BYTES = 4 * 1024 * 1024;
/** VIR_DOMAIN_UNDEFINE_MANAGED_SAVE, _SNAPSHOTS_METADATA, _NVRAM, _CHECKPOINTS_METADATA: there is nothing of that kind beside the machine. */
const UNDEFINE_FLAGS = 1 | 2 | 4 | 16;

/** Machines' definitions. */
export const domainXml = methodsOf<DomainMethods>()({
  async getXMLDesc(session, dom, flags = 0) {
    checkFlags(flags, DomainXMLFlags.SECURE | DomainXMLFlags.INACTIVE | DomainXMLFlags.MIGRATABLE, 'esxDomainGetXMLDesc');
    const machine = await session.machine(dom);
    const def = await definitionOf(session, machine);
    const live = machine.isActive && (flags & DomainXMLFlags.INACTIVE) === 0 ? { live: { id: machine.number } } : {};
    return formatDomainXml(def, { ...live, secure: (flags & DomainXMLFlags.SECURE) !== 0, inactive: (flags & DomainXMLFlags.INACTIVE) !== 0 });
  },
  defineXML: (session, xml) => define(session, xml, 0),
  defineXMLFlags: (session, xml, flags = 0) => define(session, xml, flags),
  undefine: (session, dom) => undefine(session, dom),
  undefineFlags(session, dom, flags = 0) {
    checkFlags(flags, UNDEFINE_FLAGS, 'esxDomainUndefineFlags');
    return undefine(session, dom);
  },
  async rename(session, dom, newName, flags = 0) {
    checkFlags(flags, 0, 'esxDomainRename');
    if (newName === '') throw libvirtError('esx', 'invalid-arg', 'the new name is empty');
    const machine = await prepared(session, dom);
    await session.task(machine, 'Could not rename domain', () => session.client.call('Rename_Task', machine.ref, { newName: escapeName(newName) }));
  },
});

/** A machine's definition, out of its .vmx file. */
export async function definitionOf(session: EsxSession, machine: Machine): Promise<DomainDef> {
  const path = machine.properties.string('config.files.vmPathName');
  const parts = path === undefined ? undefined : parseDatastorePath(path);
  if (parts === undefined) throw libvirtError('esx', 'operation-failed', `the host does not say where the definition of ${machine.name} lies`, { subject: machine.name });
  const stores = await session.datastores.list();
  const datacenterPath = session.tree.pathOf(session.datacenterOf(machine));
  const text = await download(session, fileAddress({ name: parts.datastore, datacenterPath }, parts.path));
  const slash = parts.path.lastIndexOf('/');
  const directory = formatDatastorePath({ datastore: parts.datastore, path: slash < 0 ? '' : parts.path.slice(0, slash) });
  const entries = VmxEntries.parse(text);
  const title = entries.has(TITLE_KEY) ? decodeKept(entries.raw(TITLE_KEY) ?? '') : '';
  const def = parseVmx(entries, {
    parseFileName: (name, mayMiss) => sourceOfFileName(name, directory, stores, mayMiss),
    datacenterPath,
    moref: machine.ref.value,
  });
  return { ...def, ...(title === '' ? {} : { title }), name: def.name === '' ? machine.name : def.name, uuid: machine.uuid };
}

async function download(session: EsxSession, path: string): Promise<Buffer> {
  const { status, body } = await session.client.http.call({ method: 'GET', path, timeoutMs: FILE_TIMEOUT_MS, isRepeatable: true });
  if (status !== 200 && status !== 206) throw libvirtError('esx', 'internal-error', `HTTP response code ${status} for download from '${path}'`);
  if (body.length > MAX_VMX_BYTES) throw libvirtError('esx', 'overflow', `the file at '${path}' is too big for a definition`);
  return body;
}

/** Puts a small file into a datastore. */
export async function upload(session: EsxSession, path: string, text: string): Promise<void> {
  const { status } = await session.client.http.call({ method: 'PUT', path, headers: { 'Content-Type': 'application/octet-stream' }, body: text, timeoutMs: FILE_TIMEOUT_MS });
  if (status < 200 || status > 299) throw libvirtError('esx', 'internal-error', `HTTP response code ${status} for upload to '${path}'`);
}

async function define(session: EsxSession, xml: string, flags: number): Promise<DomainRef> {
  checkFlags(flags, 1, 'esxDomainDefineXMLFlags');
  const def = readDomain(xml);
  assertPlainName(def.name);
  const known = session.machines.byUuid(def.uuid as Machine['uuid']);
  if (known !== undefined) return redefine(session, known, def);
  if (session.machines.byName(def.name) !== undefined) {
    throw libvirtError('domain', 'operation-failed', `domain '${def.name}' already exists with uuid ${session.machines.byName(def.name)?.uuid ?? ''}`);
  }
  return register(session, def);
}

async function register(session: EsxSession, def: DomainDef): Promise<DomainRef> {
  const place = placeOfDefinition(def);
  const store = await session.datastores.require(place.datastore);
  const text = await vmxOf(session, def);
  const name = escapeItem(def.name);
  const path = place.path === '' ? `${name}.vmx` : `${place.path}/${name}.vmx`;
  await upload(session, fileAddress(store, path), text);
  const { client, tree } = session;
  const host = session.firstHost;
  const pool = tree.computeResourceOf(host)?.properties.reference('resourcePool');
  const folder = tree.datacenterOf(host)?.properties.reference('vmFolder');
  if (folder === undefined || pool === undefined) throw libvirtError('esx', 'internal-error', 'the host has no place for machines');
  const file = formatDatastorePath({ datastore: store.name, path });
  let result: AnyValue | undefined;
  try {
    result = await session.run('Could not define domain', () => client.call('RegisterVM_Task', folder, { path: file, name: escapeName(def.name), asTemplate: false, pool, host }));
  } catch (error) {
    const datacenter = tree.datacenterOf(host)?.ref;
    // The definition of no machine: if it cannot go again, the first error still says what is wrong.
    await Promise.allSettled([session.run('Could not delete the definition', () => client.call('DeleteDatastoreFile_Task', client.manager('fileManager'), { name: file, ...(datacenter === undefined ? {} : { datacenter }) }))]);
    throw error;
  }
  if (!isMoRef(result)) throw libvirtError('esx', 'internal-error', 'the host does not say which machine it registered');
  const machine = await session.refresh(result);
  if (machine === undefined) throw libvirtError('esx', 'no-domain', `the machine ${def.name} is gone again`);
  return machine.domain;
}

/** The directory of the first disk's file: the definition goes there, too. */
function placeOfDefinition(def: DomainDef): { readonly datastore: string; readonly path: string } {
  const { disks } = def.devices;
  if (disks.length === 0) throw libvirtError('esx', 'internal-error', "Domain XML doesn't contain any disks, cannot deduce datastore and path for VMX file");
  const disk = disks.find(({ device, type }) => device === 'disk' && type === 'file');
  if (disk === undefined) throw libvirtError('esx', 'internal-error', "Domain XML doesn't contain any file-based harddisks, cannot deduce datastore and path for VMX file");
  const source = sourceFile(disk);
  if (source === undefined) throw libvirtError('esx', 'internal-error', 'First file-based harddisk has no source, cannot deduce datastore and path for VMX file');
  const parts = parseDatastorePath(source);
  if (parts === undefined) throw libvirtError('esx', 'internal-error', `Datastore path '${source}' doesn't have expected format '[<datastore>] <path>'`);
  if (!source.toLowerCase().endsWith('.vmdk')) throw libvirtError('esx', 'internal-error', `Expecting source '${source}' of first file-based harddisk to be a VMDK image`);
  const slash = parts.path.lastIndexOf('/');
  return { datastore: parts.datastore, path: slash < 0 ? '' : parts.path.slice(0, slash) };
}

/** The file of a disk. */
export function sourceFile(disk: DomainDef['devices']['disks'][number]): string | undefined {
  const { source } = disk;
  return source !== undefined && 'file' in source && typeof source.file === 'string' ? source.file : undefined;
}

/** As libvirt writes names of files: what is special in paths, and percent signs, become `+`, `,` and hexadecimal. */
function escapeItem(name: string): string {
  return name.replace(/[/\\%]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);
}

/** Changes a machine that is there: what of it differs is reconfigured. */
async function redefine(session: EsxSession, machine: Machine, def: DomainDef): Promise<DomainRef> {
  await prepared(session, { name: machine.name, uuid: machine.uuid, id: machine.id });
  const before = await definitionOf(session, machine);
  const spec = await definitionChanges(session, machine, before, def);
  if (Object.keys(spec).length > 0) await reconfigure(session, machine, 'Could not change domain', spec);
  return (await current(session, machine.domain)).domain;
}

async function undefine(session: EsxSession, dom: DomainRef): Promise<void> {
  const machine = await current(session, dom);
  if (machine.powerState !== 'suspended') assertOff(machine);
  await session.client.call('UnregisterVM', machine.ref, {});
  session.machines.forget(machine.ref);
}
