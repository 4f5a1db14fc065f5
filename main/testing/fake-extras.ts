import type { CloneRequest, Extras, LongCallOptions, MachineQuestion, Place, Placement, PlacesChange } from '../../drivers/api/extras.ts';
import type { DomainRef } from '../../drivers/api/refs.ts';
import { Emitter } from '../../drivers/core/emitter.ts';
import type { FakeHypervisor, FakeMachine } from './fake-hypervisor.ts';

/** Gives a fake hypervisor places, questions and copies, which tests change as they like. */
export class FakeExtras {
  places: readonly Place[] = [
    { id: 'd', kind: 'datacenter', name: 'Berlin', parent: undefined },
    { id: 'h', kind: 'host', name: 'esx-1', parent: 'd' },
  ];
  readonly placements = new Map<string, Placement>();
  readonly questions = new Map<string, MachineQuestion>();
  readonly answers: string[] = [];
  readonly consolidated: string[] = [];
  readonly tagged: string[] = [];
  readonly clones: CloneRequest[] = [];
  /** What a clone waits for. */
  cloning: (options: LongCallOptions) => Promise<void> = () => Promise.resolve();
  readonly #fake: FakeHypervisor;
  readonly #changed = new Emitter<PlacesChange>();
  readonly #asked = new Emitter<readonly [DomainRef, MachineQuestion | undefined]>();

  constructor(fake: FakeHypervisor) {
    this.#fake = fake;
    fake.extras = this.#make();
  }

  place(machine: FakeMachine, change: Partial<Placement>): void {
    const placement: Placement = { dom: this.#fake.ref(machine), place: 'h', host: 'esx-1', folder: ['Berlin'], tags: [], isTemplate: false, ...change };
    this.placements.set(machine.uuid, placement);
    this.#changed.fire({ kind: 'placement', placement });
  }

  setPlaces(places: readonly Place[]): void {
    this.places = places;
    this.#changed.fire({ kind: 'places', places });
  }

  ask(machine: FakeMachine, id: string): void {
    const dom = this.#fake.ref(machine);
    const question = { dom, id, text: 'Was it moved or copied?', choices: [{ key: '1', label: 'It was moved', isDefault: true }, { key: '2', label: 'It was copied', isDefault: false }] };
    this.questions.set(machine.uuid, question);
    this.#asked.fire([dom, question]);
  }

  #make(): Extras {
    return {
      places: {
        listPlaces: () => Promise.resolve(this.places),
        listPlacements: () => Promise.resolve([...this.placements.values()]),
        watch: (listener) => Promise.resolve(this.#changed.event(listener)),
      },
      questions: {
        listAll: () => Promise.resolve([...this.questions.values()]),
        answer: (dom, id, choice) => {
          this.answers.push(`${dom.name} ${id} ${choice}`);
          this.questions.delete(dom.uuid);
          this.#asked.fire([dom, undefined]);
          return Promise.resolve();
        },
        watch: (listener) => Promise.resolve(this.#asked.event(([dom, question]) => { listener(dom, question); })),
      },
      tags: {
        listAll: () => Promise.resolve([{ tag: 'Owner', kind: 'attribute', category: undefined, description: '' }]),
        readDomain: (dom) => Promise.resolve(this.placements.get(dom.uuid)?.tags ?? []),
        change: (dom, { add, remove }) => {
          this.tagged.push(`${dom.name} +${add.join()} -${remove.join()}`);
          const machine = this.#fake.machines.get(dom.uuid);
          if (machine !== undefined) this.place(machine, { tags: [...(this.placements.get(dom.uuid)?.tags ?? []).filter((tag) => !remove.includes(tag)), ...add] });
          return Promise.resolve();
        },
      },
      consolidation: {
        isNeeded: (dom) => Promise.resolve(!this.consolidated.includes(dom.name)),
        consolidate: (dom) => {
          this.consolidated.push(dom.name);
          return Promise.resolve();
        },
      },
      copies: {
        clone: async (_dom, request, options = {}) => {
          this.clones.push(request);
          await this.cloning(options);
          const made = this.#fake.add(request.name);
          this.place(made, {});
          return this.#fake.ref(made);
        },
        relocate: (dom, place) => {
          const machine = this.#fake.machines.get(dom.uuid);
          if (machine !== undefined) this.place(machine, { place });
          return Promise.resolve();
        },
        setTemplate: (dom, isTemplate) => {
          const machine = this.#fake.machines.get(dom.uuid);
          if (machine !== undefined) this.place(machine, { isTemplate });
          return Promise.resolve();
        },
      },
    };
  }
}
