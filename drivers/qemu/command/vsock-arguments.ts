import type { Vsock } from '../../conf/domain/devices.ts';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import type { QemuCapabilities } from '../conf/qemu-capabilities.ts';
import { addressProps } from './address-props.ts';
import { deviceArguments } from './arguments.ts';
import type { CommandContext } from './command-context.ts';
import { virtioProps } from './device-props.ts';
import type { Props } from './props.ts';
import { zpciArguments } from './zpci-arguments.ts';

/** Sockets between host and guest. */
export function vsockArguments(def: DomainDef, context: CommandContext): string[] {
  return def.devices.vsocks.flatMap((vsock) => [
    ...zpciArguments(vsock, def, context),
    ...deviceArguments(vsockDeviceProps(vsock, def, context.caps, context.passed.vsockFd?.(vsock.alias ?? '')), def, context),
  ]);
}

/** The properties of sockets between host and guest. Without a descriptor QEMU opens `/dev/vhost-vsock` itself. */
export function vsockDeviceProps(vsock: Vsock, def: DomainDef, caps: QemuCapabilities, fd: number | string | undefined): Props {
  return {
    ...virtioProps('vhost-vsock', vsock, vsock.model, vsock.driver, caps),
    id: vsock.alias,
    'guest-cid': vsock.cid?.address ?? 0,
    vhostfd: fd === undefined ? undefined : String(fd),
    ...addressProps(vsock, def),
  };
}
