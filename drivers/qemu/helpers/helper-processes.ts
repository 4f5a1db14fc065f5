import path from 'node:path';
import type { Filesystem, Tpm } from '../../conf/domain/devices.ts';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import type { NetInterface } from '../../conf/domain/interface.ts';
import { unsupported } from '../../conf/lens/conf-error.ts';
import { virtiofsProcess, type VirtiofsProgram } from './virtiofs-process.ts';

/** Where a machine's helpers keep what they need. */
export interface HelperPlaces {
  /** The machine's sockets; gone when it ends. */
  readonly socketFolder: string;
  /** What a machine's TPM remembers; stays. */
  readonly tpmFolder: string;
  /** The log of a helper. */
  readonly logFile: (name: string) => string;
  /** QEMU runs as root. */
  readonly asRoot: boolean;
}

/** A process that a device needs beside QEMU. It ends by itself when QEMU does. */
export interface HelperProcess {
  /** `swtpm`, `passt`: looked up on the host. */
  readonly program: string;
  readonly arguments: readonly string[];
  /** It works when something listens here. */
  readonly socket: string;
  readonly log: string;
  /** What must have been done once, before its first start; it is done when the file is there. */
  readonly setUp: { readonly program: string; readonly arguments: readonly string[]; readonly folder: string; readonly done: string } | undefined;
  /** What complaints call it, where the program only leads to it. */
  readonly title?: string;
}

/**
 * The processes that a machine's devices need before QEMU starts. The definition is prepared: devices have their names.
 *
 * @param virtiofs the programs that serve its folders.
 * @throws VirError `config-unsupported` for what none of them can.
 */
export function helperProcesses(def: DomainDef, places: HelperPlaces, virtiofs: ReadonlyMap<Filesystem, VirtiofsProgram> = new Map()): HelperProcess[] {
  return [
    ...def.devices.tpms.flatMap((tpm) => (tpm.backend.type === 'emulator' ? [tpmEmulator(tpm, def, places)] : [])),
    ...def.devices.interfaces.flatMap((net) => (net.type === 'user' && net.backend?.type === 'passt' ? [passt(net, places)] : [])),
    ...[...virtiofs].map(([fs, program]) => virtiofsProcess(fs, program, places)),
  ];
}

/** Where the process listens that emulates a machine's TPM; the command line says the same. */
export function tpmSocket(socketFolder: string): string {
  return path.posix.join(socketFolder, 'swtpm.sock');
}

function tpmEmulator({ backend }: Tpm, def: DomainDef, { socketFolder, tpmFolder, logFile }: HelperPlaces): HelperProcess {
  if (backend.encryption !== undefined) throw unsupported('an encrypted TPM needs its passphrase passed by a descriptor, which this driver cannot', 'qemu');
  const version2 = backend.version === '2.0';
  const folder = path.posix.join(tpmFolder, version2 ? 'tpm2' : 'tpm1.2');
  const kind = version2 ? ['--tpm2'] : [];
  const socket = tpmSocket(socketFolder);
  const log = logFile('swtpm');
  return {
    program: 'swtpm',
    arguments: ['socket', '--ctrl', `type=unixio,path=${socket},mode=0600`, '--tpmstate', `dir=${folder},mode=0600`, '--log', `file=${log}`, '--terminate', ...kind],
    socket,
    log,
    setUp: {
      program: 'swtpm_setup',
      arguments: [...kind, '--tpm-state', folder, '--vmid', `${def.name}:${def.uuid}`, '--logfile', log, '--createek', '--lock-nvram', '--not-overwrite'],
      folder,
      done: path.posix.join(folder, version2 ? 'tpm2-00.permall' : 'tpm-00.permall'),
    },
  };
}

function passt(net: NetInterface, { socketFolder, logFile, asRoot }: HelperPlaces): HelperProcess {
  const { alias = '' } = net;
  const socket = path.posix.join(socketFolder, `${alias}.socket`);
  const log = net.backend?.logFile ?? logFile(alias);
  const device = net.source?.type === 'user' ? net.source.dev : undefined;
  return {
    program: 'passt',
    arguments: [
      // It would become nobody, who cannot get at the machine's folder.
      ...(asRoot ? ['--runas', '0'] : []),
      '--foreground', '--one-off', '--socket', socket,
      '--mac-addr', net.mac?.address ?? '',
      ...(net.mtu === undefined || net.mtu === 0 ? [] : ['--mtu', String(net.mtu)]),
      ...(device === undefined ? [] : ['--interface', device]),
      ...(net.backend?.logFile === undefined ? [] : ['--log-file', log]),
      ...net.ips.flatMap((ip) => ['--address', ip.address, ...(ip.family === 'ipv4' && (ip.prefix ?? 0) > 0 ? ['--netmask', String(ip.prefix)] : [])]),
      ...net.portForwards.flatMap((forward) => [`--${forward.proto}-ports`, portsText(forward)]),
    ],
    socket,
    log,
    setUp: undefined,
  };
}

/** `127.0.0.1%lo/2022-2024:22-24,~2023`, in passt's words. */
function portsText({ address, dev, ranges }: NetInterface['portForwards'][number]): string {
  const where = address === undefined ? '' : `${address}${dev === undefined ? '' : `%${dev}`}/`;
  if (ranges.length === 0) return `${where}all`;
  const texts = ranges.map(({ start = 0, end, to, exclude }) => {
    const from = `${exclude === true ? '~' : ''}${start}${end === undefined ? '' : `-${end}`}`;
    return to === undefined ? from : `${from}:${to}${end === undefined ? '' : `-${end + to - start}`}`;
  });
  return `${where}${texts.join(',')}`;
}
