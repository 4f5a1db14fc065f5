import type { DomainRef, Uuid } from '../api/refs.ts';
import { ConnectListAllDomainsFlags as List, DomainState } from '../core/constants.ts';
import { libvirtError } from '../core/error-text.ts';
import type { DomainConfig } from './domain-config.ts';
import { TestDomain } from './test-domain.ts';

/** The machines of a test host, by UUID and by name. */
export class DomainList {
  readonly #byUuid = new Map<string, TestDomain>();
  readonly #byName = new Map<string, TestDomain>();

  get all(): Iterable<TestDomain> {
    return this.#byUuid.values();
  }

  byName(name: string): TestDomain | undefined {
    return this.#byName.get(name);
  }

  byUuid(uuid: Uuid): TestDomain | undefined {
    return this.#byUuid.get(uuid);
  }

  byId(id: number): TestDomain | undefined {
    if (id < 0) return undefined;
    for (const domain of this.all) if (domain.id === id) return domain;
    return undefined;
  }

  /** @throws no-domain */
  require(ref: DomainRef): TestDomain {
    const domain = this.#byUuid.get(ref.uuid);
    if (domain === undefined) {
      throw libvirtError('test', 'no-domain', `no domain with matching uuid '${ref.uuid}' (${ref.name})`, { subject: ref.name });
    }
    return domain;
  }

  /**
   * Takes a definition in: as a new machine, or as the next definition of one that is there.
   *
   * @throws operation-failed when name and UUID belong to different machines.
   * @throws operation-invalid when `toStart` and it runs already.
   */
  add(config: DomainConfig, toStart = false): { readonly domain: TestDomain; readonly replaced: DomainConfig | undefined } {
    const present = this.#byUuid.get(config.uuid);
    if (present !== undefined) {
      assertSame(present, config);
      if (toStart) assertStartable(present);
      return { domain: present, replaced: present.assign(config, toStart) };
    }
    const namesake = this.#byName.get(config.name);
    if (namesake !== undefined) {
      throw libvirtError('domain', 'operation-failed', `domain '${config.name}' already exists with uuid ${namesake.config.uuid}`);
    }
    const domain = new TestDomain(config);
    this.#byUuid.set(config.uuid, domain);
    this.#byName.set(config.name, domain);
    return { domain, replaced: undefined };
  }

  remove(domain: TestDomain): void {
    this.#byUuid.delete(domain.config.uuid);
    this.#byName.delete(domain.config.name);
  }

  /** Gives a machine a definition with another name. */
  rename(domain: TestDomain, config: DomainConfig): void {
    this.#byName.delete(domain.config.name);
    domain.config = config;
    this.#byName.set(config.name, domain);
  }

  /** How many there are. */
  get size(): number {
    return this.#byUuid.size;
  }

  /** Those that match virConnectListAllDomains' flags; a group without a flag set matches all. */
  filter(flags: number, among: Iterable<TestDomain> = this.all): TestDomain[] {
    const asked = GROUPS.filter(({ mask }) => (flags & mask) !== 0);
    if (asked.length === 0) return [...among];
    const found: TestDomain[] = [];
    for (const domain of among) if (asked.every(({ bit }) => (flags & bit(domain)) !== 0)) found.push(domain);
    return found;
  }
}

/** For each group of flags: the bits, and which of them a machine answers to. */
const GROUPS: readonly { readonly mask: number; readonly bit: (domain: TestDomain) => number }[] = [
  { mask: List.ACTIVE | List.INACTIVE, bit: (d) => (d.isActive ? List.ACTIVE : List.INACTIVE) },
  { mask: List.PERSISTENT | List.TRANSIENT, bit: (d) => (d.persistent ? List.PERSISTENT : List.TRANSIENT) },
  { mask: List.RUNNING | List.PAUSED | List.SHUTOFF | List.OTHER, bit: stateBit },
  { mask: List.MANAGEDSAVE | List.NO_MANAGEDSAVE, bit: (d) => (d.hasManagedSave ? List.MANAGEDSAVE : List.NO_MANAGEDSAVE) },
  { mask: List.AUTOSTART | List.NO_AUTOSTART, bit: (d) => (d.autostart ? List.AUTOSTART : List.NO_AUTOSTART) },
  { mask: List.HAS_SNAPSHOT | List.NO_SNAPSHOT, bit: (d) => (d.snapshotCount > 0 ? List.HAS_SNAPSHOT : List.NO_SNAPSHOT) },
  { mask: List.HAS_CHECKPOINT | List.NO_CHECKPOINT, bit: (d) => (d.checkpointCount > 0 ? List.HAS_CHECKPOINT : List.NO_CHECKPOINT) },
];

/** Every flag that {@link DomainList.filter} knows. */
export const LIST_DOMAINS_FLAGS: number = GROUPS.reduce((all, group) => all | group.mask, 0);

function stateBit(domain: TestDomain): number {
  if (domain.state === DomainState.RUNNING) return List.RUNNING;
  if (domain.state === DomainState.PAUSED) return List.PAUSED;
  return domain.state === DomainState.SHUTOFF ? List.SHUTOFF : List.OTHER;
}

function assertSame(present: TestDomain, config: DomainConfig): void {
  if (present.config.name === config.name) return;
  throw libvirtError('domain', 'operation-failed', `domain '${present.config.name}' is already defined with uuid ${config.uuid}`);
}

function assertStartable(domain: TestDomain): void {
  if (domain.isActive) throw libvirtError('domain', 'operation-invalid', `domain '${domain.config.name}' is already active`);
  if (!domain.persistent) throw libvirtError('domain', 'operation-invalid', `domain '${domain.config.name}' is already being started`);
}
