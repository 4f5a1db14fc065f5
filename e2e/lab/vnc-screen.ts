import { readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { abandonedDirs, makeOwnedDir } from './owned-dir.ts';
import { isAlive, logTail, startService, stopProcess } from './lab-process.ts';
import { LabError, waitFor } from './run.ts';

/** A real VNC server: QEMU in its firmware, with nothing to boot. */
export interface VncScreen {
  /** `127.0.0.1:PORT` */
  readonly address: string;
  dispose(): Promise<void>;
}

const PREFIX = 'screen-';

/** Starts a screen on loopback. It ends with this process at the latest. */
export async function startVncScreen(): Promise<VncScreen> {
  for (const abandoned of abandonedDirs(PREFIX)) rmSync(abandoned, { recursive: true, force: true });
  const dir = makeOwnedDir(PREFIX);
  const logPath = join(dir, 'qemu.log');
  // QEMU takes the first free display.
  const id = await startService(
    ['qemu-system-x86_64', '-nodefaults', '-m', '16', '-vga', 'std', '-display', 'none', '-vnc', '127.0.0.1:20,to=400', '-monitor', 'none'],
    { logPath, outlives: false },
  );
  try {
    const port = await waitFor('the screen', () => listeningPort(id.pid, () => isAlive(id), logPath), 20_000);
    return {
      address: `127.0.0.1:${port}`,
      dispose: async () => {
        await stopProcess(id);
        rmSync(dir, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await stopProcess(id);
    throw error;
  }
}

/** The port that a process listens on, by the kernel's tables: the socket's inode is among its open files. */
function listeningPort(pid: number, alive: () => boolean, logPath: string): number | undefined {
  if (!alive()) throw new LabError(`the screen ended: ${logTail(logPath)}`);
  const LISTEN = '0A';
  const rows = readFileSync(`/proc/${pid}/net/tcp`, 'utf8').split('\n').slice(1).map((line) => line.trim().split(/\s+/));
  for (const row of rows) {
    if (row[3] !== LISTEN || !isOpenIn(pid, row[9] ?? '')) continue;
    return Number.parseInt(row[1]?.split(':')[1] ?? '', 16);
  }
  return undefined;
}

function isOpenIn(pid: number, inode: string): boolean {
  return openFiles(pid).includes(`socket:[${inode}]`);
}

function openFiles(pid: number): readonly string[] {
  const dir = `/proc/${pid}/fd`;
  return readdirSync(dir).flatMap((name) => {
    try {
      return [readlinkSync(join(dir, name))];
    } catch (error) {
      // Closed while we look.
      if (error instanceof Error) return [];
      throw error;
    }
  });
}
