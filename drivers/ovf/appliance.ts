/** Controllers an appliance's disks may hang on, in OVF's words. */
export type ApplianceBus = 'ide' | 'scsi' | 'sata' | 'nvme' | 'virtio';

/** A disk of an appliance. */
export interface ApplianceDisk {
  /** The file's name in the appliance; undefined: an empty disk. */
  readonly file: string | undefined;
  readonly capacityBytes: bigint;
  /** The URI of its format, as the descriptor says. */
  readonly format: string | undefined;
  /** The file is compressed as a whole. */
  readonly gzip: boolean;
  readonly bus: ApplianceBus;
  /** Model of the controller where the descriptor names one: `lsilogic`, `VirtualSCSI`, `AHCI`. */
  readonly controller: string | undefined;
}

/** A network card of an appliance. */
export interface ApplianceNic {
  readonly network: string;
  /** `E1000`, `VmxNet3`, `virtio`, … */
  readonly model: string | undefined;
  readonly mac: string | undefined;
}

/** A machine as an OVF descriptor tells of it. */
export interface Appliance {
  readonly name: string;
  readonly description: string | undefined;
  readonly vcpus: number;
  readonly coresPerSocket: number | undefined;
  readonly memoryKiB: number;
  readonly is64Bit: boolean;
  /** The system inside, in the descriptor's own words. */
  readonly guest: string | undefined;
  readonly firmware: 'bios' | 'efi';
  readonly disks: readonly ApplianceDisk[];
  /** The file with the firmware's variables, as EDK2 has them; absent: they begin anew. */
  readonly nvram?: string | undefined;
  readonly cdroms: number;
  readonly nics: readonly ApplianceNic[];
  /** Files the descriptor names, with the sizes it gives. */
  readonly files: readonly { readonly name: string; readonly sizeBytes: bigint | undefined }[];
}
