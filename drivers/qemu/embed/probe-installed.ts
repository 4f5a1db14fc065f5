import { createHash, randomBytes } from 'node:crypto';
import { VirError } from '../../core/vir-error.ts';
import type { Surroundings } from '../../transport/exec/surroundings.ts';
import { formatEmulator, parseEmulator } from '../capabilities/capability-document.ts';
import { virtTypesOf, type Emulator } from '../capabilities/emulator.ts';
import { probeEmulation, probeEmulator } from '../capabilities/probe-emulator.ts';
import { QmpClient } from '../qmp/qmp-client.ts';
import type { EmbedLayout } from './embed-layout.ts';
import { processesOf } from './host-processes.ts';
import { qemuError } from './qemu-error.ts';

/** Changes when what is asked or kept changes. */
const KEPT_VERSION = 1;
const GREETING_MS = 20_000;
const PAUSE_MS = 10;

/** What an installed emulator can: asked of itself once, and kept until the program, KVM or the host's CPU changes. */
export async function probeInstalled(surroundings: Surroundings, layout: EmbedLayout, binary: string): Promise<Emulator> {
  const { files } = surroundings;
  const [program, kvm] = await files.stat([binary, '/dev/kvm']);
  if (program === undefined) throw qemuError('config-unsupported', `Cannot check QEMU binary ${binary}: No such file or directory`);
  const stamp = [KEPT_VERSION, program.modified.ns, program.changed.ns, program.sizeBytes, kvm === undefined ? 'no kvm' : `${kvm.mode} ${kvm.gid} ${surroundings.uid ?? ''}`, await hostCpu(surroundings)].join(' ');
  const file = `${layout.root}/cache/${createHash('sha256').update(binary).digest('hex').slice(0, 16)}.xml`;
  const kept = await readKept(surroundings, file, stamp);
  if (kept !== undefined) return kept;
  const folder = `${layout.sockets}/probe-${randomBytes(4).toString('hex')}`;
  await files.makeFolder(folder, 0o700);
  try {
    const emulator = await asking(surroundings, folder, binary, 'none,accel=kvm:hvf:tcg', (monitor) => probeEmulator(monitor, binary));
    if (virtTypesOf(emulator).some((type) => type !== 'qemu')) await asking(surroundings, folder, binary, 'none,accel=tcg', (monitor) => probeEmulation(monitor, emulator));
    await files.write(file, Buffer.from(`<!-- ${stamp} -->\n${formatEmulator(emulator)}`));
    return emulator;
  } finally {
    await files.removeTree(folder, layout.sockets);
  }
}

async function hostCpu({ files, system }: Surroundings): Promise<string> {
  if (system !== 'linux') return system;
  const [info, version] = await files.read(['/proc/cpuinfo', '/proc/sys/kernel/osrelease']);
  const lines = Buffer.from(info ?? []).toString('latin1').split('\n');
  const facts = ['model name', 'microcode', 'flags', 'Features'].map((name) => lines.find((line) => line.startsWith(`${name}\t`)) ?? '');
  return createHash('sha256').update([...facts, Buffer.from(version ?? []).toString('latin1')].join('\n')).digest('hex').slice(0, 16);
}

async function readKept({ files }: Surroundings, file: string, stamp: string): Promise<Emulator | undefined> {
  const [bytes] = await files.read([file]);
  const text = Buffer.from(bytes ?? []).toString('utf8');
  if (!text.startsWith(`<!-- ${stamp} -->\n`)) return undefined;
  try {
    return parseEmulator(text);
  } catch (error) {
    if (VirError.is(error)) return undefined; // asked anew
    throw error;
  }
}

async function asking<T>(surroundings: Surroundings, folder: string, binary: string, machine: string, ask: (monitor: QmpClient) => Promise<T>): Promise<T> {
  const processes = processesOf(surroundings);
  const socket = `${folder}/${randomBytes(3).toString('hex')}.sock`;
  const log = `${folder}/log`;
  const argv = [binary, '-S', '-no-user-config', '-nodefaults', '-nographic', '-machine', machine, '-qmp', `unix:${socket.replaceAll(',', ',,')},server=on,wait=off`];
  const child = await processes.startDetached(argv, { log, environment: [['LC_ALL', 'C']] });
  try {
    const monitor = await knock(surroundings, socket, child.ended, log);
    try {
      return await ask(monitor);
    } finally {
      monitor.dispose();
    }
  } finally {
    await processes.kill(child.pid, 'SIGKILL');
  }
}

async function knock({ connect, files }: Surroundings, socket: string, ended: Promise<void>, log: string): Promise<QmpClient> {
  const end = { seen: false };
  void ended.then(() => { end.seen = true; });
  for (const until = performance.now() + GREETING_MS; ;) {
    try {
      if (await files.exists(socket)) return await QmpClient.connect(await connect({ kind: 'unix', path: socket }), { deadlineMs: GREETING_MS });
    } catch (error) {
      if (!VirError.is(error, 'system-error') || performance.now() > until) throw error;
    }
    if (end.seen || performance.now() > until) {
      const [words] = await files.read([log]);
      throw qemuError('internal-error', `Failed to probe QEMU binary: ${Buffer.from(words ?? []).toString('utf8').trim()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
