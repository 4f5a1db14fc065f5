import type { ContextInit } from '../conf/domain/domain-context.ts';
import { domainContext, macGenerator } from '../conf/domain/domain-def.ts';
import type { DomainDef, DomainParseContext } from '../conf/domain/domain-def.ts';
import type { Disk } from '../conf/domain/disk.ts';
import { vmxError } from './vmx-error.ts';

/** How names of files in a .vmx become sources in the domain document. */
export interface VmxParseContext {
  /**
   * A path in the .vmx (relative to it, or absolute) → the source in the document. With `mayMiss`, undefined says that the file is gone: the
   * drive is then empty. It is called while the file is read, so what it needs to know (datastores) must be known before.
   *
   * @throws VirError when the path means nothing here.
   */
  parseFileName(fileName: string, mayMiss: boolean): string | undefined;
  /** Written into the document for programs that need to find the machine again (vCenter only). */
  readonly datacenterPath?: string | undefined;
  readonly moref?: string | undefined;
  /** What the driver adds to how definitions are completed. */
  readonly init?: ContextInit;
}

/** How sources in the domain document become names of files in a .vmx. */
export interface VmxFormatContext {
  /** @throws VirError when the source cannot be had. */
  formatFileName(source: string): string;
  /** The model that the image of a disk is made for, asked for controllers with model `auto`. */
  autodetectScsiModel?(disk: Disk): ScsiModel;
  /** `virtualHW.version`: 4 is what everything reads; 7 and up have PCI bridges and ten network cards. */
  readonly virtualHardware: number;
}

/** SCSI controllers VMware has, in libvirt's words. */
export type ScsiModel = 'buslogic' | 'lsilogic' | 'lsisas1068' | 'vmpvscsi';

/** The same in VMware's words. */
export const SCSI_DEVICES: Readonly<Record<ScsiModel, string>> = { buslogic: 'buslogic', lsilogic: 'lsilogic', lsisas1068: 'lsisas1068', vmpvscsi: 'pvscsi' };

/** Whether VMware has this SCSI controller. */
export function isScsiModel(model: string): model is ScsiModel {
  return Object.hasOwn(SCSI_DEVICES, model);
}

const GUEST_ARCHITECTURES = ['i686', 'x86_64'];

/** How VMware's drivers read domain documents (`virVMXDomainXMLConfInit`). */
export function vmxDomainContext(init: ContextInit = {}): DomainParseContext {
  return domainContext({
    defaultArch: 'i686',
    generateMac: macGenerator([0x00, 0x0c, 0x29]),
    namespaces: ['vmware'],
    ...init,
    features: { wideScsi: true, nameSlash: true, firmwareAutoselect: true, noBootOrder: true, ...init.features },
    steps: {
      domain: checkSupported,
      device(device) {
        if (device.kind === 'video' && device.device.model?.type === 'default') device.device.model.type = 'vmvga';
      },
      ...init.steps,
    },
  });
}

function checkSupported(def: DomainDef): void {
  const { arch, name } = def.os.type;
  if (name === 'hvm' && def.type === 'vmware' && GUEST_ARCHITECTURES.includes(arch)) return;
  throw vmxError(`could not find capabilities for ostype=${name} arch=${arch} domaintype=${def.type} `, 'invalid-arg');
}
