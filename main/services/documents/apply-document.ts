import type { Connection } from '../../../drivers/api/connection.ts';
import type { DomainRef } from '../../../drivers/api/refs.ts';
import { DomainDefineFlags, DomainXMLFlags } from '../../../drivers/core/constants.ts';
import { hasMethod, requireMethod } from '../../../drivers/core/require-method.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import { serializeXml } from '../../../drivers/conf/xml/serialize-xml.ts';
import { XmlElement, xmlText } from '../../../drivers/conf/xml/xml-tree.ts';
import type { ApplyMode, ApplyResult, DocumentPart, DroppedPart, LiveOutcome } from '../../contract/documents.ts';
import { carrySecrets } from './carry-secrets.ts';
import { canDo, doLiveStep } from './do-live-step.ts';
import { meaningOf, parseDocument } from './document-text.ts';
import { findDropped } from './find-dropped.ts';
import { counterpartOf, planLive, type LivePlan, type LiveStep } from './live-steps.ts';
import { mergeDocuments } from './merge-documents.ts';

/** A change of a machine's document, and whom it is for. */
export interface ApplyRequest {
  readonly connection: Connection;
  readonly machine: DomainRef;
  /** What the change started from, without secrets: the live document for `live`, the stored one otherwise. */
  readonly baseXml: string;
  readonly newXml: string;
  readonly mode: ApplyMode;
  /** Let the host judge by its schema first, where it can; true by default. */
  readonly validate?: boolean;
}

type Refusal = Exclude<ApplyResult, { readonly kind: 'applied' }>;

/**
 * Changes a machine by its document. What somebody else changed on the host since `baseXml` is joined with it or, where both touch the same,
 * nothing is done. Passwords, which neither document shows, stay.
 *
 * @throws VirError `xml-detail` when `newXml` is no XML, `invalid-arg` when it is another machine's, and whatever the host says.
 */
export async function applyDocument(request: ApplyRequest): Promise<ApplyResult> {
  const { connection, machine, mode } = request;
  const wanted = sameMachine(request.baseXml, request.newXml);
  const read = requireMethod(connection, 'domain', 'getXMLDesc');
  const storedFlag = mode === 'live' ? 0 : DomainXMLFlags.INACTIVE;
  const [theirs, secure] = await Promise.all([read(machine, storedFlag), read(machine, storedFlag | DomainXMLFlags.SECURE)]);
  const joined = join(request.baseXml, wanted, theirs);
  if ('kind' in joined) return joined;
  const { xml: plain, merged } = joined;
  const base = parseDocument(theirs).root;
  const plan = possible(connection, planLive(base, parseDocument(plain).root));
  if (mode === 'live' && plan.restart.length > 0) return { kind: 'needs-restart', parts: plan.restart };
  const done: { dropped: readonly DroppedPart[]; live: readonly LiveOutcome[] } = { dropped: [], live: [] };
  if (mode !== 'live') {
    const stored = await store(request, { plain, theirs, secure });
    if ('kind' in stored) return stored;
    done.dropped = stored.dropped;
  }
  if (mode !== 'next-start') done.live = await changeRunning(connection, machine, base, plan.steps);
  return { kind: 'applied', merged, ...done, restart: mode === 'both' ? plan.restart : [] };
}

/** The wanted document, if it is of the same machine as its base. Its UUID comes back if it was taken out. */
function sameMachine(baseXml: string, newXml: string): string {
  const base = parseDocument(baseXml).root;
  const document = parseDocument(newXml);
  const { root } = document;
  const uuid = base.child('uuid');
  const given = root.child('uuid')?.text.trim();
  if (root.name === base.name && uuid !== undefined && given === undefined) {
    const name = root.children.findIndex((node) => node.kind === 'element' && node.name === 'name');
    root.children.splice(name + 1, 0, new XmlElement('uuid', [], [xmlText(uuid.text.trim())]));
    return serializeXml(document);
  }
  if (root.name !== base.name || given?.toLowerCase() !== uuid?.text.trim().toLowerCase()) {
    throw new VirError({ code: 'invalid-arg', domain: 'none', message: 'invalid argument: the document is of another machine: its root element and its UUID cannot be changed', subject: given ?? root.name });
  }
  return newXml;
}

