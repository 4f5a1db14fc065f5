import { diskName } from '../../../drivers/conf/domain/disk-names.ts';
import { escapeXml } from '../../../drivers/conf/xml/xml-escape.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import { keptMac, type ApplianceMachine, type MadeDisk } from './appliance-machine.ts';

/** VMware's SCSI controllers: as appliances name them, and libvirt. */
const CONTROLLERS: readonly (readonly [RegExp, string])[] = [[/sas/i, 'lsisas1068'], [/virtual|pvscsi/i, 'vmpvscsi'], [/bus/i, 'buslogic'], [/lsi/i, 'lsilogic']];
const SCSI_DISKS = 15;
const IDE_DRIVES = 4;

/**
 * The document of an appliance's machine for hosts whose machines are of the type `vmware`: its devices are VMware's own, which is what
 * most appliances were made for, so everything stays what it was.
 */
export function vmwareMachineXml(machine: ApplianceMachine): string {
  const { appliance, name, uuid, network } = machine;
  const { vcpus, coresPerSocket: cores } = appliance;
  const drives = drivesOf(machine);
  // Several sockets of several cores only where it comes out even.
  const topology = cores === undefined || cores < 2 || vcpus % cores !== 0 ? '' : `<cpu><topology sockets='${vcpus / cores}' dies='1' cores='${cores}' threads='1'/></cpu>`;
  const cards = appliance.nics.map((nic) => {
    const mac = keptMac(machine, nic);
    const source = network === undefined ? "<interface type='null'>" : `<interface type='bridge'><source bridge='${escapeXml(network)}'/>`;
    return `${source}${mac === undefined ? '' : `<mac address='${mac}'/>`}<model type='${cardOf(nic.model)}'/></interface>`;
  });
  return `<domain type='vmware'><name>${escapeXml(name)}</name><uuid>${uuid}</uuid>
${appliance.description === undefined ? '' : `<description>${escapeXml(appliance.description)}</description>`}
<memory unit='KiB'>${Math.ceil(appliance.memoryKiB / 4096) * 4096}</memory><vcpu>${vcpus}</vcpu>
<os${appliance.firmware === 'efi' ? " firmware='efi'" : ''}><type arch='${appliance.is64Bit ? 'x86_64' : 'i686'}'>hvm</type></os>${topology}
<devices>${drives.join('\n')}\n${cards.join('\n')}<video><model type='vmvga' vram='8192'/></video></devices></domain>`;
}

function drivesOf(machine: ApplianceMachine): readonly string[] {
  const { appliance, disks } = machine;
  let ide = 0;
  let others = 0;
  const place = (bus: string): string => {
    const isIde = bus === 'ide' && ide < IDE_DRIVES;
    return `<target dev='${isIde ? diskName('hd', ide++) : diskName('sd', others++)}' bus='${isIde ? 'ide' : bus === 'ide' ? 'sata' : bus}'/>`;
  };
  const elements = disks.map((disk) => `<disk type='file' device='disk'><source file='${escapeXml(disk.path)}'/>${place(busOf(machine, disk))}</disk>`);
  const scsi = disks.find((disk) => busOf(machine, disk) === 'scsi');
  const models = scsi === undefined ? 0 : Math.ceil(others / SCSI_DISKS);
  if (appliance.cdroms > 0) elements.push(`<disk type='file' device='cdrom'>${place('ide')}<readonly/></disk>`);
  for (let index = 0; index < models; index++) elements.push(`<controller type='scsi' index='${index}' model='${scsiModel(scsi)}'/>`);
  return elements;
}

function busOf({ bus }: ApplianceMachine, { bus: from }: MadeDisk): 'ide' | 'sata' | 'scsi' {
  const wanted = bus ?? from;
  switch (wanted) {
    case 'ide':
    case 'sata':
    case 'scsi':
      return wanted;
    case 'nvme':
      return 'sata';
    case 'virtio':
      if (bus === undefined) return 'scsi';
      throw new VirError({ code: 'config-unsupported', domain: 'none', message: 'this host has no virtio disks: choose scsi, sata or ide' });
  }
}

/** Systems with virtio's drivers have those of VMware's own controller. */
function scsiModel(disk: MadeDisk | undefined): string {
  if (disk?.bus === 'virtio') return 'vmpvscsi';
  return CONTROLLERS.find(([word]) => word.test(disk?.controller ?? ''))?.[1] ?? 'lsilogic';
}

function cardOf(model = ''): string {
  if (/vmxnet3/i.test(model)) return 'vmxnet3';
  if (/e1000e/i.test(model)) return 'e1000e';
  return /pcnet|vlance/i.test(model) ? 'vlance' : 'e1000';
}
