import type { Iommu } from '../../conf/domain/devices.ts';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { addressProps } from './address-props.ts';
import { deviceArguments, onOffText } from './arguments.ts';
import type { CommandContext } from './command-context.ts';
import { nonZeroProp } from './device-props.ts';
import type { Props } from './props.ts';

/** The memory management unit for devices. */
export function iommuArguments(def: DomainDef, context: CommandContext): string[] {
  const props = def.devices.iommus[0] === undefined ? undefined : iommuDeviceProps(def.devices.iommus[0], def);
  return props === undefined ? [] : deviceArguments(props, def, context);
}

/** The properties of a memory management unit; undefined for the one that is a part of the board. */
export function iommuDeviceProps(iommu: Iommu, def: DomainDef): Props | undefined {
  const { alias = '', driver } = iommu;
  switch (iommu.model) {
    case 'intel':
      return {
        driver: 'intel-iommu',
        id: alias,
        intremap: onOffText(driver?.intremap),
        'caching-mode': driver?.caching_mode,
        eim: onOffText(driver?.eim),
        'device-iotlb': driver?.iotlb,
        'aw-bits': nonZeroProp(driver?.aw_bits),
      };
    case 'virtio':
      return { driver: 'virtio-iommu', id: alias, ...addressProps(iommu, def) };
    case 'smmuv3':
      return undefined;
  }
}
