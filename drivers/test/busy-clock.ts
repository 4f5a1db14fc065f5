/** How a machine is busy: a wave around a mean, told by its UUID. */
interface Rhythm {
  /** Mean load of a vCPU, 0 to 1. */
  readonly mean: number;
  readonly periodMs: number;
  readonly phase: number;
}

/**
 * What a machine has done since it was started. It works in a rhythm of its own while it runs, and its clock
 * stands while it is paused. Everything is a function of the time: nothing runs for machines nobody looks at.
 */
export class BusyClock {
  #doneMs = 0;
  #since: number | undefined;
  #stoppedAt = 0;
  /** What does not change while the machine runs: ten thousand of them are asked again and again. */
  #pace: { readonly uuid: string; readonly since: number; readonly rhythm: Rhythm; readonly sinceIntegralMs: number } | undefined;

  /** The machine runs from now on, after a pause or from the beginning. */
  run(uuid: string, fromTheBeginning: boolean, nowMs: number = Date.now()): void {
    if (fromTheBeginning) this.#doneMs = 0;
    else if (this.#since !== undefined) this.#doneMs = this.busyMs(uuid, nowMs);
    this.#since = nowMs;
  }

  /** The machine does nothing from now on. */
  stop(uuid: string, nowMs: number = Date.now()): void {
    if (this.#since === undefined) return;
    this.#doneMs = this.busyMs(uuid, nowMs);
    this.#stoppedAt = nowMs;
    this.#since = undefined;
  }

  /** Work done, in milliseconds of one vCPU. Only ever grows while the machine lives. */
  busyMs(uuid: string, nowMs: number): number {
    if (this.#since === undefined) return this.#doneMs;
    const { rhythm, sinceIntegralMs } = this.#paceOf(uuid, this.#since);
    return this.#doneMs + integralMs(rhythm, nowMs) - sinceIntegralMs;
  }

  /** The load of one vCPU, 0 to 1; that of its last moment while the machine stands. */
  load(uuid: string, nowMs: number): number {
    return loadAt(rhythmOf(uuid), this.#since === undefined ? this.#stoppedAt : nowMs);
  }

  #paceOf(uuid: string, since: number): { readonly rhythm: Rhythm; readonly sinceIntegralMs: number } {
    if (this.#pace?.uuid === uuid && this.#pace.since === since) return this.#pace;
    const rhythm = rhythmOf(uuid);
    this.#pace = { uuid, since, rhythm, sinceIntegralMs: integralMs(rhythm, since) };
    return this.#pace;
  }
}

function rhythmOf(uuid: string): Rhythm {
  const seed = Number.parseInt(uuid.slice(0, 8), 16) ^ Number.parseInt(uuid.slice(-8), 16);
  const part = (shift: number): number => ((seed >>> shift) & 0xff) / 255;
  return { mean: 0.02 + 0.46 * part(0) * part(8), periodMs: 20_000 + 100_000 * part(16), phase: 2 * Math.PI * part(24) };
}

function loadAt({ mean, periodMs, phase }: Rhythm, nowMs: number): number {
  return mean * (1 + 0.9 * Math.sin((2 * Math.PI * nowMs) / periodMs + phase));
}

/** The load summed up to a time, from some time in the past. */
function integralMs({ mean, periodMs, phase }: Rhythm, nowMs: number): number {
  return mean * (nowMs - ((0.9 * periodMs) / (2 * Math.PI)) * Math.cos((2 * Math.PI * nowMs) / periodMs + phase));
}
