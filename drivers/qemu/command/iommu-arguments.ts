import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { unsupported } from '../../conf/lens/conf-error.ts';

/** Iommu devices. */
export function iommuArguments(def: DomainDef): string[] {
  const missing = def.devices.iommus;
  if (missing.length > 0) throw unsupported('iommu devices are not supported yet', 'qemu');
  return [];
}
