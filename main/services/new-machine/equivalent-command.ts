import type { NewMachine } from '../../contract/new-machine.ts';

/**
 * A command line that makes the same machine. Where `vireo create` has no words for it, the document is defined. Passwords are in none:
 * command lines are seen by everybody.
 */
export function equivalentCommand(uri: string, wanted: NewMachine): string {
  const { name, install } = wanted;
  const vireo = `vireo -c ${quote(uri)}`;
  if (!CREATES.has(install.kind)) return `${vireo} define ${quote(`${name}.xml`)}${wanted.start ? `\n${vireo} start ${quote(name)}` : ''}`;
  const words = [`${vireo} create --name ${quote(name)}`, `--memory ${wanted.memoryKiB}KiB`, `--vcpus ${wanted.vcpus}`];
  if (wanted.osId !== undefined) words.push(`--os ${quote(wanted.osId)}`);
  const disk = diskSpec(wanted);
  if (disk !== undefined) words.push(`--disk ${quote(disk)}`);
  if (install.kind === 'iso') words.push(`--cdrom ${quote(install.path)}`);
  words.push(`--network ${wanted.network.kind === 'network' ? quote(escaped(wanted.network.name)) : 'none'}`);
  if (wanted.firmware !== 'bios') words.push(`--boot ${wanted.firmware}`);
  if (wanted.tpm === true) words.push('--tpm');
  const seed = seedSpec(wanted);
  if (seed !== undefined) words.push(`--cloud-init ${quote(seed)}`);
  if (!wanted.start) words.push('--no-start');
  return words.join(' \\\n  ');
}

const CREATES: ReadonlySet<string> = new Set(['iso', 'disk', 'cloud']);

/** In values of options a comma stands between, so one of its own is doubled. */
const escaped = (text: string): string => text.replaceAll(',', ',,');

function diskSpec({ install, disk }: NewMachine): string | undefined {
  if (install.kind === 'disk') return `path=${escaped(install.path)}`;
  if (disk.kind !== 'new') return undefined;
  const base = install.kind === 'cloud' ? `,base=${escaped(install.path)}${install.how === 'copy' ? ',copy=yes' : ''}` : '';
  return `size=${disk.sizeBytes}B,pool=${escaped(disk.pool)}${base}`;
}

function seedSpec({ name, cloudInit }: NewMachine): string | undefined {
  if (cloudInit === undefined) return undefined;
  const { user, hostname = name, packages, sshKeys, address } = cloudInit;
  const parts = [
    ...(user === undefined ? [] : [`user=${user}`]),
    `hostname=${escaped(hostname)}`,
    ...(sshKeys.length === 0 ? [] : ['ssh-key=KEYS.pub']),
    ...(packages.length === 0 ? [] : [`packages=${escaped(packages.join(';'))}`]),
    ...(address === undefined ? [] : [`address=${escaped(address)}`]),
  ];
  return parts.join(',');
}

/** A word for a POSIX shell. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
