import { randomUUID } from 'node:crypto';
import { hasMethod, requireMethod } from '../../../drivers/core/require-method.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import type { Connection } from '../../../drivers/api/connection.ts';
import type { HardwareEdit, HardwareMode, HardwareResult, HardwareView } from '../../contract/hardware.ts';
import type { MachineKey, TaskId } from '../../contract/ids.ts';
import type { MessageKey } from '../../contract/message-keys.ts';
import { meaningOf, parseDocument } from '../documents/document-text.ts';
import type { InventoryService } from '../inventory/inventory-service.ts';
import { isActive } from '../inventory/machine-entry.ts';
import { parseDomain } from '../machines/domain-document.ts';
import type { TasksService } from '../tasks/tasks-service.ts';
import { applyHardware, STORED } from './apply-hardware.ts';
import { describeChanges, describeItems, describeTemplates, describeWaiting, type Trees } from './describe-hardware.ts';
import { failureOf } from './hardware-failure.ts';
import { hardwareCommand } from './hardware-command.ts';
import { HardwareTree } from './hardware-tree.ts';
import { readHostOffer, type HostOffer } from './host-offer.ts';

interface Draft {
  readonly id: string;
  readonly machine: MachineKey;
  readonly stored: string | undefined;
  readonly live: string | undefined;
  readonly host: HostOffer;
}

const KEEP_DRAFTS = 64;
const KEEP_OUTCOMES = 64;

/** Machines' hardware, edited in drafts. A draft holds what the host had when it was opened; the edits are the window's. */
export class HardwareService {
  readonly #inventory: InventoryService;
  readonly #tasks: TasksService;
  readonly #drafts = new Map<string, Draft>();
  readonly #outcomes = new Map<TaskId, HardwareResult>();

  constructor({ inventory, tasks }: { readonly inventory: InventoryService; readonly tasks: TasksService }) {
    this.#inventory = inventory;
    this.#tasks = tasks;
  }

