import type { MoveObstacle } from '../../../api/extras.ts';
import type { Uuid } from '../../../api/refs.ts';
import { diskPath, isDiskEmpty } from '../../../conf/domain/disk.ts';
import { cloneDomainDef, type DomainDef } from '../../../conf/domain/domain-def.ts';
import { DomainMigrateFlags as M } from '../../../core/constants.ts';
import { VirError } from '../../../core/vir-error.ts';
import { accelerationOf } from '../../capabilities/emulator.ts';
import { settleCpu } from '../../command/settle-cpu.ts';
import { commandContext } from '../build-command.ts';
import type { EmbedState } from '../embed-state.ts';
import { resolveNetworks } from '../host-objects.ts';
import type { MoveOffer } from './move-cookie.ts';
import { movingDisks } from './move-disks.ts';
import type { MoveWish } from './move-wish.ts';

/** What is asked: can this machine come here? */
export interface TargetQuestion {
  readonly def: DomainDef;
  readonly offer: MoveOffer;
  readonly wish: MoveWish;
}

type Check = (state: EmbedState, question: TargetQuestion) => Promise<readonly MoveObstacle[]> | readonly MoveObstacle[];

/** Why a machine cannot come to this root, all reasons at once; none: it can, as far as that is known before. */
export async function checkTarget(state: EmbedState, question: TargetQuestion): Promise<readonly MoveObstacle[]> {
  const found = await Promise.all([names, emulator, devices, disks, networks].map(async (check: Check) => check(state, question)));
  return found.flat();
}

async function names(state: EmbedState, { def, offer }: TargetQuestion): Promise<readonly MoveObstacle[]> {
  const { hostName } = state.surroundings;
  if (offer.boot === state.boot && offer.root === state.layout.root) {
    return [{ reason: 'same-place', message: `'${def.name}' is on ${hostName} already, in ${state.layout.root}`, advice: 'Name another host, or another root of this one.' }];
  }
  const named = await state.byName(def.name);
  const same = state.get(def.uuid as Uuid);
  const taken: MoveObstacle[] = [];
  if (named !== undefined && named.uuid !== def.uuid) taken.push({ reason: 'name-taken', message: `${hostName} has a machine '${def.name}' with another UUID (${named.uuid})`, advice: 'Give it another name on the way (--dname), or rename the one that is there.' });
  if (same?.run !== undefined) taken.push({ reason: 'uuid-taken', message: `${hostName} runs a machine with this UUID ('${same.name}')`, advice: 'Shut that one down first.' });
  else if (same !== undefined && same.name !== def.name) taken.push({ reason: 'uuid-taken', message: `${hostName} has defined a machine with this UUID as '${same.name}'`, advice: `Undefine it there, or move this one under that name (--dname ${same.name}).` });
  return taken;
}

function emulator(state: EmbedState, { def, offer }: TargetQuestion): readonly MoveObstacle[] {
  const { hostName } = state.surroundings;
  const { arch, machine } = def.os.type;
  const known = def.devices.emulator === undefined ? undefined : state.emulators.known(def.devices.emulator);
  if (known === undefined) return [{ reason: 'no-emulator', message: `${hostName} has no QEMU for ${arch}`, advice: `Install QEMU for ${arch} there (Debian: qemu-system-${arch.startsWith('x86') || arch === 'i686' ? 'x86' : 'misc'}).` }];
  const found: MoveObstacle[] = [];
  const hasKvm = known.caps.has('kvm');
  if (def.type === 'kvm' && !hasKvm) found.push({ reason: 'no-kvm', message: `the machine uses KVM, which ${hostName} does not offer to ${state.surroundings.userName}`, advice: 'Switch virtualization on in its firmware, load the kvm module, or let the user use /dev/kvm (group kvm).' });
  const type = def.type === 'kvm' && hasKvm ? 'kvm' : 'qemu';
  const { machines } = accelerationOf(known.emulator, type);
  const fits = machines.length === 0 || machines.some(({ name, alias }) => name === machine || alias === machine);
  if (machine !== undefined && !fits) found.push({ reason: 'no-machine-type', message: `the QEMU of ${hostName} does not know the machine type '${machine}'`, advice: 'Upgrade QEMU there, or shut the machine down and give it an older machine type.' });
  const version = known.emulator.version;
  if (offer.version > version) found.push({ reason: 'older-emulator', message: `the QEMU of ${hostName} is older (${words(version)}) than the one that runs the machine (${words(offer.version)})`, advice: 'Upgrade QEMU there; a state made by a newer QEMU is not surely understood by an older one.' });
  try {
    const copy = cloneDomainDef(def);
    settleCpu(copy, commandContext(state, copy, state.layout.sockets, { incoming: 'defer' }));
    const model = copy.cpu?.model?.name;
    const cpu = accelerationOf(known.emulator, type).cpus?.find(({ name }) => name === model);
    if (cpu?.usable === 'no') found.push({ reason: 'cpu', message: `the CPU of ${hostName} cannot be a '${cpu.name}': it lacks ${cpu.blockers.join(', ')}`, advice: 'Shut the machine down and give it a CPU model that both hosts have (vireo hypervisor-cpu-baseline).' });
  } catch (error) {
    if (!VirError.is(error)) throw error;
    found.push({ reason: 'cpu', message: `${hostName} cannot give the machine its CPU: ${error.message}`, advice: 'Shut the machine down and give it a CPU model that both hosts have (vireo hypervisor-cpu-baseline).' });
  }
  return found;
}

