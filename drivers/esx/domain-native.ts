import { formatDomainXml, parseDomainXml } from '../conf/domain/domain-def.ts';
import type { DomainDef } from '../conf/domain/domain-def.ts';
import { libvirtError } from '../core/error-text.ts';
import { VirError } from '../core/vir-error.ts';
import { formatVmx } from '../vmx/format-vmx.ts';
import { parseVmx } from '../vmx/parse-vmx.ts';
import { vmxDomainContext } from '../vmx/vmx-context.ts';
import { fileNameOfSource, sourceOfFileName } from './datastores.ts';
import type { EsxSession } from './esx-session.ts';
import { virtualHardwareOf } from './product-version.ts';

/** libvirt's document of a .vmx text. */
export async function domainFromNative(session: EsxSession, format: string, config: string): Promise<string> {
  assertFormat(format);
  const stores = await session.datastores.list();
  return formatDomainXml(parseVmx(config, { parseFileName: (name, mayMiss) => sourceOfFileName(name, '[?] ?', stores, mayMiss) }));
}

/** The .vmx text of a document. */
export async function domainToNative(session: EsxSession, format: string, xml: string): Promise<string> {
  assertFormat(format);
  return vmxOf(session, readDomain(xml));
}

/** Reads a domain document as VMware's drivers do. */
export function readDomain(xml: string): DomainDef {
  return parseDomainXml(xml, vmxDomainContext({ inactive: true }));
}

/** The .vmx text of a definition, for this host. */
export async function vmxOf(session: EsxSession, def: DomainDef): Promise<string> {
  const stores = await session.datastores.list();
  const { version } = session.client.content.about;
  return formatVmx(def, { formatFileName: (source) => fileNameOfSource(source, stores), virtualHardware: virtualHardwareOf(version), autodetectScsiModel: () => 'lsilogic' });
}

function assertFormat(format: string): void {
  if (format !== 'vmware-vmx') throw new VirError({ code: 'invalid-arg', domain: 'esx', message: `invalid argument: Unsupported config format '${format}'` });
}

/** @throws xml-error when a name could not stand in a path. */
export function assertPlainName(name: string): void {
  if (name.includes('\n')) throw libvirtError('domain', 'xml-error', `invalid char in name: 0x0a`);
}