  /** Opens a draft of what the host has now. */
  async open(machine: MachineKey, edits: readonly HardwareEdit[]): Promise<HardwareView> {
    const { entry, ref, connection } = this.#inventory.live(machine);
    const read = requireMethod(connection, 'domain', 'getXMLDesc');
    const [stored, live] = await Promise.all([entry.persistent ? read(ref, STORED) : undefined, isActive(entry) || !entry.persistent ? read(ref, 0) : undefined]);
    const host = await readHostOffer(connection, ref, parseDomain(stored ?? live ?? '').root, live !== undefined);
    const draft: Draft = { id: randomUUID(), machine, stored, live, host };
    this.#drafts.set(draft.id, draft);
    for (const old of this.#drafts.keys()) {
      if (this.#drafts.size <= KEEP_DRAFTS) break;
      this.#drafts.delete(old);
    }
    return this.#view(connection, draft, edits);
  }

  /** A draft with its edits. */
  change(id: string, edits: readonly HardwareEdit[]): HardwareView {
    const draft = this.#require(id);
    return this.#view(this.#inventory.live(draft.machine).connection, draft, edits);
  }

  /** Whether what is stored on the host is still what the draft was made of. */
  async isCurrent(id: string): Promise<boolean> {
    const draft = this.#drafts.get(id);
    if (draft === undefined) return false;
    const { entry, ref, connection } = this.#inventory.live(draft.machine);
    if (isActive(entry) !== (draft.live !== undefined) && entry.persistent) return false;
    if (draft.stored === undefined) return true;
    const now = await requireMethod(connection, 'domain', 'getXMLDesc')(ref, STORED);
    return now === draft.stored || meaningOf(parseDocument(now).root) === meaningOf(parseDocument(draft.stored).root);
  }

  /** Does the edits, as a task that fails where any of them did. */
  apply(id: string, edits: readonly HardwareEdit[], mode: HardwareMode): TaskId {
    const draft = this.#require(id);
    const { entry, connection } = this.#inventory.live(draft.machine);
    const { name } = entry.ref;
    const trees = treesOf(draft, edits);
    refuseProblems(trees, refusalOf(connection, draft));
    const command = hardwareCommand({ connection, name, trees, edits, mode, stored: draft.stored, active: isActive(entry) });
    const task = this.#tasks.run({
      title: 'task.changeHardware',
      values: { name, command },
      machine: draft.machine,
      cancellable: false,
      work: async (context) => {
        context.say('phase.byCommand', { command });
        const result = await this.#apply(draft, edits, mode);
        this.#keep(task, result);
        const failure = failureOf(result, describeChanges(connection, edits, treesOf(draft, edits)));
        if (failure !== undefined) throw failure;
      },
    });
    return task;
  }

  /** Waits for the end of a task of {@link apply}; what came of it, or the task's error. */
  async outcome(task: TaskId): Promise<HardwareResult> {
    try {
      await this.#tasks.finished(task);
    } catch (error) {
      const result = this.#outcomes.get(task);
      if (result === undefined) throw error;
      return result;
    }
    const result = this.#outcomes.get(task);
    if (result === undefined) throw new VirError({ code: 'invalid-arg', domain: 'none', message: 'invalid argument: this task changed no hardware', subject: task });
    return result;
  }

  async #apply(draft: Draft, edits: readonly HardwareEdit[], mode: HardwareMode): Promise<HardwareResult> {
    const { entry, ref, connection } = this.#inventory.live(draft.machine);
    try {
      return await applyHardware({ connection, machine: ref, active: isActive(entry), entry, others: this.#inventory.of(draft.machine.connectionId).values(), stored: draft.stored, trees: treesOf(draft, edits), edits, mode, host: draft.host });
    } finally {
      entry.titleKnown = false;
      this.#inventory.invalidate(draft.machine);
    }
  }

  #keep(task: TaskId, result: HardwareResult): void {
    this.#outcomes.set(task, result);
    for (const old of this.#outcomes.keys()) {
      if (this.#outcomes.size <= KEEP_OUTCOMES) break;
      this.#outcomes.delete(old);
    }
  }

  #require(id: string): Draft {
    const draft = this.#drafts.get(id);
    if (draft === undefined) throw new VirError({ code: 'invalid-arg', domain: 'none', message: 'invalid argument: this draft is too old: open the machine’s hardware anew' });
    return draft;
  }

  #view(connection: Connection, draft: Draft, edits: readonly HardwareEdit[]): HardwareView {
    const trees = treesOf(draft, edits);
    const refused = refusalOf(connection, draft);
    return {
      draft: draft.id,
      running: draft.live !== undefined,
      refused,
      liveRefused: connection.readOnly ? 'reason.readOnly' : draft.live === undefined ? 'reason.notRunning' : undefined,
      items: describeItems(trees, refused),
      templates: describeTemplates(trees, refused),
      changes: describeChanges(connection, edits, trees),
      waiting: draft.stored === undefined ? [] : describeWaiting(trees),
      before: trees.base.text(),
      after: withoutSecrets(trees.now.text()),
      lost: trees.now.lost,
    };
  }
}

function treesOf({ id, stored, live, host }: Draft, edits: readonly HardwareEdit[]): Trees {
  const base = stored ?? live ?? '';
  const now = new HardwareTree(base, host, id);
  for (const edit of edits) now.apply(edit);
  return { base: new HardwareTree(base, host, id), now, live: live === undefined ? undefined : new HardwareTree(live, host, id, false) };
}

function refusalOf(connection: Connection, { stored }: Draft): MessageKey | undefined {
  if (connection.readOnly) return 'reason.readOnly';
  if (stored === undefined) return hasMethod(connection, 'domain', 'updateDeviceFlags') ? undefined : 'reason.transient';
  return hasMethod(connection, 'domain', 'defineXML') || hasMethod(connection, 'domain', 'defineXMLFlags') ? undefined : 'reason.notSupported';
}

/** Nothing is done while a value is wrong. */
function refuseProblems(trees: Trees, refused: MessageKey | undefined): void {
  for (const { name, fields } of describeItems(trees, refused)) {
    const wrong = fields.find(({ problem, disabledReason }) => problem !== undefined && disabledReason === undefined);
    if (wrong !== undefined) throw new VirError({ code: 'invalid-arg', domain: 'none', message: `invalid argument: ${[name, wrong.key].filter((word) => word !== '').join(' ')}: '${wrong.value}'`, subject: wrong.key });
  }
}

/** A password that was typed is not shown again. */
function withoutSecrets(xml: string): string {
  return xml.replaceAll(/ passwd=('[^']*'|"[^"]*")/g, " passwd='•••'");
}
