import type { CloseReason } from '../api/connection.ts';
import type { CallOptions } from '../api/records.ts';
import type { DomainRef } from '../api/refs.ts';
import { Emitter } from '../core/emitter.ts';
import { libvirtError } from '../core/error-text.ts';
import { DisposableStore } from '../core/lifecycle.ts';
import { Autostart } from './autostart.ts';
import { Datastores } from './datastores.ts';
import type { VirError } from '../core/vir-error.ts';
import type { InventoryTree, Place } from './inventory-tree.ts';
import { MACHINE_PATHS, type Machine } from './machine.ts';
import { MachineEvents } from './machine-events.ts';
import { MachineIndex } from './machine-index.ts';
import { MachineStats } from './machine-stats.ts';
import { Networks } from './networks.ts';
import { readMany, readOne } from './vim/property-collector.ts';
import { PropertyWatch } from './vim/property-watch.ts';
import type { HostUri } from './vim/host-uri.ts';
import { VapiClient } from './vim/vapi-client.ts';
import type { VimClient } from './vim/vim-client.ts';
import type { Properties } from './vim/vim-codec.ts';
import type { AnyValue, MoRef } from './vim/vim-value.ts';
import { moKey } from './vim/vim-value.ts';
import { runTask } from './vim/vim-task.ts';
import { Volumes } from './volumes.ts';

/** What a connection is about: all of a host or vCenter, a datacenter, or some hosts. */
export interface Scope {
  /** Where machines are looked for. */
  readonly container: MoRef;
  /** Only machines on these hosts; undefined: all below the container. */
  readonly hosts: readonly MoRef[] | undefined;
}

/** What a session is made of. */
export interface SessionParts {
  readonly client: VimClient;
  readonly uri: HostUri;
  readonly uriText: string;
  readonly tree: InventoryTree;
  readonly scope: Scope;
  readonly readOnly: boolean;
  /** The vCenter that `vcenter=` names; moves need it. */
  readonly vcenter: VimClient | undefined;
}

/** One open connection to a host or vCenter: what is known of it, and the way to ask for more. */
export class EsxSession {
  readonly client: VimClient;
  readonly uri: HostUri;
  readonly uriText: string;
  readonly tree: InventoryTree;
  readonly scope: Scope;
  readonly readOnly: boolean;
  readonly vcenter: VimClient | undefined;
  /** The vCenter's other protocol; hosts by themselves have none. */
  readonly vapi: VapiClient | undefined;
  readonly machines: MachineIndex;
  readonly events = new MachineEvents();
  readonly autostart = new Autostart(this);
  readonly datastores = new Datastores(this);
  readonly volumes = new Volumes(this);
  readonly networks = new Networks(this);
  readonly stats = new MachineStats(this);
  readonly closed = new Emitter<CloseReason>();
  readonly overflow = new Emitter<void>();
  readonly #store = new DisposableStore();
  #isOpen = true;
  #onClose: ((reason: CloseReason) => void) | undefined;

