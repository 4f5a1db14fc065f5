import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { runCommand } from '../../transport/exec/run-command.ts';
import { findProgram } from '../../transport/exec/surroundings.ts';
import { helperProcesses } from '../helpers/helper-processes.ts';
import { startHelpers, type HelperPort, type StartedHelpers } from '../helpers/start-helpers.ts';
import type { EmbedState } from './embed-state.ts';
import type { Machine } from './machine.ts';

const LAST_BYTES = 1024;

/** Starts what a machine's devices need beside QEMU: the emulator of its TPM, passt. They end by themselves when QEMU does. */
export async function startMachineHelpers(state: EmbedState, machine: Machine, def: DomainDef, socketFolder: string): Promise<StartedHelpers> {
  const { layout, surroundings } = state;
  const helpers = helperProcesses(def, { socketFolder, tpmFolder: layout.tpmFolder(machine.uuid), logFile: (name) => layout.consoleLog(machine.uuid, name), asRoot: surroundings.uid === 0 });
  return startHelpers(helpers, portOf(state));
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

/** What a machine's TPM remembers goes with the machine, unless it is to stay. */
export async function removeTpm({ layout, surroundings: { files } }: EmbedState, machine: Machine): Promise<void> {
  const folder = layout.tpmFolder(machine.uuid);
  if (await files.exists(folder)) await files.removeTree(folder, layout.tpm);
}