function words(version: number): string {
  return `${Math.floor(version / 1_000_000)}.${Math.floor(version / 1000) % 1000}.${version % 1000}`;
}

function devices(_state: EmbedState, { def, offer }: TargetQuestion): readonly MoveObstacle[] {
  const found: MoveObstacle[] = def.devices.hostdevs.map((): MoveObstacle => ({ reason: 'host-device', message: `the machine has a device of ${offer.host} itself`, advice: 'Take it out first (detach-device), and plug one of the destination in afterwards.' }));
  if (def.devices.filesystems.length > 0) found.push({ reason: 'host-folder', message: `the guest has folders of ${offer.host} mounted`, advice: 'Unmount and take them out first (detach-device).' });
  return found;
}

async function disks(state: EmbedState, { def, offer, wish }: TargetQuestion): Promise<readonly MoveObstacle[]> {
  const { files, hostName } = state.surroundings;
  const copied = movingDisks(def, wish);
  const isSameHost = offer.boot === state.boot;
  const found: MoveObstacle[] = [];
  let neededBytes = 0;
  for (const disk of def.devices.disks) {
    const file = disk.source?.type === 'file' || disk.source?.type === 'block' ? diskPath(disk) : undefined;
    if (isDiskEmpty(disk) || file === undefined) continue;
    const target = disk.target?.dev ?? '';
    const image = offer.disks.find((each) => each.target === target);
    const exists = await files.exists(file);
    if (copied.includes(disk)) {
      if (isSameHost && image?.path === file) found.push({ reason: 'disk-onto-itself', message: `disk ${target} (${file}) would be copied onto itself`, advice: 'Name another file for it in the document of the destination (--xml), or leave the copying out.' });
      else if (!exists) neededBytes += image?.sizeBytes ?? 0;
    } else if (!exists && !(disk.device !== 'disk' && disk.source?.type === 'file' && disk.source.startupPolicy === 'optional')) {
      found.push({ reason: 'disk-not-reachable', message: `${hostName} does not see ${file} (disk ${target})`, advice: disk.device === 'disk' ? 'Let the disks be copied (--copy-storage-all), or put them on storage that both hosts see.' : 'Eject the medium first, or put a copy of it there.' });
    } else if (!isSameHost && !disk.readonly && disk.device === 'disk' && disk.driver?.cache !== 'none' && disk.driver?.cache !== 'directsync' && (wish.flags & M.UNSAFE) === 0) {
      found.push({ reason: 'unsafe-cache', message: `disk ${target} is cached by its host: what ${hostName} sees of it may be old`, advice: "Set its cache to 'none', or move with --unsafe if the storage keeps both hosts in step." });
    }
  }
  for (const file of [def.os.kernel, def.os.initrd, def.os.dtb]) {
    if (file !== undefined && !(await files.exists(file))) found.push({ reason: 'file-not-reachable', message: `${hostName} does not see ${file}, which the machine boots`, advice: 'Put a copy of it there, in the same place.' });
  }
  if (neededBytes > 0) {
    const space = await files.spaceOf(state.layout.root);
    if (BigInt(neededBytes) > space.availableBytes) found.push({ reason: 'no-room', message: `the disks may need ${Math.ceil(neededBytes / 2 ** 20)} MiB on ${hostName}, which has ${space.availableBytes >> 20n} MiB free`, advice: 'Make room there.' });
  }
  return found;
}

async function networks(state: EmbedState, { def }: TargetQuestion): Promise<readonly MoveObstacle[]> {
  try {
    await resolveNetworks(state, cloneDomainDef(def));
    return [];
  } catch (error) {
    if (!VirError.is(error)) throw error;
    return [{ reason: 'network', message: `${state.surroundings.hostName} has not what a network card needs: ${error.message}`, advice: 'Define and start that network there, or name another one in the document of the destination (--xml).' }];
  }
}
