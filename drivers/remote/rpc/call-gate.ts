import { isBlocking, isUrgent, type CallKind } from './call-policy.ts';
import { Fifo } from './fifo.ts';

/** Most calls of ours that may be unanswered on one connection. */
const OUTSTANDING_MAX = 256;
/** libvirtd executes five calls of a client at once and then stops reading it: two stay free. */
const BLOCKING_MAX = 3;
/** A quick call that takes longer than this holds one of the daemon's workers, whatever it was thought to be. */
const STUCK_AFTER_MS = 2000;

/** A call on its way through the gate. */
export interface GatedCall {
  readonly procedure: CallKind;
  /** Set when it is let through. */
  sentAtMs: number;
  /** Set when it counts against the few that may block. */
  blocks: boolean;
  /** Set when it was thought to be quick, and was not. */
  stuck: boolean;
}

/**
 * Decides when a call may go out, so that calls which hang in the daemon cannot hold up the others:
 * at most {@link BLOCKING_MAX} that may block are unanswered at any time, quick ones are pipelined.
 * A call counts until it is answered, even when nobody waits for it any more.
 */
export class CallGate<C extends GatedCall> {
  private readonly outstanding = new Set<C>();
  private readonly waitingBlocking = new Fifo<C>();
  private readonly waitingQuick = new Fifo<C>();
  private blocking = 0;
  /** Families of which a quick call got stuck: their calls are taken to block until it is answered. */
  private readonly stuckFamilies = new Map<string, number>();

  private readonly send: (call: C) => void;

  constructor(send: (call: C) => void) {
    this.send = send;
  }

  /** Calls that are unanswered. */
  get unanswered(): number {
    return this.outstanding.size;
  }

  /** Calls that have not been sent. */
  get waiting(): number {
    return this.waitingBlocking.length + this.waitingQuick.length;
  }

  /** Whether the daemon may have stopped reading us. */
  get mayBeBlocked(): boolean {
    return this.blocking >= BLOCKING_MAX || this.stuckFamilies.size > 0;
  }

  /** Sends the call now or when its turn comes. */
  submit(call: C): void {
    if (isUrgent(call.procedure)) this.letThrough(call, false);
    else if (this.mustWaitAsBlocking(call)) this.waitingBlocking.push(call);
    else if (this.outstanding.size >= OUTSTANDING_MAX) this.waitingQuick.push(call);
    else this.letThrough(call, this.countsAsBlocking(call));
  }

  /** Takes back a call that has not been sent. */
  withdraw(call: C): boolean {
    return this.waitingBlocking.remove(call) || this.waitingQuick.remove(call);
  }

  /** The call was answered. */
  answered(call: C): void {
    if (!this.outstanding.delete(call)) return;
    if (call.blocks) this.unblock(call);
    this.letWaitingThrough();
  }

  /** Looks for quick calls that take long; to be called now and then. */
  findStuck(nowMs: number): void {
    for (const call of this.outstanding) {
      if (call.blocks || nowMs - call.sentAtMs < STUCK_AFTER_MS) continue;
      const family = familyOf(call);
      call.blocks = true;
      call.stuck = true;
      this.blocking++;
      this.stuckFamilies.set(family, (this.stuckFamilies.get(family) ?? 0) + 1);
    }
  }

  private mustWaitAsBlocking(call: C): boolean {
    return this.countsAsBlocking(call) && (this.blocking >= BLOCKING_MAX || this.waitingBlocking.length > 0);
  }

  private countsAsBlocking(call: C): boolean {
    return isBlocking(call.procedure) || (this.stuckFamilies.size > 0 && this.stuckFamilies.has(familyOf(call)));
  }

  private letThrough(call: C, blocks: boolean): void {
    call.blocks = blocks;
    call.stuck = false;
    call.sentAtMs = performance.now();
    if (blocks) this.blocking++;
    this.outstanding.add(call);
    this.send(call);
  }

  private unblock(call: C): void {
    this.blocking--;
    if (!call.stuck) return;
    const family = familyOf(call);
    const left = (this.stuckFamilies.get(family) ?? 1) - 1;
    if (left > 0) this.stuckFamilies.set(family, left);
    else this.stuckFamilies.delete(family);
  }

  private letWaitingThrough(): void {
    while (this.blocking < BLOCKING_MAX) {
      const call = this.waitingBlocking.shift();
      if (call === undefined) break;
      this.letThrough(call, this.countsAsBlocking(call));
    }
    while (this.outstanding.size < OUTSTANDING_MAX) {
      const call = this.waitingQuick.shift();
      if (call === undefined) break;
      if (this.mustWaitAsBlocking(call)) this.waitingBlocking.push(call);
      else this.letThrough(call, this.countsAsBlocking(call));
    }
  }
}

/** `STORAGE_POOL_GET_INFO` → `STORAGE`: calls of one family wait for the same locks in the daemon. */
function familyOf(call: GatedCall): string {
  const { name } = call.procedure;
  const end = name.indexOf('_');
  return end < 0 ? name : name.slice(0, end);
}
