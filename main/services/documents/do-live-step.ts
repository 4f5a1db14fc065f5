import type { Connection } from '../../../drivers/api/connection.ts';
import type { FacetMethods } from '../../../drivers/api/facets/facets.ts';
import type { DomainRef } from '../../../drivers/api/refs.ts';
import { assertNever } from '../../../drivers/core/assert.ts';
import { DomainDeviceModifyFlags, DomainMetadataType, DomainModificationImpact } from '../../../drivers/core/constants.ts';
import { hasMethod, requireMethod } from '../../../drivers/core/require-method.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import { serializeXml } from '../../../drivers/conf/xml/serialize-xml.ts';
import type { XmlElement } from '../../../drivers/conf/xml/xml-tree.ts';
import { memoryKiB } from '../machines/domain-document.ts';
import { changedLive, counterpartOf, type LiveStep } from './live-steps.ts';

const METHODS: { readonly [Kind in LiveStep['kind']]: keyof FacetMethods['domain'] } = {
  attach: 'attachDeviceFlags',
  detach: 'detachDeviceFlags',
  update: 'updateDeviceFlags',
  vcpus: 'setVcpusFlags',
  memory: 'setMemoryFlags',
  metadata: 'setMetadata',
};

/** Whether a connection has the call for a step. */
export function canDo(connection: Connection, { kind }: LiveStep): boolean {
  return hasMethod(connection, 'domain', METHODS[kind]);
}

/** What a step works on. */
export interface LiveSubject {
  readonly connection: Connection;
  readonly ref: DomainRef;
  /** The document that the change started from. */
  readonly base: XmlElement;
  /** What runs, with its secrets. */
  readonly live: XmlElement;
}

/** Does one change to a machine that runs. */
export async function doLiveStep({ connection, ref, base, live }: LiveSubject, step: LiveStep): Promise<void> {
  const { LIVE } = DomainDeviceModifyFlags;
  const { before, after } = step;
  switch (step.kind) {
    case 'attach':
      return requireMethod(connection, 'domain', 'attachDeviceFlags')(ref, serializeXml(given(after)), LIVE);
    case 'detach':
      return requireMethod(connection, 'domain', 'detachDeviceFlags')(ref, serializeXml(running(base, live, given(before))), LIVE);
    case 'update': {
      const device = changedLive(running(base, live, given(before)), given(before), given(after));
      return requireMethod(connection, 'domain', 'updateDeviceFlags')(ref, serializeXml(device), LIVE);
    }
    case 'vcpus': {
      const vcpu = given(after);
      return requireMethod(connection, 'domain', 'setVcpusFlags')(ref, Number(vcpu.attribute('current') ?? vcpu.text.trim()), DomainModificationImpact.LIVE);
    }
    case 'memory':
      return requireMethod(connection, 'domain', 'setMemoryFlags')(ref, BigInt(memoryKiB(given(after))), DomainModificationImpact.LIVE);
    case 'metadata':
      return setMetadata(connection, ref, step);
    default:
      return assertNever(step.kind);
  }
}

async function setMetadata(connection: Connection, ref: DomainRef, { path, before, after }: LiveStep): Promise<void> {
  const set = requireMethod(connection, 'domain', 'setMetadata');
  const { LIVE } = DomainModificationImpact;
  if (path === 'title' || path === 'description') {
    await set(ref, path === 'title' ? DomainMetadataType.TITLE : DomainMetadataType.DESCRIPTION, after?.text.trim(), undefined, undefined, LIVE);
    return;
  }
  const element = after ?? given(before);
  const prefix = /^([^:]+):/.exec(element.name)?.[1];
  const uri = element.attribute(prefix === undefined ? 'xmlns' : `xmlns:${prefix}`);
  if (uri === undefined) throw new VirError({ code: 'invalid-arg', domain: 'none', message: `invalid argument: <${element.name}> in the metadata has no namespace`, subject: element.name });
  const text = after === undefined ? undefined : withoutPrefix(serializeXml(after), prefix, uri);
  await set(ref, DomainMetadataType.ELEMENT, text, prefix ?? 'app', uri, LIVE);
}

/** libvirt declares the namespace itself, with the prefix that it is given. */
function withoutPrefix(xml: string, prefix: string | undefined, uri: string): string {
  const bare = prefix === undefined ? xml : xml.replaceAll(`<${prefix}:`, '<').replaceAll(`</${prefix}:`, '</');
  return bare.replace(/\sxmlns(:[^=\s]+)?=("[^"]*"|'[^']*')/, (found: string) => (found.includes(uri) ? '' : found));
}

function given(element: XmlElement | undefined): XmlElement {
  if (element === undefined) throw new VirError({ code: 'internal-error', domain: 'none', message: 'a change without its element' });
  return element;
}

function running(base: XmlElement, live: XmlElement, element: XmlElement): XmlElement {
  const found = counterpartOf(base, live, element);
  if (found === undefined) throw new VirError({ code: 'device-missing', domain: 'none', message: `device not found: what runs has no such ${element.name}`, subject: element.name });
  return found;
}
