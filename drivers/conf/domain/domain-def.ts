import { readDocument } from '../lens/document.ts';
import type { LensFormatContext } from '../lens/lens.ts';
import { XmlWriter } from '../lens/xml-writer.ts';
import { XmlElement } from '../xml/xml-tree.ts';
import type { GuestConsole } from './chardev.ts';
import { guestConsole } from './chardev.ts';
import { hasUnusualPrefixes, withCanonicalPrefixes } from './canonical-prefixes.ts';
import type { DomainParseContext } from './domain-context.ts';
import { domainLens } from './domain-shape.ts';
import type { DomainDocument } from './domain-shape.ts';
import type { DomainDef } from './domain-types.ts';
import { postParseDomain } from './postparse.ts';
import { settleDomain } from './settle.ts';
import { validateDomain } from './validate.ts';

export type { DomainDef } from './domain-types.ts';
export { TEST_DRIVER_FEATURES, domainContext, macGenerator } from './domain-context.ts';
export type { DomainFeatures, DomainParseContext, DomainSteps } from './domain-context.ts';

/** How a definition is written. */
export interface DomainFormatOptions {
  /** As it is started the next time: without aliases and the like. A definition without `live` is always so. */
  readonly inactive?: boolean;
  /** With passwords. */
  readonly secure?: boolean;
  /** The machine runs, and has this number. */
  readonly live?: { readonly id: number };
  /** For an older peer. */
  readonly migratable?: boolean;
}

/**
 * Reads a domain document: parse, fill in, check.
 *
 * @throws VirError with libvirt's code and words.
 * @libvirt virDomainDefParse
 */
export function parseDomainXml(xml: string | XmlElement, context: DomainParseContext): DomainDef {
  const given = readDocument(xml, 'domain', { url: '(domain_definition)' });
  const root = typeof xml === 'string' && hasUnusualPrefixes(xml) ? withCanonicalPrefixes(given) : given;
  const document = domainLens.parse(root, { inactive: context.inactive, userAliases: context.features.userAliases }, undefined);
  const def = settleDomain(document, context);
  postParseDomain(def, context);
  if (!context.skipValidate) validateDomain(def, context);
  return def;
}

/**
 * The canonical text of a definition, byte for byte libvirt's.
 *
 * @libvirt virDomainDefFormat
 */
export function formatDomainXml(def: DomainDef, options: DomainFormatOptions = {}): string {
  const out = new XmlWriter();
  writeDomain(def, 'domain', out, options);
  return out.toString();
}

/** Writes a definition into another document, under a name of its own (`inactiveDomain` in snapshots). */
export function writeDomain(def: DomainDef, name: string, out: XmlWriter, options: DomainFormatOptions = {}): void {
  const id = options.live?.id ?? def.id;
  const context: LensFormatContext = {
    inactive: options.inactive === true || id === undefined,
    secure: options.secure === true,
    migratable: options.migratable === true,
  };
  domainLens.format(asDocument(def, id), name, out, context);
}

function asDocument(def: DomainDef, id: number | undefined): DomainDocument {
  const paravirtual = def.type === 'xen' && def.os.type.name === 'xen';
  const ownOs = { ...def.os, type: { ...def.os.type, name: paravirtual ? 'linux' : def.os.type.name } };
  if (def.bootloader !== undefined) Object.assign(ownOs, { boot: [], bootmenu: undefined, bios: undefined });
  return {
    ...def,
    bootloader_args: def.bootloader === undefined ? undefined : def.bootloader_args,
    id,
    os: ownOs,
    devices: { ...def.devices, consoles: shownConsoles(def), redirfilter: def.devices.redirfilter.filter((each) => each.usbdev.length > 0) },
  };
}

/** The first console of a full machine is its first serial port by another name. */
function shownConsoles(def: DomainDef): GuestConsole[] {
  const { consoles, serials } = def.devices;
  if (def.os.type.name !== 'hvm') return consoles;
  return consoles.map((each, index) => {
    const twin = serials[index];
    if (twin === undefined || (each.target?.type !== 'serial' && each.target?.type !== undefined)) return each;
    const { type, sources, protocol, log, alias, acpi, master, address } = twin;
    return guestConsole.create({ type, sources, protocol, log, alias, acpi, master, address, target: { type: 'serial', port: twin.target?.port ?? 0 } });
  });
}

/** A copy that shares nothing that anybody changes. */
export function cloneDomainDef(def: DomainDef): DomainDef {
  return copy(def);
}

function copy<T>(value: T): T {
  if (typeof value !== 'object' || value === null || value instanceof XmlElement) return value;
  if (Array.isArray(value)) return value.map((each: unknown) => copy(each)) as T;
  const result = { ...value };
  for (const key in result) if (typeof result[key] === 'object') result[key] = copy(result[key]);
  return result;
}