  constructor(parts: SessionParts) {
    this.client = parts.client;
    this.uri = parts.uri;
    this.uriText = parts.uriText;
    this.tree = parts.tree;
    this.scope = parts.scope;
    this.readOnly = parts.readOnly;
    this.vcenter = parts.vcenter;
    this.vapi = this.isVcenter ? new VapiClient(parts.client) : undefined;
    this.machines = new MachineIndex(inScope(parts.scope), (change) => {
      this.events.tell(change);
      if (change.paths.has('runtime.question')) this.#autoAnswer(change.machine);
    });
    this.#store.add(parts.client);
    if (parts.vcenter !== undefined) this.#store.add(parts.vcenter);
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Whether it is a vCenter, not a host by itself. */
  get isVcenter(): boolean {
    return this.client.content.about.apiType === 'VirtualCenter';
  }

  /** The one listener of virConnectRegisterCloseCallback. */
  onClose(listener: ((reason: CloseReason) => void) | undefined): void {
    this.#onClose = listener;
  }

  assertOpen(): void {
    if (!this.#isOpen) throw libvirtError('esx', 'invalid-conn', this.uriText);
  }

  /** Follows all machines; resolves when they are known. */
  async start(): Promise<void> {
    const watch = this.#store.add(
      new PropertyWatch(this.client, this.scope.container, [{ type: 'VirtualMachine', all: false, pathSet: [...MACHINE_PATHS] }], {
        restart: () => { this.machines.restart(); },
        updates: (objects) => { this.machines.apply(objects); },
        complete: () => { this.machines.complete(); },
        lost: (error) => { this.#end({ kind: 'error', error: error.toInfo() }); },
      }),
    );
    await watch.start();
    // Questions that were there before us.
    for (const machine of this.machines.all) this.#autoAnswer(machine);
  }

  async close(): Promise<void> {
    if (!this.#isOpen) return;
    const { client, vcenter, vapi } = this;
    this.#end({ kind: 'client' }, false);
    await Promise.all([client.logout(), vcenter?.logout(), vapi?.logout()]);
    this.#store.dispose();
  }

  #end(reason: CloseReason, release = true): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.events.clear();
    if (release) this.#store.dispose();
    this.closed.fire(reason);
    this.#onClose?.(reason);
    this.closed.dispose();
  }

  /** The machine that a reference names. One that another client has just made is looked for on the host. */
  async machine(dom: DomainRef): Promise<Machine> {
    const known = this.machines.byUuid(dom.uuid);
    if (known !== undefined) return known;
    return (await this.findOnHost(dom)) ?? this.machines.require(dom);
  }

  /** Looks on the host for a machine that no update has told of yet. */
  async findOnHost(dom: Pick<DomainRef, 'uuid'>): Promise<Machine | undefined> {
    const { searchIndex } = this.client.content;
    if (searchIndex === undefined) return undefined;
    for (const instanceUuid of [false, true]) {
      const ref = await this.client.call('FindByUuid', searchIndex, { uuid: dom.uuid, vmSearch: true, instanceUuid });
      if (ref !== undefined) await this.refresh(ref);
    }
    return this.machines.byUuid(dom.uuid);
  }

  /** Reads a machine anew and takes over what has changed. */
  async refresh(ref: MoRef, options: CallOptions = {}): Promise<Machine | undefined> {
    const [found] = await this.read([ref], MACHINE_PATHS, options);
    if (found === undefined) {
      this.machines.forget(ref);
      return undefined;
    }
    return this.machines.learn(found, MACHINE_PATHS);
  }

  read(refs: readonly MoRef[], paths: readonly string[], options: CallOptions = {}): Promise<readonly Properties[]> {
    return readMany(this.client, refs, paths, options);
  }

  readOne(ref: MoRef, paths: readonly string[], options: CallOptions = {}): Promise<Properties> {
    return readOne(this.client, ref, paths, options);
  }

  /** Runs a task on a machine, waits for its end and takes over what it has changed. */
  async task(machine: Machine, what: string, start: () => Promise<MoRef>, options: CallOptions = {}): Promise<AnyValue | undefined> {
    try {
      return await runTask(this.client, start, { ...options, what, subject: machine.name });
    } finally {
      await this.refresh(machine.ref).catch(() => undefined); // the watch tells it, too
    }
  }

  /** Runs a task that is not about one machine. */
  run(what: string, start: () => Promise<MoRef>, options: CallOptions = {}): Promise<AnyValue | undefined> {
    return runTask(this.client, start, { ...options, what });
  }

  /** The hosts that the connection is about. */
  get hosts(): readonly MoRef[] {
    return this.scope.hosts ?? this.tree.hostsBelow(this.scope.container);
  }

  /** @throws no-support when the connection is about no host at all. */
  get firstHost(): MoRef {
    const [host] = this.hosts;
    if (host === undefined) throw libvirtError('esx', 'no-support', 'there is no host here', { subject: this.uriText });
    return host;
  }

  /** The datacenter of a machine. */
  datacenterOf(machine: Machine): Place {
    const found = this.tree.datacenterOf(machine.host) ?? this.tree.datacenterOf(machine.properties.reference('parent'));
    if (found === undefined) throw libvirtError('esx', 'internal-error', `the machine ${machine.name} is in no datacenter`);
    return found;
  }

  #autoAnswer(machine: Machine): void {
    const question = machine.properties.object('runtime.question', 'VirtualMachineQuestionInfo');
    if (!this.uri.autoAnswer || this.readOnly || question === undefined) return;
    const choices = question.choice.choiceInfo ?? [];
    const answer = choices[question.choice.defaultIndex ?? 0] ?? choices[0];
    if (answer === undefined) return;
    // Whoever waits for the machine sees it when it could not be answered.
    this.client.call('AnswerVM', machine.ref, { questionId: question.id, answerChoice: answer.key }).catch(() => undefined);
  }

  /** An error about what this host cannot do. */
  unsupported(what: string): VirError {
    return libvirtError('esx', 'operation-unsupported', what, { subject: this.uriText });
  }
}

function inScope({ hosts }: Scope): (machine: Machine) => boolean {
  if (hosts === undefined) return () => true;
  const keys = new Set(hosts.map(moKey));
  return ({ host }) => host !== undefined && keys.has(moKey(host));
}
