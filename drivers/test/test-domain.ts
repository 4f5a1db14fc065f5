import type { DomainRef } from '../api/refs.ts';
import { DomainModificationImpact, DomainRunningReason, DomainState } from '../core/constants.ts';
import { libvirtError } from '../core/error-text.ts';
import type { DomainConfig } from './domain-config.ts';
import { BusyClock } from './busy-clock.ts';
import { GuestState } from './guest-state.ts';
import { MomentList } from '../core/moment-list.ts';
import type { CheckpointMoment } from './checkpoint-moment.ts';
import type { SnapshotMoment } from './snapshot-moment.ts';

const { LIVE, CONFIG } = DomainModificationImpact;

/** One machine of the test host. */
export class TestDomain {
  /** What it runs with while it runs, else what it will start with. */
  config: DomainConfig;
  /** While it runs: what it will start with next time. Undefined for a transient machine. */
  nextConfig: DomainConfig | undefined;
  /** -1 while it does not run. */
  id = -1;
  state: number = DomainState.SHUTOFF;
  reason = 0;
  persistent = false;
  autostart = false;
  hasManagedSave = false;
  readonly clock = new BusyClock();
  readonly taints = new Set<string>();
  readonly deprecations: string[] = [];
  #guest: GuestState | undefined;
  #snapshots: MomentList<SnapshotMoment> | undefined;
  #checkpoints: MomentList<CheckpointMoment> | undefined;

  constructor(config: DomainConfig) {
    this.config = config;
  }

  get ref(): DomainRef {
    return { name: this.config.name, uuid: this.config.uuid, id: this.id };
  }

  get isActive(): boolean {
    return this.id !== -1;
  }

  get guest(): GuestState {
    this.#guest ??= new GuestState();
    return this.#guest;
  }

  get snapshots(): MomentList<SnapshotMoment> {
    this.#snapshots ??= new MomentList();
    return this.#snapshots;
  }

  get checkpoints(): MomentList<CheckpointMoment> {
    this.#checkpoints ??= new MomentList();
    return this.#checkpoints;
  }

  /** Without making a list where there is none. */
  get snapshotCount(): number {
    return this.#snapshots?.size ?? 0;
  }

  /** Without making a list where there is none. */
  get checkpointCount(): number {
    return this.#checkpoints?.size ?? 0;
  }

  setState(state: number, reason: number): void {
    if (state === DomainState.RUNNING) this.clock.run(this.config.uuid, false);
    else this.clock.stop(this.config.uuid);
    this.state = state;
    this.reason = reason;
  }

  /** Starts it under a new id; the definition of the next start is kept apart from now on. */
  start(id: number, reason: number = DomainRunningReason.BOOTED): void {
    this.setState(DomainState.RUNNING, reason);
    this.clock.run(this.config.uuid, true);
    this.id = id;
    if (this.persistent) this.nextConfig ??= this.config;
    this.hasManagedSave = false;
  }

  /** Ends it; what was changed only in the running machine is gone. */
  stop(reason: number): void {
    if (this.nextConfig !== undefined) this.config = this.nextConfig;
    this.nextConfig = undefined;
    this.id = -1;
    this.setState(DomainState.SHUTOFF, reason);
  }

  /** Takes a new definition; `live` is one to start with at once. Gives what it replaces. */
  assign(config: DomainConfig, live: boolean): DomainConfig | undefined {
    if (this.isActive) {
      const old = this.nextConfig;
      this.nextConfig = config;
      return old;
    }
    const old = this.config;
    if (live) this.nextConfig ??= this.config;
    this.config = config;
    return live ? undefined : old;
  }

  /** @throws operation-invalid when it does not run. */
  assertActive(): void {
    if (!this.isActive) throw libvirtError('domain', 'operation-invalid', 'domain is not running');
  }

  /** The one definition that a call with these impact flags speaks of, and whether that is the running one. */
  configFor(flags: number): { readonly config: DomainConfig; readonly live: boolean } {
    if ((flags & LIVE) !== 0 && (flags & CONFIG) !== 0) {
      throw libvirtError('domain', 'invalid-arg', "Flags 'VIR_DOMAIN_AFFECT_LIVE' and 'VIR_DOMAIN_AFFECT_CONFIG' are mutually exclusive");
    }
    const { live } = this.impact(flags);
    if (live || !this.isActive) return { config: this.config, live };
    return { config: this.nextConfig ?? this.config, live };
  }

  /** Changes the one definition that these impact flags speak of. */
  editOne(flags: number, change: (config: DomainConfig, live: boolean) => DomainConfig): void {
    const { config, live } = this.configFor(flags);
    const changed = change(config, live);
    if (live || !this.isActive) this.config = changed;
    else this.nextConfig = changed;
  }

  /** Changes each definition that these impact flags speak of; checks all before it changes any. */
  editEach(flags: number, change: (config: DomainConfig, live: boolean) => DomainConfig): void {
    const { live, persistent } = this.impact(flags);
    const running = live && this.isActive ? change(this.config, true) : undefined;
    const next = persistent ? change(this.isActive ? (this.nextConfig ?? this.config) : this.config, false) : undefined;
    if (running !== undefined) this.config = running;
    if (next === undefined) return;
    if (this.isActive) this.nextConfig = next;
    else this.config = next;
  }

  /** What VIR_DOMAIN_AFFECT_* stand for right now. */
  impact(flags: number): { readonly live: boolean; readonly persistent: boolean } {
    const current = (flags & (LIVE | CONFIG)) === 0;
    const live = (flags & LIVE) !== 0 || (current && this.isActive);
    const persistent = (flags & CONFIG) !== 0 || (current && !this.isActive);
    if (live && !this.isActive) throw libvirtError('domain', 'operation-invalid', 'domain is not running');
    if (persistent && !this.persistent) {
      throw libvirtError('domain', 'operation-invalid', 'transient domains do not have any persistent config');
    }
    return { live, persistent };
  }
}
