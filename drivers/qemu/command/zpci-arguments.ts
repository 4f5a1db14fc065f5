import type { DeviceInfo } from '../../conf/domain/device-info.ts';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { deviceArguments } from './arguments.ts';
import type { CommandContext } from './command-context.ts';

/** The companion that a PCI device of an IBM Z machine needs; it stands before the device. */
export function zpciArguments(device: Pick<DeviceInfo, 'alias' | 'address'>, def: DomainDef, context: CommandContext): string[] {
  const { address, alias = '' } = device;
  if (address?.type !== 'pci' || address.zpci === undefined) return [];
  const { uid = 0, fid = 0 } = address.zpci;
  return deviceArguments({ driver: 'zpci', uid, fid, target: alias, id: `zpci${uid}` }, def, context);
}
