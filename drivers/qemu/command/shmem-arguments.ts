import type { Shmem } from '../../conf/domain/devices.ts';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { unsupported, xmlError } from '../../conf/lens/conf-error.ts';
import { addressProps } from './address-props.ts';
import { deviceArguments, objectArguments, onOffText } from './arguments.ts';
import type { CommandContext } from './command-context.ts';
import { nonZeroProp } from './device-props.ts';
import { escapeComma, type Props } from './props.ts';
import { zpciArguments } from './zpci-arguments.ts';

/** Memory shared between machines. */
export function shmemArguments(def: DomainDef, context: CommandContext): string[] {
  return def.devices.shmems.flatMap((shmem) => {
    check(shmem);
    return [
      ...(shmem.model === 'ivshmem-plain' ? objectArguments(shmemMemoryProps(shmem), context) : []),
      ...zpciArguments(shmem, def, context),
      ...deviceArguments(shmemDeviceProps(shmem, def), def, context),
      ...(shmem.server === undefined ? [] : ['-chardev', `socket,id=char${shmem.alias ?? ''},path=${escapeComma(shmemServerPath(shmem))}`]),
    ];
  });
}

const bytesOf = ({ size }: Shmem): bigint => (size?.value ?? 0n) << 20n;

function check(shmem: Shmem): void {
  const bytes = bytesOf(shmem);
  if ((bytes & (bytes - 1n)) !== 0n && bytes > 0n) throw xmlError('shmem size must be a power of two', 'qemu');
  if (shmem.size?.value === 0n) throw xmlError('shmem size must be at least 1 MiB (1024 KiB)', 'qemu');
  if (shmem.address?.type !== 'pci') throw unsupported("only 'pci' addresses are supported for the shared memory device", 'qemu');
}

/** Where the process that hands the memory out listens. */
export function shmemServerPath({ server, name }: Shmem): string {
  return server?.path ?? `/var/lib/libvirt/shmem-${name}-sock`;
}

/** The memory itself, as an object. */
export function shmemMemoryProps(shmem: Shmem): Props {
  return { 'qom-type': 'memory-backend-file', id: `shmmem-${shmem.alias ?? ''}`, 'mem-path': `/dev/shm/${shmem.name}`, size: bytesOf(shmem), share: true };
}

/** The properties of the device that shows the memory to the guest. */
export function shmemDeviceProps(shmem: Shmem, def: DomainDef): Props {
  const { alias = '', model, server, msi, role } = shmem;
  const chardev = server === undefined ? undefined : `char${alias}`;
  const interrupts: Props = { vectors: nonZeroProp(msi?.vectors), ioeventfd: msi?.ioeventfd };
  if (model === 'ivshmem') {
    const shm = server === undefined ? shmem.name : undefined;
    return { driver: model, id: alias, size: `${shmem.size?.value ?? 0n}m`, shm, chardev, msi: msi === undefined ? undefined : true, ...interrupts, ...addressProps(shmem, def) };
  }
  const master = server === undefined && role !== undefined ? onOffText(role === 'master') : undefined;
  return { driver: model, id: alias, chardev, memdev: server === undefined ? `shmmem-${alias}` : undefined, master, ...interrupts, ...addressProps(shmem, def) };
}
