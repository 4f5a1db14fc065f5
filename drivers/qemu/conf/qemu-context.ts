import { domainContext } from '../../conf/domain/domain-def.ts';
import type { DomainParseContext } from '../../conf/domain/domain-def.ts';
import type { ContextInit } from '../../conf/domain/domain-context.ts';
import type { Audio } from '../../conf/domain/audio.ts';
import { unsupported } from '../../conf/lens/conf-error.ts';
import { assignAddresses } from './assign-addresses.ts';
import { addDeviceDefaults } from './device-defaults.ts';
import { addDomainDefaults } from './domain-defaults.ts';
import { validateHardware } from './validate/validate-hardware.ts';
import { validateMachine } from './validate/validate-machine.ts';
import { validateGuestDevice, validateGuestDevices } from './validate/validate-guest-device.ts';
import type { QemuCapabilities } from './qemu-capabilities.ts';

/** What the host adds to the emulator's capabilities. */
export interface QemuDomainHost {
  /** The emulator for an architecture, if there is one. */
  readonly emulatorFor: (arch: string) => string | undefined;
  /** Capabilities of an emulator. */
  readonly capabilitiesOf: (emulator: string) => QemuCapabilities;
  readonly nvramDir: string;
  /** Sockets that the driver makes up lie below these. */
  readonly libDir: string;
  readonly channelDir: string;
  readonly vncAllowHostAudio: boolean;
  readonly allowHostAudioWithoutGraphics: boolean;
  /** What the environment says plays sound. */
  readonly audioDriver: Audio['type'] | undefined;
  /** The host's own architecture. */
  readonly arch?: string;
  /** Machines run as root. */
  readonly privileged?: boolean;
  /** The versions of TPMs that the host's emulator has; undefined: both. */
  readonly tpmVersions?: readonly ('1.2' | '2.0')[];
}

/** How QEMU's driver reads domain documents (`virQEMUDriverDomainDefParserConfig`). */
export function qemuDomainContext(host: QemuDomainHost, init: ContextInit = {}): DomainParseContext {
  const { inactive = true, abiUpdate = false } = init;
  const capabilities = (emulator: string | undefined): QemuCapabilities => host.capabilitiesOf(emulator ?? '');
  return domainContext({
    ...init,
    features: { memoryHotplug: true, offlineVcpupin: true, individualVcpus: true, userAliases: true, firmwareAutoselect: true, netModelString: true, diskFd: true },
    namespaces: ['qemu'],
    steps: {
      basic(def) {
        def.devices.emulator ??= host.emulatorFor(def.os.type.arch);
        if (def.devices.emulator === undefined) throw unsupported(`No emulator found for arch '${def.os.type.arch}'`, 'qemu');
      },
      domain(def) {
        addDomainDefaults(def, capabilities(def.devices.emulator), host, inactive);
      },
      device(device, def) {
        addDeviceDefaults(device, def, capabilities(def.devices.emulator), { inactive, abiUpdate, channelDir: host.channelDir });
      },
      assignAddresses(def) {
        assignAddresses(def, capabilities(def.devices.emulator), abiUpdate);
      },
      validate(def) {
        const caps = capabilities(def.devices.emulator);
        // Of an emulator that is not there nothing is known; its machine is refused when it shall start.
        if (caps.machines.length > 0) validateMachine(def, caps, { arch: host.arch });
        validateGuestDevices(def, capabilities(def.devices.emulator));
      },
      validateDevice(device, def) {
        const caps = capabilities(def.devices.emulator);
        if (caps.machines.length > 0) validateHardware(device, def, caps);
        validateGuestDevice(device, def, capabilities(def.devices.emulator), { privileged: host.privileged ?? false, tpmVersions: host.tpmVersions ?? ['1.2', '2.0'] });
      },
    },
  });
}
