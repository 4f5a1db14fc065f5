import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, logTail, startService, stopProcess, type ProcessId } from './lab-process.ts';
import { abandonedDirs, makeOwnedDir } from './owned-dir.ts';
import { LabError, waitFor } from './run.ts';

const PREFIX = 'bare-qemu-';

/** A QEMU that was started without libvirt, paused, with a monitor. */
export interface BareQemuProcess {
  readonly id: ProcessId;
  /** The monitor's socket; it takes one client at a time. */
  readonly monitorPath: string;
  /** What it has written. */
  log(): string;
  stop(): Promise<void>;
}

/** A folder for images and sockets, and QEMUs with whatever arguments a test wants. */
export interface BareQemu {
  readonly dir: string;
  /** Starts one: no devices but those of `args`, no guest, software emulation. */
  start(args?: readonly string[]): Promise<BareQemuProcess>;
  /** Ends them all and removes the folder. */
  dispose(): Promise<void>;
}

/** A house for QEMUs without libvirt. */
export function bareQemu(): BareQemu {
  for (const abandoned of abandonedDirs(PREFIX)) rmSync(abandoned, { recursive: true, force: true });
  const dir = makeOwnedDir(PREFIX);
  const running: BareQemuProcess[] = [];
  let count = 0;
  return {
    dir,
    async start(args = []) {
      const one = await startOne(join(dir, `qemu-${String(count++)}`), args);
      running.push(one);
      return one;
    },
    async dispose() {
      await Promise.all(running.map((one) => one.stop()));
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

async function startOne(base: string, args: readonly string[]): Promise<BareQemuProcess> {
  const monitorPath = `${base}.monitor`;
  const logPath = `${base}.log`;
  const id = await startService(
    [
      'qemu-system-x86_64', '-nodefaults', '-no-user-config', '-display', 'none', '-accel', 'tcg', '-m', '64', '-S',
      '-chardev', `socket,id=monitor,path=${monitorPath},server=on,wait=off`, '-mon', 'chardev=monitor,mode=control', ...args,
    ],
    { logPath, outlives: false },
  );
  await waitFor(
    `monitor ${monitorPath}`,
    () => {
      if (!isAlive(id)) throw new LabError(`QEMU ended at once: ${logTail(logPath)}`);
      return existsSync(monitorPath) ? true : undefined;
    },
    20_000,
    20,
  );
  return { id, monitorPath, log: () => logTail(logPath), stop: () => stopProcess(id) };
}
