import { mkdtemp, mkdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Duplex } from 'node:stream';
import { DuplexChannel } from '../../transport/byte-channel.ts';
import type { CommandHost } from '../../transport/exec/process-channel.ts';
import { surroundingsHere, type Surroundings } from '../../transport/exec/surroundings.ts';
import { simulate } from './vmrun-simulation.mjs';

/** A folder in which the simulation of vmrun "is installed": a home, programs in its search path, machines. */
export interface SimulatedHost {
  readonly home: string;
  readonly bin: string;
  readonly machines: string;
  /** What a process needs to find it. */
  readonly env: NodeJS.ProcessEnv;
  /** This computer with it, the programs in this process: a hundred times faster than processes. */
  readonly surroundings: () => Surroundings;
  /** Makes a machine's file and gives its path. */
  readonly addMachine: (name: string, more?: string) => Promise<string>;
  /** Makes commands fail as the real program would: by their names, with what they print. */
  readonly breakCommands: (faults: Readonly<Record<string, string>>) => Promise<void>;
  /** Ends what "runs", and removes everything. */
  readonly dispose: () => Promise<void>;
}

const PROGRAM = path.join(import.meta.dirname, 'vmrun.mjs');

/** Installs the simulation in a folder of its own. It runs nothing: see `vmrun.mjs`. */
export async function simulatedHost(): Promise<SimulatedHost> {
  const root = await realpath(await mkdtemp(path.join(tmpdir(), 'vireo-vmrun-')));
  const [home, bin, state] = ['home', 'bin', 'state'].map((name) => path.join(root, name)) as [string, string, string];
  const machines = path.join(home, 'vmware');
  await Promise.all([bin, state, machines, path.join(home, '.vmware')].map((folder) => mkdir(folder, { recursive: true })));
  // Scripts, not links: libvirt's driver follows links and looks for the other programs there.
  for (const name of ['vmrun', 'vmware', 'vmplayer', 'vmware-vmx']) {
    await writeFile(path.join(bin, name), `#!/bin/sh\nVMRUN_SIM_PROGRAM=${name} exec '${process.execPath}' '${PROGRAM}' "$@"\n`, { mode: 0o755 });
  }
  const env = { HOME: home, VMRUN_SIM: state, PATH: `${bin}${path.delimiter}${process.env['PATH'] ?? ''}` };
  return {
    home,
    bin,
    machines,
    env,
    surroundings: () => ({ ...surroundingsHere(env), commands: inProcess(env) }),
    async addMachine(name, more = '') {
      const file = path.join(machines, name, `${name}.vmx`);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, `#!/usr/bin/vmware\n.encoding = "UTF-8"\nconfig.version = "8"\nvirtualHW.version = "19"\ndisplayName = "${name}"\nguestOS = "debian12-64"\nmemsize = "1024"\n${more}`);
      return file;
    },
    breakCommands: (faults) => writeFile(path.join(state, 'fail.json'), JSON.stringify(faults)),
    async dispose() {
      const text = await readFile(path.join(state, 'state.json'), 'utf8').catch(() => '{"running":{}}');
      const { running } = JSON.parse(text) as { readonly running: Readonly<Record<string, { readonly pid: number }>> };
      for (const { pid } of Object.values(running)) {
        try {
          process.kill(pid);
        } catch (error) {
          if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
        }
      }
      await rm(root, { recursive: true, force: true });
    },
  };
}

function inProcess(env: Readonly<Record<string, string>>): CommandHost {
  return {
    description: 'the simulated host',
    async spawn(argv) {
      const { code, stdout } = simulate(argv, env);
      const stream = new Duplex({
        read() {
          this.push(stdout);
          this.push(null);
        },
        write: (_piece, _encoding, done) => { done(); },
      });
      const channel = new DuplexChannel(stream, { description: argv[0] ?? '' });
      return Promise.resolve({ channel, stderrTail: () => '', exited: Promise.resolve({ code, signal: undefined }), dispose: () => { channel.dispose(); } });
    },
  };
}

/** Points this process at a simulated host; the answer puts everything back. */
export function useSimulatedHost(host: SimulatedHost): () => void {
  const before = Object.fromEntries(Object.keys(host.env).map((name) => [name, process.env[name]]));
  Object.assign(process.env, host.env);
  return () => {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  };
}
