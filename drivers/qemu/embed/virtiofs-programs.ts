import { fsBinary, type Filesystem } from '../../conf/domain/devices.ts';
import { runCommand } from '../../transport/exec/run-command.ts';
import type { Surroundings } from '../../transport/exec/surroundings.ts';
import { vhostUserPrograms } from '../firmware/vhost-user.ts';
import { needsVirtiofsProcess, virtiofsDialect, type VirtiofsProgram } from '../helpers/virtiofs-process.ts';
import { qemuError } from './qemu-error.ts';

/** Where distributions put it; older ones do not describe it. */
const USUAL = ['/usr/libexec/virtiofsd', '/usr/lib/qemu/virtiofsd', '/usr/lib/virtiofsd'];

/**
 * Settles which programs serve folders, where the definition does not say it. Changes the definition.
 *
 * @throws internal-error when a folder is not there; config-unsupported with what to install when the program is not.
 */
export async function prepareFilesystems(surroundings: Surroundings, filesystems: readonly Filesystem[]): Promise<void> {
  for (const fs of filesystems) if (needsVirtiofsProcess(fs)) await prepareFilesystem(surroundings, fs);
}

async function prepareFilesystem(surroundings: Surroundings, fs: Filesystem): Promise<void> {
  const folder = fs.source?.dir ?? '';
  const [info] = await surroundings.files.stat([folder]);
  if (info?.kind !== 'dir') throw qemuError('internal-error', `the virtiofs export directory '${folder}' does not exist`, { subject: folder });
  const path = fs.binary?.path;
  if (path === undefined) fs.binary = { ...(fs.binary ?? fsBinary.create({})), path: await findVirtiofsd(surroundings) };
  else if (!(await surroundings.files.exists(path))) throw qemuError('internal-error', `virtiofsd binary '${path}' is not executable`, { subject: path });
}

async function findVirtiofsd(surroundings: Surroundings): Promise<string> {
  for (const binary of [...(await vhostUserPrograms(surroundings, 'fs')), ...USUAL]) if (await surroundings.files.exists(binary)) return binary;
  throw qemuError('config-unsupported', `${surroundings.hostName} has no virtiofsd, which shares folders with guests; the package is usually called virtiofsd (Debian 12: qemu-system-common)`);
}

/** The program that serves a prepared folder, and what it is like. */
export async function virtiofsProgramOf({ commands }: Surroundings, { binary }: Filesystem): Promise<VirtiofsProgram> {
  const path = binary?.path ?? '';
  const { stdout, stderr } = await runCommand(commands, [path, '--help']);
  return { binary: path, dialect: virtiofsDialect(stdout + stderr) };
}
