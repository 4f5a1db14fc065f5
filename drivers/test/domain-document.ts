import type { Uuid } from '../api/refs.ts';
import type { Device } from '../conf/domain/device-list.ts';
import { domainContext, formatDomainXml, parseDomainXml, TEST_DRIVER_FEATURES, type DomainDef } from '../conf/domain/domain-def.ts';
import { parseXml } from '../conf/xml/parse-xml.ts';
import type { XmlElement } from '../conf/xml/xml-tree.ts';
import { factsOf, type DomainFacts } from './domain-facts.ts';

/** How a definition is to be written. */
export interface DomainFormat {
  readonly inactive?: boolean;
  readonly secure?: boolean;
  readonly migratable?: boolean;
  /** Of the running machine; -1 or absent when it does not run. */
  readonly id?: number;
}

/** What the test host makes of definitions: any device, i686 unless they say otherwise. */
const CONTEXT = domainContext({ features: TEST_DRIVER_FEATURES, defaultArch: 'i686', steps: { device: chooseVideo } });
/** Its own canonical text needs no second look. */
const OWN_TEXT = { ...CONTEXT, skipValidate: true };

/** A definition that was read: what is kept of it, and how its canonical text, secrets included, is had. */
export interface ReadDomain {
  readonly name: string;
  readonly uuid: Uuid;
  readonly facts: DomainFacts;
  /** Written when it is first asked for. */
  readonly text: () => string;
}

/** Reads a definition, fills it in and checks it. */
export function readDomain(xml: string | XmlElement): ReadDomain {
  const def = parseDomainXml(xml, CONTEXT);
  return { name: def.name, uuid: def.uuid as Uuid, facts: factsOf(def), text: () => formatDomainXml(def, { inactive: true, secure: true }) };
}

/** The tree of a canonical text. */
export function readTree(text: string): XmlElement {
  return parseXml(text).root;
}

/** Writes a canonical text for somebody to read. */
export function formatDomain(text: string, { id = -1, inactive = false, secure = false, migratable = false }: DomainFormat): string {
  return formatDomainXml(parseDomainXml(text, OWN_TEXT), { inactive, secure, migratable, ...(id < 0 ? {} : { live: { id } }) });
}

function chooseVideo(device: Device, def: DomainDef): void {
  if (device.kind !== 'video' || device.device.model?.type !== 'default') return;
  const paravirtual = def.os.type.name === 'xen' || def.os.type.name === 'linux';
  const isPower = def.os.type.arch === 'ppc64' || def.os.type.arch === 'ppc64le';
  device.device.model.type = paravirtual ? 'xen' : isPower ? 'vga' : 'cirrus';
}
