import type { DomainMethods } from '../api/facets/domain.ts';
import type { DomainRef } from '../api/refs.ts';
import {
  DomainCreateFlags as Create,
  DomainDefineFlags as Define,
  DomainEventDefinedDetailType as Defined,
  DomainEventStartedDetailType as Started,
  DomainEventType as Event,
  DomainEventUndefinedDetailType as Undefined,
  DomainState,
  DomainUndefineFlagsValues as Undefine,
  DomainXMLFlags as Xml,
} from '../core/constants.ts';
import { libvirtError } from '../core/error-text.ts';
import { setChildText } from './tree-edit.ts';
import { DomainConfig } from './domain-config.ts';
import { checkFlags, methodsOf } from './method-table.ts';
import type { TestSession } from './session.ts';
import type { TestDomain } from './test-domain.ts';

/** Finding, defining and forgetting machines. */
export const domainDefine = methodsOf<DomainMethods>()({
  lookupByID: (session, id) => found(session.host.domains.byId(id)),
  lookupByUUID: (session, uuid) => found(session.host.domains.byUuid(uuid)),
  lookupByName: (session, name) => found(session.host.domains.byName(name)),
  isActive: (session, dom) => session.host.domains.require(dom).isActive,
  isPersistent: (session, dom) => session.host.domains.require(dom).persistent,
  isUpdated(session, dom) {
    session.host.domains.require(dom);
    return false;
  },

  createXML: (session, xml, flags = 0) => createFromXml(session, xml, flags),
  createXMLWithFiles: (session, xml, _files, flags = 0) => createFromXml(session, xml, flags),
  defineXML: (session, xml) => define(session, xml, 0),
  defineXMLFlags: (session, xml, flags = 0) => define(session, xml, flags),
  undefine(session, dom) {
    undefineDomain(session, dom, 0);
  },
  undefineFlags(session, dom, flags = 0) {
    undefineDomain(session, dom, flags);
  },

  rename(session, dom, newName, flags = 0) {
    checkFlags(flags, 0, 'testDomainRename');
    const domain = session.host.domains.require(dom);
    assertRenamable(session, domain, newName);
    const renamed = domain.config.edit((root) => {
      setChildText(root, 'name', newName);
    });
    session.host.events.lifecycle(domain.ref, Event.UNDEFINED, Undefined.RENAMED);
    session.host.domains.rename(domain, renamed);
    session.host.events.lifecycle(domain.ref, Event.DEFINED, Defined.RENAMED);
  },

  getXMLDesc(session, dom, flags = 0) {
    checkFlags(flags, Xml.SECURE | Xml.INACTIVE | Xml.MIGRATABLE, 'testDomainGetXMLDesc');
    const domain = session.host.domains.require(dom);
    const inactive = (flags & Xml.INACTIVE) !== 0;
    const config = inactive ? (domain.nextConfig ?? domain.config) : domain.config;
    return config.format({
      inactive,
      secure: (flags & Xml.SECURE) !== 0,
      migratable: (flags & Xml.MIGRATABLE) !== 0,
      id: inactive ? -1 : domain.id,
    });
  },
  getAutostart: (session, dom) => session.host.domains.require(dom).autostart,
  setAutostart(session, dom, autostart) {
    session.host.domains.require(dom).autostart = autostart;
  },
});

function found(domain: TestDomain | undefined): DomainRef {
  if (domain === undefined) throw libvirtError('test', 'no-domain');
  return domain.ref;
}

function createFromXml(session: TestSession, xml: string, flags: number): DomainRef {
  checkFlags(flags, Create.START_VALIDATE, 'testDomainCreateXML');
  const { domain } = session.host.domains.add(DomainConfig.enter(xml), true);
  session.host.start(domain);
  session.host.events.lifecycle(domain.ref, Event.STARTED, Started.BOOTED);
  return domain.ref;
}

function define(session: TestSession, xml: string, flags: number): DomainRef {
  checkFlags(flags, Define.VALIDATE, 'testDomainDefineXMLFlags');
  const config = DomainConfig.enter(xml);
  if (config.name.includes('\n')) throw libvirtError('xml', 'xml-detail', `invalid char in name: '\\n'`);
  const { domain, replaced } = session.host.domains.add(config);
  domain.persistent = true;
  session.host.events.lifecycle(domain.ref, Event.DEFINED, replaced === undefined ? Defined.ADDED : Defined.UPDATED);
  return domain.ref;
}

function undefineDomain(session: TestSession, dom: DomainRef, flags: number): void {
  checkFlags(flags, Undefine.MANAGED_SAVE | Undefine.SNAPSHOTS_METADATA, 'testDomainUndefineFlags');
  const domain = session.host.domains.require(dom);
  if (domain.hasManagedSave && (flags & Undefine.MANAGED_SAVE) === 0) {
    throw libvirtError('test', 'operation-invalid', 'Refusing to undefine while domain managed save image exists');
  }
  if (!domain.isActive && domain.snapshotCount > 0 && (flags & Undefine.SNAPSHOTS_METADATA) === 0) {
    throw libvirtError('test', 'operation-invalid', `cannot delete inactive domain with ${domain.snapshotCount} snapshots`);
  }
  session.host.events.lifecycle(domain.ref, Event.UNDEFINED, Undefined.REMOVED);
  domain.hasManagedSave = false;
  if (domain.isActive) domain.persistent = false;
  else session.host.domains.remove(domain);
}

function assertRenamable(session: TestSession, domain: TestDomain, newName: string): void {
  const refuse = (why: string): never => {
    throw libvirtError('test', 'operation-invalid', why);
  };
  if (domain.isActive) refuse('cannot rename active domain');
  if (!domain.persistent) refuse('cannot rename a transient domain');
  if (domain.state !== DomainState.SHUTOFF) refuse('domain has to be shutoff before renaming');
  if (domain.config.name === newName) throw libvirtError('domain', 'operation-invalid', "Can't rename domain to itself");
  if (session.host.domains.byName(newName) !== undefined) {
    throw libvirtError('domain', 'operation-invalid', `domain with name '${newName}' already exists`);
  }
  if (newName.includes('/')) throw libvirtError('test', 'xml-error', `name ${newName} cannot contain '/'`);
}
