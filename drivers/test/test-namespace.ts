import type { XmlElement } from '../conf/xml/xml-tree.ts';
import { DomainState } from '../core/constants.ts';
import { libvirtError } from '../core/error-text.ts';

const NAMESPACE = 'http://libvirt.org/schemas/domain/test/1.0';

/** What a `<domain>` of a node file says to the test host alone. */
export interface TestNamespace {
  /** virDomainState */
  readonly runstate: number;
  readonly transient: boolean;
  readonly hasManagedSave: boolean;
  readonly snapshots: readonly XmlElement[];
}

/** Reads the elements in the test host's own namespace: `<test:runstate>` and the like. */
export function readTestNamespace(domain: XmlElement): TestNamespace {
  const declared = domain.attributes.find(({ name, value }) => value === NAMESPACE && name.startsWith('xmlns:'));
  const prefix = declared === undefined ? 'test' : declared.name.slice('xmlns:'.length);
  const transient = domain.child(`${prefix}:transient`) !== undefined;
  const hasManagedSave = domain.child(`${prefix}:hasmanagedsave`) !== undefined;
  const runstate = readRunstate(domain.child(`${prefix}:runstate`)?.text);
  const refuse = (why: string): never => {
    throw libvirtError('test', 'xml-error', why);
  };
  if (transient && runstate === DomainState.SHUTOFF) refuse("transient domain cannot have runstate 'shutoff'");
  if (hasManagedSave && runstate !== DomainState.SHUTOFF) refuse("domain with managedsave data can only have runstate 'shutoff'");
  return { runstate, transient, hasManagedSave, snapshots: domain.elements(`${prefix}:domainsnapshot`) };
}

function readRunstate(text: string | undefined): number {
  if (text === undefined || text === '') return DomainState.RUNNING;
  if (!/^\s*\d+\s*$/.test(text)) throw libvirtError('test', 'xml-error', 'invalid runstate');
  const runstate = Number(text);
  if (runstate > DomainState.PMSUSPENDED) throw libvirtError('test', 'xml-error', `runstate '${runstate}' out of range'`);
  return runstate;
}
