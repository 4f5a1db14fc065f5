import type { Filesystem } from '../../conf/domain/devices.ts';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { runCommand } from '../../transport/exec/run-command.ts';
import { findProgram } from '../../transport/exec/surroundings.ts';
import { helperProcesses, type HelperPlaces } from '../helpers/helper-processes.ts';
import { startHelpers, type HelperPort, type StartedHelpers } from '../helpers/start-helpers.ts';
import { needsVirtiofsProcess, virtiofsProcess, type VirtiofsProgram } from '../helpers/virtiofs-process.ts';
import type { EmbedState } from './embed-state.ts';
import type { Machine } from './machine.ts';
import { virtiofsProgramOf } from './virtiofs-programs.ts';

const LAST_BYTES = 1024;

/** Starts what a machine's devices need beside QEMU: the emulator of its TPM, passt, virtiofsd. They end by themselves when QEMU does. */
export async function startMachineHelpers(state: EmbedState, machine: Machine, def: DomainDef, socketFolder: string): Promise<StartedHelpers> {
  const programs = new Map<Filesystem, VirtiofsProgram>();
  for (const fs of def.devices.filesystems) if (needsVirtiofsProcess(fs)) programs.set(fs, await virtiofsProgramOf(state.surroundings, fs));
  return startHelpers(helperProcesses(def, placesOf(state, machine, socketFolder), programs), portOf(state));
}

/** Starts what serves a folder that is plugged into a machine that runs. The folder is prepared. */
export async function startFilesystemHelper(state: EmbedState, machine: Machine, fs: Filesystem, socketFolder: string): Promise<StartedHelpers> {
  const helpers = needsVirtiofsProcess(fs) ? [virtiofsProcess(fs, await virtiofsProgramOf(state.surroundings, fs), placesOf(state, machine, socketFolder))] : [];
  return startHelpers(helpers, portOf(state));
}

function placesOf({ layout, surroundings }: EmbedState, { uuid }: Machine, socketFolder: string): HelperPlaces {
  return { socketFolder, tpmFolder: layout.tpmFolder(uuid), logFile: (name) => layout.consoleLog(uuid, name), asRoot: surroundings.uid === 0 };
}

function portOf({ processes, surroundings }: EmbedState): HelperPort {
  const { commands, files } = surroundings;
  const starts = new Map<number, string | undefined>();
  const isRunning = async (pid: number): Promise<boolean> => {
    const start = (await processes.starts([pid])).get(pid);
    return start !== undefined && start === starts.get(pid);
  };
  return {
    findProgram: (name) => findProgram(surroundings, name),
    async run(argv) {
      const { code, stdout, stderr } = await runCommand(commands, argv);
      return { code: code ?? -1, output: `${stdout}${stderr}` };
    },
    async start(argv, log) {
      const { pid } = await processes.startDetached(argv, { log, environment: [] });
      starts.set(pid, (await processes.starts([pid])).get(pid));
      return pid;
    },
    isRunning,
    async stop(pid) {
      if (await isRunning(pid)) await processes.kill(pid, 'SIGTERM');
    },
    exists: (path) => files.exists(path),
    makePrivateFolder: (path) => files.makeFolder(path, 0o700),
    async lastWords(log) {
      const [info] = await files.stat([log]);
      if (info === undefined) return '';
      const size = Number(info.sizeBytes);
      const from = Math.max(0, size - LAST_BYTES);
      return Buffer.from(await files.readRange(log, BigInt(from), size - from)).toString('utf8').trim();
    },
  };
}
