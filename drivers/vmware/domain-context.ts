import type { ContextInit } from '../conf/domain/domain-context.ts';
import type { DomainParseContext } from '../conf/domain/domain-def.ts';
import { vmxDomainContext } from '../vmx/vmx-context.ts';

/** As libvirt's driver for these products: a machine has a boot order, so that one that says nothing boots its disk. */
export const VMWARE_INIT: ContextInit = { features: { noBootOrder: false } };

/** How this driver reads domain documents. */
export function vmwareDomainContext(): DomainParseContext {
  return vmxDomainContext(VMWARE_INIT);
}
