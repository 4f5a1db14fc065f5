import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { compileHelper } from './compile-helper.ts';
import { labStateDir } from './lab-paths.ts';
import { type ProcessId, identify, startService, stopProcess } from './lab-process.ts';
import { type Argv, LabError, run, waitFor } from './run.ts';

export interface RttOptions {
  /** There and back. Default 20. */
  readonly roundTripMs?: number;
  /** Of packets, in each direction. Default 0. */
  readonly lossPercent?: number;
  /** Of each direction; 0 (default) is unlimited. */
  readonly rateKiBPerS?: number;
}

/**
 * Two network namespaces with a slow line between them. Files and unix sockets are those of the machine: programs on
 * the far side reach the libvirtd at its usual socket, but it can be reached from the near side only over the line.
 */
export interface Rtt {
  /** The far side's address, as seen from the near side. */
  readonly farAddress: string;
  readonly nearAddress: string;
  /** The argument vector that runs a program on a side. */
  near(argv: Argv): Argv;
  far(argv: Argv): Argv;
  /** What to put before a far program's argument vector, for `startSshd({ prefix, address })`. */
  readonly farPrefix: readonly string[];
  /** Serves a unix socket as TCP on the far side, as `libvirtd --listen` would. */
  relay(port: number, socketPath: string): Promise<void>;
  /** Changes the line while it is in use; 100 percent loss is a pulled plug. */
  change(options: RttOptions): void;
  /** What a packet needs there and back, measured. */
  measure(): Promise<number>;
  dispose(): Promise<void>;
}

const PREFIX = 'vireo-';

/** Makes the namespaces and the line. They end with this process at the latest (namespaces: at the next start). */
export async function startRtt(options: RttOptions = {}): Promise<Rtt> {
  const program = await compileHelper('rtt/forward.c');
  await removeAbandoned();
  const index = await freeIndex();
  const line = new Line(index);
  try {
    await line.open(program);
    line.change({ roundTripMs: 20, ...options });
    return line;
  } catch (error) {
    await line.dispose();
    throw error;
  }
}

class Line implements Rtt {
  readonly farAddress: string;
  readonly nearAddress: string;
  readonly farPrefix: readonly string[];
  readonly #nearName: string;
  readonly #farName: string;
  readonly #index: number;
  readonly #relays: ProcessId[] = [];
  #forwarder: ChildProcessByStdio<Writable, Readable, null> | undefined;

  constructor(index: number) {
    this.#index = index;
    this.#nearName = `${PREFIX}${process.pid}-${index}-near`;
    this.#farName = `${PREFIX}${process.pid}-${index}-far`;
    this.nearAddress = `10.213.${index}.1`;
    this.farAddress = `10.213.${index}.2`;
    this.farPrefix = ['ip', 'netns', 'exec', this.#farName];
  }

  async open(program: string): Promise<void> {
    const devices = [`vn${process.pid % 100000}-${this.#index}`, `vf${process.pid % 100000}-${this.#index}`] as const;
    await run(['ip', 'netns', 'add', this.#nearName]);
    await run(['ip', 'netns', 'add', this.#farName]);
    const forwarder = spawn('setpriv', ['--pdeathsig', 'TERM', program, ...devices], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#forwarder = forwarder;
    const ready = await Promise.race([once(forwarder.stdout, 'data').then(() => true), once(forwarder, 'close').then(() => false)]);
    if (!ready) throw new LabError('the forwarder ended at once');
    await this.#configure(devices[0], this.#nearName, this.nearAddress, this.farAddress);
    await this.#configure(devices[1], this.#farName, this.farAddress, this.nearAddress);
  }

  near(argv: Argv): Argv {
    return ['ip', 'netns', 'exec', this.#nearName, ...argv];
  }

  far(argv: Argv): Argv {
    return ['ip', 'netns', 'exec', this.#farName, ...argv];
  }

  async relay(port: number, socketPath: string): Promise<void> {
    mkdirSync(labStateDir, { recursive: true });
    const listen = `TCP-LISTEN:${port},bind=${this.farAddress},reuseaddr,fork,nodelay`;
    const argv: Argv = ['socat', listen, `UNIX-CONNECT:${socketPath}`];
    const logPath = join(labStateDir, 'relay.log');
    this.#relays.push(await startService(this.far(argv), { logPath, outlives: false }));
    await waitFor(
      `relay on port ${port}`,
      async () => ((await run(this.far(['ss', '-Hltn', `sport = :${port}`]))).stdout === '' ? undefined : true),
      5000,
    );
  }

  change(options: RttOptions): void {
    const { roundTripMs, lossPercent, rateKiBPerS } = options;
    const commands = [
      ...(roundTripMs === undefined ? [] : [`delay ${roundTripMs * 500}`]),
      ...(lossPercent === undefined ? [] : [`loss ${lossPercent}`]),
      ...(rateKiBPerS === undefined ? [] : [`rate ${rateKiBPerS}`]),
    ];
    this.#forwarder?.stdin.write(commands.map((command) => `${command}\n`).join(''));
  }

  async measure(): Promise<number> {
    // A refused connection takes exactly one round trip; ping is not everywhere.
    const script = `
      const { createConnection } = require('node:net');
      const times = [];
      const once = () => new Promise((done) => {
        const start = performance.now();
        createConnection({ host: '${this.farAddress}', port: 9 }).on('error', () => done(times.push(performance.now() - start)));
      });
      (async () => { for (let i = 0; i < 9; i++) await once(); console.log(times.sort((a, b) => a - b)[4]); })();`;
    return Number((await run(this.near([process.execPath, '-e', script]))).stdout);
  }

  async dispose(): Promise<void> {
    for (const relay of this.#relays.splice(0)) await stopProcess(relay);
    const forwarder = this.#forwarder;
    this.#forwarder = undefined;
    if (forwarder !== undefined && forwarder.exitCode === null && forwarder.signalCode === null) {
      const closed = once(forwarder, 'close');
      forwarder.stdin.end();
      await closed;
    }
    for (const name of [this.#nearName, this.#farName]) await run(['ip', 'netns', 'del', name], { check: false });
  }

  async #configure(device: string, namespace: string, address: string, peer: string): Promise<void> {
    await run(['ip', 'link', 'set', device, 'netns', namespace]);
    await run(['ip', '-n', namespace, 'link', 'set', 'lo', 'up']);
    await run(['ip', '-n', namespace, 'address', 'add', address, 'peer', peer, 'dev', device]);
    await run(['ip', '-n', namespace, 'link', 'set', device, 'up', 'txqueuelen', '10000']);
  }
}

/** Namespaces of test runs that were killed. */
async function removeAbandoned(): Promise<void> {
  for (const name of namespaces()) {
    const owner = Number(name.slice(PREFIX.length).split('-')[0]);
    if (identify(owner) === undefined) await run(['ip', 'netns', 'del', name], { check: false });
  }
}

/** Addresses are local to the namespaces; only the devices' names must differ within one process. */
function freeIndex(): Promise<number> {
  const mine = `${PREFIX}${process.pid}-`;
  const used = new Set(namespaces().filter((name) => name.startsWith(mine)).map((name) => Number(name.split('-')[2])));
  for (let index = 1; index < 255; index += 1) if (!used.has(index)) return Promise.resolve(index);
  throw new LabError('254 lines are in use');
}

function namespaces(): string[] {
  return existsSync('/run/netns') ? readdirSync('/run/netns').filter((name) => name.startsWith(PREFIX)) : [];
}
