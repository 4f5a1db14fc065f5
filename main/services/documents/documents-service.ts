import { DomainXMLFlags } from '../../../drivers/core/constants.ts';
import { hasMethod, requireMethod } from '../../../drivers/core/require-method.ts';
import type { ApplyMode, ApplyResult, DocumentCheck, DocumentPart, ElementHelpFacts, JoinResult, MachineDocuments } from '../../contract/documents.ts';
import type { MachineKey } from '../../contract/ids.ts';
import type { MessageKey } from '../../contract/message-keys.ts';
import type { InventoryService } from '../inventory/inventory-service.ts';
import { isActive } from '../inventory/machine-entry.ts';
import { applyDocument } from './apply-document.ts';
import { checkDocument } from './check-document.ts';
import { helpAt } from './document-help.ts';
import { parseDocument } from './document-text.ts';
import { planLive } from './live-steps.ts';
import { mergeDocuments, type Preference } from './merge-documents.ts';

/** A change of a machine's document. */
export interface ApplyTo {
  readonly machine: MachineKey;
  readonly mode: ApplyMode;
  readonly base: string;
  readonly wanted: string;
  readonly validate: boolean;
}

/** Machines' documents, edited as text. */
export class DocumentsService {
  readonly #inventory: InventoryService;
  /** The last change of each machine: the next one waits for it. */
  readonly #running = new Map<string, Promise<unknown>>();

  constructor({ inventory }: { readonly inventory: InventoryService }) {
    this.#inventory = inventory;
  }

  /** What is stored and what runs, and how each can be changed. */
  async read(machine: MachineKey): Promise<MachineDocuments> {
    const { entry, ref, connection } = this.#inventory.live(machine);
    const getXML = requireMethod(connection, 'domain', 'getXMLDesc');
    const [stored, live] = await Promise.all([entry.persistent ? getXML(ref, DomainXMLFlags.INACTIVE) : undefined, isActive(entry) ? getXML(ref, 0) : undefined]);
    const any = connection.readOnly ? 'reason.readOnly' : undefined;
    const canDefine = hasMethod(connection, 'domain', 'defineXML') || hasMethod(connection, 'domain', 'defineXMLFlags');
    const define: MessageKey | undefined = any ?? (!canDefine ? 'reason.notSupported' : stored === undefined ? 'reason.transient' : undefined);
    const running: MessageKey | undefined = any ?? (live === undefined ? 'reason.notRunning' : undefined);
    return { stored, live, refused: { 'next-start': define, 'live': running, 'both': define ?? running } };
  }

  /** Applies a change; changes of one machine go one after the other. */
  async apply({ machine, mode, base, wanted, validate }: ApplyTo): Promise<ApplyResult> {
    const key = `${machine.connectionId} ${machine.uuid}`;
    const before = this.#running.get(key) ?? Promise.resolve();
    const work = before.then(() => this.#apply({ machine, mode, base, wanted, validate }));
    const settled = work.then(() => undefined, () => undefined);
    this.#running.set(key, settled);
    try {
      return await work;
    } finally {
      if (this.#running.get(key) === settled) this.#running.delete(key);
    }
  }

  help(path: readonly string[]): ElementHelpFacts | undefined {
    return helpAt('domain', path);
  }

  check(xml: string): Promise<DocumentCheck> {
    return checkDocument('domain', xml);
  }

  join(base: string, mine: string, theirs: string, prefer: Preference | undefined): JoinResult {
    return mergeDocuments(base, mine, theirs, prefer);
  }

  preview(base: string, wanted: string): { readonly live: readonly DocumentPart[]; readonly restart: readonly DocumentPart[] } {
    const { steps, restart } = planLive(parseDocument(base).root, parseDocument(wanted).root);
    return { live: steps.map(({ path, line }) => ({ path, line })), restart };
  }

  async #apply({ machine, mode, base, wanted, validate }: ApplyTo): Promise<ApplyResult> {
    const { ref, connection } = this.#inventory.live(machine);
    try {
      return await applyDocument({ connection, machine: ref, baseXml: base, newXml: wanted, mode, validate });
    } finally {
      this.#inventory.invalidate(machine);
    }
  }
}
