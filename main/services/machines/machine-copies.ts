import type { Connection } from '../../../drivers/api/connection.ts';
import type { LongCallOptions } from '../../../drivers/api/extras.ts';
import { hasExtra, requireExtra } from '../../../drivers/core/require-extra.ts';
import type { MachineKey, TaskId } from '../../contract/ids.ts';
import type { QuestionFacts } from '../../contract/machines.ts';
import type { InventoryService } from '../inventory/inventory-service.ts';
import type { TaskContext, TasksService } from '../tasks/tasks-service.ts';

/** A machine as a person wants it cloned. */
export interface CloneWish {
  readonly machine: MachineKey;
  readonly name: string;
  readonly place?: string | undefined;
  readonly linked?: boolean | undefined;
  readonly template: boolean;
}

/** What some hypervisors do by themselves: clone, move, make templates, join disks; and the questions that machines wait with. */
export class MachineCopies {
  readonly #inventory: InventoryService;
  readonly #tasks: TasksService;

  constructor({ inventory, tasks }: { readonly inventory: InventoryService; readonly tasks: TasksService }) {
    this.#inventory = inventory;
    this.#tasks = tasks;
  }

  async question(key: MachineKey): Promise<QuestionFacts | undefined> {
    const { connection, ref } = this.#inventory.live(key);
    if (!hasExtra(connection, 'questions', 'listAll')) return undefined;
    const open = await requireExtra(connection, 'questions', 'listAll')();
    const found = open.find(({ dom }) => dom.uuid === ref.uuid);
    return found === undefined ? undefined : { id: found.id, text: found.text, choices: found.choices };
  }

  async answer(key: MachineKey, id: string, choice: string): Promise<void> {
    const { connection, ref } = this.#inventory.live(key);
    await requireExtra(connection, 'questions', 'answer')(ref, id, choice);
  }

  clone({ machine, name, place, template, linked = false }: CloneWish): TaskId {
    const { entry } = this.#inventory.live(machine);
    return this.#tasks.run({
      title: 'task.clone',
      values: { name: entry.ref.name, copy: name },
      machine,
      cancellable: true,
      work: async (context) => {
        const { connection, ref } = this.#inventory.live(machine);
        context.say('phase.cloning');
        const made = await requireExtra(connection, 'copies', 'clone')(ref, { name, template, ...(linked ? { linked } : {}), ...(place === undefined ? {} : { place }) }, longCall(context));
        this.#inventory.adopt(machine.connectionId, made);
      },
    });
  }

  relocate(keys: readonly MachineKey[], place: string): readonly TaskId[] {
    return keys.map((machine) => {
      const { entry } = this.#inventory.live(machine);
      return this.#tasks.run({
        title: 'task.relocate',
        values: { name: entry.ref.name, place: this.#placeName(machine, place) },
        machine,
        cancellable: true,
        work: (context) => {
          context.say('phase.moving');
          return this.#withLive(machine, (connection, ref) => requireExtra(connection, 'copies', 'relocate')(ref, place, longCall(context)));
        },
      });
    });
  }

  consolidate(keys: readonly MachineKey[]): readonly TaskId[] {
    return keys.map((machine) => {
      const { entry } = this.#inventory.live(machine);
      return this.#tasks.run({
        title: 'task.consolidate',
        values: { name: entry.ref.name },
        machine,
        cancellable: true,
        work: (context) => {
          context.say('phase.consolidating');
          return this.#withLive(machine, (connection, ref) => requireExtra(connection, 'consolidation', 'consolidate')(ref, longCall(context)));
        },
      });
    });
  }

  setTemplate(machine: MachineKey, template: boolean): TaskId {
    const { entry } = this.#inventory.live(machine);
    return this.#tasks.run({
      title: template ? 'task.makeTemplate' : 'task.makeMachine',
      values: { name: entry.ref.name },
      machine,
      cancellable: false,
      work: () => this.#withLive(machine, (connection, ref) => requireExtra(connection, 'copies', 'setTemplate')(ref, template)),
    });
  }

  #placeName({ connectionId }: MachineKey, id: string): string {
    return this.#inventory.places.find((each) => each.connectionId === connectionId)?.places.find((place) => place.id === id)?.name ?? id;
  }

  async #withLive(key: MachineKey, run: (connection: Connection, ref: ReturnType<InventoryService['live']>['ref']) => Promise<void>): Promise<void> {
    const { connection, ref } = this.#inventory.live(key);
    try {
      await run(connection, ref);
    } finally {
      this.#inventory.invalidate(key);
    }
  }
}

function longCall({ signal, progress }: TaskContext): LongCallOptions {
  return { signal, onProgress: progress };
}
