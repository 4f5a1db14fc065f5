import { describe, expect, it } from 'vitest';
import { parseDomainXml } from '../../../drivers/conf/domain/domain-def.ts';
import type { Appliance, ApplianceDisk } from '../../../drivers/ovf/appliance.ts';
import { formatVmx } from '../../../drivers/vmx/format-vmx.ts';
import { vmxDomainContext } from '../../../drivers/vmx/vmx-context.ts';
import type { ApplianceMachine } from './appliance-machine.ts';
import { vmwareMachineXml } from './vmware-machine.ts';

const disk = (bus: ApplianceDisk['bus'], controller?: string): ApplianceDisk => ({ file: undefined, capacityBytes: 1024n, format: undefined, gzip: false, bus, controller });
const appliance = (more: Partial<Appliance>): Appliance => ({
  name: 'm', description: undefined, vcpus: 1, coresPerSocket: undefined, memoryKiB: 65_536, is64Bit: true, guest: undefined, firmware: 'bios', disks: [], cdroms: 0, nics: [], files: [], ...more,
});

/** The .vmx of an appliance with these disks. */
function vmxOf(disks: readonly ApplianceDisk[], more: Partial<Appliance> = {}, machine: Partial<ApplianceMachine> = {}): string {
  const made = disks.map(({ bus, controller }, index) => ({ path: `[ssd] m/m-${index}.vmdk`, poolType: 'fs', bus, controller }));
  const xml = vmwareMachineXml({
    appliance: appliance({ disks, ...more }), name: 'm', uuid: '00000000-0000-4000-8000-000000000001', disks: made, network: 'VM Network', bus: undefined,
    capabilities: { arch: 'x86_64', osType: 'hvm', virtType: 'vmware', emulator: undefined, machineType: undefined, maxVcpus: 8, uefi: false, diskBuses: undefined, videoModels: undefined, graphics: undefined, privateDisplays: false, rng: false, cpuModes: new Set() },
    ...machine,
  });
  return formatVmx(parseDomainXml(xml, vmxDomainContext({ inactive: true })), { formatFileName: (source) => source, virtualHardware: 13 });
}

describe('vmwareMachineXml', () => {
  it.each([['lsilogicsas', 'lsisas1068'], ['VirtualSCSI', 'pvscsi'], ['buslogic', 'buslogic'], [undefined, 'lsilogic']])("keeps the controller '%s'", (controller, device) => {
    expect(vmxOf([disk('scsi', controller)])).toContain(`scsi0.virtualDev = "${device}"`);
  });

  it('puts what VMware has no word for on what it has', () => {
    const vmx = vmxOf([disk('virtio'), disk('nvme')]);
    expect(vmx).toContain('scsi0.virtualDev = "pvscsi"');
    expect(vmx).toContain('scsi0:0.fileName = "[ssd] m/m-0.vmdk"');
    expect(vmx).toContain('sata0:1.fileName = "[ssd] m/m-1.vmdk"');
    expect(() => vmxOf([disk('scsi')], {}, { bus: 'virtio' })).toThrow('no virtio disks');
  });

  it('finds a place for many disks and the drive', () => {
    const vmx = vmxOf(Array.from({ length: 17 }, () => disk('scsi')));
    expect(vmx).toContain('scsi1:1.fileName = "[ssd] m/m-16.vmdk"');
    expect(vmx).toContain('scsi1.virtualDev = "lsilogic"');
    const full = vmxOf(Array.from({ length: 4 }, () => disk('ide')), { cdroms: 1 });
    expect(full).toContain('ide1:1.fileName = "[ssd] m/m-3.vmdk"');
    expect(full).toContain('sata0:0.deviceType = "cdrom-image"');
  });

  it('keeps processors, firmware and cards', () => {
    const vmx = vmxOf([disk('sata')], { vcpus: 4, coresPerSocket: 2, firmware: 'efi', is64Bit: false, nics: [{ network: 'x', model: 'E1000 virtio', mac: undefined }, { network: 'x', model: 'PCNet32', mac: undefined }] });
    for (const line of ['numvcpus = "4"', 'cpuid.coresPerSocket = "2"', 'firmware = "efi"', 'guestOS = "other"', 'ethernet0.virtualDev = "e1000"', 'ethernet1.virtualDev = "vlance"', 'ethernet1.networkName = "VM Network"']) expect(vmx).toContain(line);
    expect(vmxOf([disk('ide')], { nics: [{ network: 'x', model: undefined, mac: undefined }] }, { network: undefined })).not.toContain('networkName');
    expect(vmxOf([disk('ide')], { vcpus: 3, coresPerSocket: 2 })).not.toContain('coresPerSocket');
  });
});
