import { helpOf } from '../../../drivers/conf/help.ts';
import { editXml } from '../../../drivers/conf/lens/edit-xml.ts';
import { pairElements } from '../../../drivers/conf/lens/pair-elements.ts';
import { cloneXml, type XmlElement } from '../../../drivers/conf/xml/xml-tree.ts';
import type { DocumentPart, LiveOutcome } from '../../contract/documents.ts';
import { meaningOf, ownWords } from './document-text.ts';

/** One change that a running machine may take. */
export interface LiveStep extends DocumentPart {
  readonly kind: LiveOutcome['kind'];
  /** The element as it stood in the base document; undefined: it is new. */
  readonly before: XmlElement | undefined;
  /** The element as it shall be; undefined: it goes. */
  readonly after: XmlElement | undefined;
}

/** What can be tried while the machine runs, and what has to wait for its next start. */
export interface LivePlan {
  readonly steps: readonly LiveStep[];
  readonly restart: readonly DocumentPart[];
}

/** Kinds of devices that libvirt's `updateDeviceFlags` knows. */
const UPDATABLE: ReadonlySet<string> = new Set(['disk', 'interface', 'graphics', 'memory']);
/** Kinds that come and go only with the machine. */
const FIXED: ReadonlySet<string> = new Set(['emulator', 'video', 'sound', 'audio', 'console', 'serial', 'parallel', 'tpm', 'memballoon', 'iommu', 'panic', 'nvram', 'vsock']);

/** Sorts a change of a domain's document into what can be done at once and what cannot. */
export function planLive(base: XmlElement, wanted: XmlElement): LivePlan {
  const steps: LiveStep[] = [];
  const restart: DocumentPart[] = [];
  if (ownWords(base) !== ownWords(wanted)) restart.push({ path: '', line: wanted.line });
  for (const { before, after } of changesOf(base, wanted)) {
    const name = (after ?? before)?.name ?? '';
    const part = { path: name, line: after?.line ?? 0 };
    if (name === 'devices' && before !== undefined && after !== undefined) planDevices(before, after, steps, restart);
    else if (name === 'metadata') steps.push(...metadataSteps(before, after, part));
    else if (name === 'title' || name === 'description') steps.push({ ...part, kind: 'metadata', before, after });
    else if (name === 'currentMemory' && after !== undefined) steps.push({ ...part, kind: 'memory', before, after });
    else if (name === 'vcpu' && before !== undefined && after !== undefined && isOnlyCount(before, after)) steps.push({ ...part, kind: 'vcpus', before, after });
    else restart.push(part);
  }
  return { steps, restart };
}

interface Change {
  readonly before: XmlElement | undefined;
  readonly after: XmlElement | undefined;
}

function changesOf(base: XmlElement, wanted: XmlElement): readonly Change[] {
  const pairs = pairElements(base.elements(), wanted.elements());
  const kept = new Set(pairs.values());
  const changed = base.elements().map((before): Change => ({ before, after: pairs.get(before) })).filter(({ before, after }) => before !== undefined && (after === undefined || meaningOf(before) !== meaningOf(after)));
  return [...changed, ...wanted.elements().filter((each) => !kept.has(each)).map((after): Change => ({ before: undefined, after }))];
}

function planDevices(base: XmlElement, wanted: XmlElement, steps: LiveStep[], restart: DocumentPart[]): void {
  const later: LiveStep[] = [];
  for (const { before, after } of changesOf(base, wanted)) {
    const name = (after ?? before)?.name ?? '';
    const part = { path: `devices/${name}`, line: after?.line ?? 0 };
    if (FIXED.has(name)) restart.push(part);
    else if (before !== undefined && after !== undefined && isSameDevice(before, after)) {
      if (UPDATABLE.has(name)) steps.push({ ...part, kind: 'update', before, after });
      else restart.push(part);
    } else {
      if (before !== undefined) steps.push({ ...part, line: 0, kind: 'detach', before, after: undefined });
      // What leaves makes room for what comes: targets and addresses are free then.
      if (after !== undefined) later.push({ ...part, kind: 'attach', before: undefined, after });
    }
  }
  steps.push(...later);
}

/** By what libvirt tells devices apart. */
function isSameDevice(before: XmlElement, after: XmlElement): boolean {
  switch (before.name) {
    case 'disk':
      return before.child('target')?.attribute('dev') === after.child('target')?.attribute('dev') && before.child('target')?.attribute('bus') === after.child('target')?.attribute('bus');
    case 'interface':
      return before.child('mac')?.attribute('address') === after.child('mac')?.attribute('address');
    case 'hostdev':
      return meaningOf(before) === meaningOf(after);
    default:
      return before.attribute('type') === after.attribute('type') && before.attribute('model') === after.attribute('model');
  }
}

/** One step for each application's element; they are told apart by their namespaces. */
function metadataSteps(before: XmlElement | undefined, after: XmlElement | undefined, part: DocumentPart): readonly LiveStep[] {
  const empty = cloneXml(before ?? after ?? neverBoth());
  empty.children.length = 0;
  return changesOf(before ?? empty, after ?? empty).map((change) => ({ ...part, path: `metadata/${(change.after ?? change.before)?.name ?? ''}`, line: change.after?.line ?? 0, kind: 'metadata', ...change }));
}

function neverBoth(): never {
  throw new Error('a change has one side at least');
}

/** Whether only the number of processors in use differs. */
function isOnlyCount(before: XmlElement, after: XmlElement): boolean {
  const [one, other] = [before, after].map((each) => {
    const copy = cloneXml(each);
    copy.removeAttribute('current');
    return meaningOf(copy);
  });
  return one === other;
}

/** The element of the running document that stands for one of the base. */
export function counterpartOf(base: XmlElement, live: XmlElement, element: XmlElement): XmlElement | undefined {
  const [here, there] = [base.child('devices'), live.child('devices')];
  if (here === undefined || there === undefined) return undefined;
  return pairElements(here.elements(), there.elements()).get(element);
}

/** A running device with the change of its stored one. */
export function changedLive(live: XmlElement, before: XmlElement, after: XmlElement): XmlElement {
  const copy = cloneXml(live);
  const help = helpOf('domain').element(['devices', before.name]) ?? { text: undefined, words: [], attributes: [], children: () => [] };
  editXml(copy, before, after, help);
  return copy;
}
