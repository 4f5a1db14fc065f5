import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { audioArguments } from './audio-arguments.ts';
import { bootArguments } from './boot-arguments.ts';
import { channelArguments } from './channel-arguments.ts';
import { clockArguments } from './clock-arguments.ts';
import type { CommandContext } from './command-context.ts';
import { consoleArguments } from './console-arguments.ts';
import { ccidControllerArguments, controllerArguments, controllerGlobals } from './controller-arguments.ts';
import { cpuArguments } from './cpu-arguments.ts';
import { diskArguments, managedReservationsArguments } from './disk-arguments.ts';
import { commandEnvironment } from './environment.ts';
import { filesystemArguments } from './filesystem-arguments.ts';
import { loaderArguments, pflashArguments } from './firmware-arguments.ts';
import { accelArguments, compatArguments, fipsArguments, generationIdArguments, masterKeyArguments, messageArguments, monitorArguments, nameArguments, nvramArguments, passthroughArguments, powerArguments, sandboxArguments, uuidArguments, vmcoreinfoArguments } from './frame-arguments.ts';
import { graphicsArguments } from './graphics-arguments.ts';
import { hostdevArguments } from './hostdev-arguments.ts';
import { hubArguments } from './hub-arguments.ts';
import { inputArguments } from './input-arguments.ts';
import { iommuArguments } from './iommu-arguments.ts';
import { iothreadArguments } from './iothread-arguments.ts';
import { machineArguments, tsegArguments } from './machine-arguments.ts';
import { memballoonArguments } from './memballoon-arguments.ts';
import { memoryArguments } from './memory-arguments.ts';
import { memoryDeviceArguments } from './memory-device-arguments.ts';
import { netArguments } from './net-arguments.ts';
import { numaArguments } from './numa-arguments.ts';
import { panicArguments } from './panic-arguments.ts';
import { parallelArguments } from './parallel-arguments.ts';
import { redirdevArguments } from './redirdev-arguments.ts';
import { rngArguments } from './rng-arguments.ts';
import { securityArguments } from './security-arguments.ts';
import { serialArguments } from './serial-arguments.ts';
import { shmemArguments } from './shmem-arguments.ts';
import { smartcardArguments } from './smartcard-arguments.ts';
import { smbiosArguments } from './smbios-arguments.ts';
import { smpArguments } from './smp-arguments.ts';
import { soundArguments } from './sound-arguments.ts';
import { tpmArguments } from './tpm-arguments.ts';
import { videoArguments } from './video-arguments.ts';
import { vsockArguments } from './vsock-arguments.ts';
import { watchdogArguments } from './watchdog-arguments.ts';

/** One part of the argument vector. The order of the parts is libvirt's; QEMU depends on it in places. */
type Part = (def: DomainDef, context: CommandContext) => readonly string[];

const freeze: Part = () => ['-S'];
const noDisplay: Part = (def) => (def.devices.graphics.length === 0 ? ['-display', 'none'] : []);
const noDefaults: Part = () => ['-no-user-config', '-nodefaults'];
const incoming: Part = (_def, context) => (context.incoming === undefined ? [] : ['-incoming', context.incoming]);
const loadSnapshot: Part = (_def, context) => (context.loadSnapshot === undefined ? [] : ['-loadvm', context.loadSnapshot]);

const PARTS: readonly Part[] = [
  nameArguments, compatArguments, freeze, masterKeyArguments, managedReservationsArguments, pflashArguments, fipsArguments, machineArguments, accelArguments,
  tsegArguments, cpuArguments, loaderArguments, memoryArguments, smpArguments, iothreadArguments, numaArguments, uuidArguments, smbiosArguments,
  generationIdArguments, noDisplay, noDefaults, monitorArguments, clockArguments, powerArguments, bootArguments, iommuArguments, controllerGlobals,
  controllerArguments, memoryDeviceArguments, hubArguments, ccidControllerArguments, diskArguments, filesystemArguments, netArguments, smartcardArguments,
  serialArguments, parallelArguments, channelArguments, consoleArguments, tpmArguments, inputArguments, audioArguments, graphicsArguments, videoArguments,
  soundArguments, watchdogArguments, redirdevArguments, hostdevArguments, incoming, memballoonArguments, rngArguments, nvramArguments, vmcoreinfoArguments,
  securityArguments, loadSnapshot, passthroughArguments, sandboxArguments, panicArguments, shmemArguments, vsockArguments, messageArguments,
];

/** A command: what is run, with which arguments, in which environment. */
export interface QemuCommand {
  readonly emulator: string;
  readonly arguments: readonly string[];
  readonly environment: readonly (readonly [name: string, value: string])[];
}

/**
 * The command that runs a machine. The definition is prepared: see `prepareDomain`.
 *
 * @throws VirError `config-unsupported` for what this QEMU, or QEMU at all, cannot.
 */
export function qemuCommand(def: DomainDef, context: CommandContext): QemuCommand {
  return {
    emulator: def.devices.emulator ?? '',
    arguments: PARTS.flatMap((part) => part(def, context)),
    environment: commandEnvironment(def, context),
  };
}

/** The argument vector of {@link qemuCommand}, the emulator first. */
export function qemuCommandLine(def: DomainDef, context: CommandContext): readonly string[] {
  const command = qemuCommand(def, context);
  return [command.emulator, ...command.arguments];
}