/** The wanted document with what the host has got since. */
function join(baseXml: string, newXml: string, theirs: string): { readonly xml: string; readonly merged: boolean } | Refusal {
  if (meaningOf(parseDocument(baseXml).root) === meaningOf(parseDocument(theirs).root)) return { xml: newXml, merged: false };
  const merged = mergeDocuments(baseXml, newXml, theirs);
  return 'parts' in merged ? { kind: 'conflict', theirs, parts: merged.parts } : { xml: merged.xml, merged: true };
}

interface Texts {
  readonly plain: string;
  readonly theirs: string;
  readonly secure: string;
}

/** Stores the document with its secrets, and says what the host has not kept of it. */
async function store({ connection, machine, validate = true }: ApplyRequest, { plain, theirs, secure }: Texts): Promise<{ readonly dropped: readonly DroppedPart[] } | Refusal> {
  const document = parseDocument(plain);
  carrySecrets(parseDocument(theirs).root, parseDocument(secure).root, document.root);
  const text = serializeXml(document);
  const error = await define(connection, text, validate);
  if (error !== undefined) return { kind: 'invalid', error: error.toInfo() };
  const kept = await requireMethod(connection, 'domain', 'getXMLDesc')(machine, DomainXMLFlags.INACTIVE | DomainXMLFlags.SECURE);
  return { dropped: findDropped(document.root, parseDocument(kept).root) };
}

/** Defines it; gives the error if the host's schema refused it. */
async function define(connection: Connection, xml: string, validate: boolean): Promise<VirError | undefined> {
  if (validate && hasMethod(connection, 'domain', 'defineXMLFlags')) {
    try {
      await requireMethod(connection, 'domain', 'defineXMLFlags')(xml, DomainDefineFlags.VALIDATE);
      return undefined;
    } catch (error) {
      if (VirError.is(error, 'xml-invalid-schema')) return error;
      if (!isFlagUnknown(error)) throw error;
    }
  }
  if (hasMethod(connection, 'domain', 'defineXML')) await requireMethod(connection, 'domain', 'defineXML')(xml);
  else await requireMethod(connection, 'domain', 'defineXMLFlags')(xml, 0);
  return undefined;
}

/** Older hosts, and hosts without schemas, have no validation to offer. */
function isFlagUnknown(error: unknown): boolean {
  if (VirError.is(error, 'no-support') || VirError.is(error, 'argument-unsupported')) return true;
  return VirError.is(error) && (error.code === 'invalid-arg' ? error.message.includes('unsupported flags') : error.message.includes('Unable to find') && error.message.includes('.rng'));
}

/** Leaves to the next start what the connection has no calls for. */
function possible(connection: Connection, plan: LivePlan): LivePlan {
  const steps = plan.steps.filter((step) => canDo(connection, step));
  const rest = plan.steps.filter((step) => !canDo(connection, step)).map(({ path, line }): DocumentPart => ({ path, line }));
  return { steps, restart: [...plan.restart, ...rest] };
}

async function changeRunning(connection: Connection, ref: DomainRef, base: XmlElement, steps: readonly LiveStep[]): Promise<readonly LiveOutcome[]> {
  if (steps.length === 0) return [];
  const read = requireMethod(connection, 'domain', 'getXMLDesc');
  const live = parseDocument(await read(ref, DomainXMLFlags.SECURE)).root;
  const outcomes: LiveOutcome[] = [];
  for (const step of steps) {
    const { kind, path, line } = step;
    const error = await doLiveStep({ connection, ref, base, live }, step).then(() => undefined, (thrown: unknown) => VirError.from(thrown).toInfo());
    outcomes.push({ kind, path, line, outcome: error === undefined ? 'done' : 'failed', error });
  }
  const now = parseDocument(await read(ref, 0)).root;
  return outcomes.map((each, at) => (each.kind === 'detach' && each.outcome === 'done' && isThere(base, live, now, steps[at]) ? { ...each, outcome: 'asked' } : each));
}

/** Whether a device that was to go is still there: the guest has not let go of it. */
function isThere(base: XmlElement, live: XmlElement, now: XmlElement, step: LiveStep | undefined): boolean {
  const device = step?.before === undefined ? undefined : counterpartOf(base, live, step.before);
  const alias = device?.child('alias')?.attribute('name');
  return alias !== undefined && now.child('devices')?.elements().some((each) => each.child('alias')?.attribute('name') === alias) === true;
}
