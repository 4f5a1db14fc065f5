import { escapeXml } from '../conf/xml/xml-escape.ts';
import type { Appliance, ApplianceBus } from './appliance.ts';

/** VMDK, the one format everybody reads. */
export const VMDK_FORMAT = 'http://www.vmware.com/interfaces/specifications/vmdk.html#streamOptimized';

/** A controller's resource type and the models an importer may choose from, the first it knows. */
const CONTROLLERS: Readonly<Record<ApplianceBus, { readonly type: number; readonly models: string; readonly title: string }>> = {
  ide: { type: 5, models: '', title: 'IDE Controller' },
  scsi: { type: 6, models: 'lsilogic', title: 'SCSI Controller' },
  // No word of its own in OVF; those that have no virtio take the SCSI controller everybody has.
  virtio: { type: 6, models: 'lsilogic virtio', title: 'SCSI Controller' },
  sata: { type: 20, models: 'AHCI', title: 'SATA Controller' },
  nvme: { type: 20, models: 'nvme', title: 'NVMe Controller' },
};

/** An OVF 1.1 descriptor (DSP0243). `files` have the sizes of the disks' files. */
export function formatOvf(appliance: Appliance): string {
  const nvram = appliance.nvram === undefined ? -1 : appliance.files.findIndex(({ name }) => name === appliance.nvram);
  const networks = [...new Set(appliance.nics.map(({ network }) => network))];
  const files = appliance.files.map(({ name, sizeBytes }, index) => `    <File ovf:id="file${index + 1}" ovf:href="${escapeAttribute(encodeURI(name))}"${sizeBytes === undefined ? '' : ` ovf:size="${sizeBytes}"`}/>`);
  const disks = appliance.disks.map(({ file, capacityBytes }, index) => {
    const reference = file === undefined ? '' : ` ovf:fileRef="file${appliance.files.findIndex(({ name }) => name === file) + 1}"`;
    return `    <Disk ovf:diskId="disk${index + 1}"${reference} ovf:capacity="${capacityBytes}" ovf:capacityAllocationUnits="byte" ovf:format="${VMDK_FORMAT}"/>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<Envelope ovf:version="1.0" xmlns="http://schemas.dmtf.org/ovf/envelope/1" xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1" xmlns:rasd="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData" xmlns:vssd="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_VirtualSystemSettingData" xmlns:vmw="http://www.vmware.com/schema/ovf">',
    '  <References>', ...files, '  </References>',
    '  <DiskSection>', '    <Info>Virtual disks</Info>', ...disks, '  </DiskSection>',
    '  <NetworkSection>', '    <Info>Networks</Info>',
    ...networks.map((name) => `    <Network ovf:name="${escapeAttribute(name)}"><Description>${escapeXml(name)}</Description></Network>`),
    '  </NetworkSection>',
    `  <VirtualSystem ovf:id="${escapeAttribute(appliance.name)}">`, '    <Info>A virtual machine</Info>', `    <Name>${escapeXml(appliance.name)}</Name>`,
    ...(appliance.description === undefined ? [] : [`    <AnnotationSection><Info>Description</Info><Annotation>${escapeXml(appliance.description)}</Annotation></AnnotationSection>`]),
    // 102 and 1: "other, 64 bit" and "other" of CIM_OperatingSystem.OSType.
    `    <OperatingSystemSection ovf:id="${appliance.is64Bit ? 102 : 1}" vmw:osType="${appliance.is64Bit ? 'otherGuest64' : 'otherGuest'}"><Info>The system inside</Info>${appliance.guest === undefined ? '' : `<Description>${escapeXml(appliance.guest)}</Description>`}</OperatingSystemSection>`,
    '    <VirtualHardwareSection>', '      <Info>Virtual hardware</Info>',
    '      <System><vssd:ElementName>Virtual Hardware Family</vssd:ElementName><vssd:InstanceID>0</vssd:InstanceID><vssd:VirtualSystemType>vmx-07</vssd:VirtualSystemType></System>',
    ...itemsOf(appliance),
    ...(appliance.firmware === 'efi' ? ['      <vmw:Config ovf:required="false" vmw:key="firmware" vmw:value="efi"/>'] : []),
    ...(nvram < 0 ? [] : [`      <vmw:ExtraConfig ovf:required="false" vmw:key="vireo.nvram" vmw:value="ovf:/file/file${nvram + 1}"/>`]),
    '    </VirtualHardwareSection>', '  </VirtualSystem>', '</Envelope>', '',
  ].join('\n');
}

type Fields = Readonly<Record<string, string | number | bigint | undefined>>;

function itemsOf(appliance: Appliance): string[] {
  let id = 0;
  const items: string[] = [];
  const add = (fields: Fields, extra = ''): number => {
    id++;
    const all: Fields = { ...fields, InstanceID: id };
    // The schema wants the elements of an item in the order of their names.
    const elements = Object.keys(all).sort().flatMap((name) => (all[name] === undefined ? [] : [`<rasd:${name}>${escapeXml(String(all[name]))}</rasd:${name}>`]));
    items.push(`      <Item>${elements.join('')}${extra}</Item>`);
    return id;
  };
  const cores = appliance.coresPerSocket === undefined ? '' : `<vmw:CoresPerSocket ovf:required="false">${appliance.coresPerSocket}</vmw:CoresPerSocket>`;
  add({ ElementName: `${appliance.vcpus} virtual CPU(s)`, ResourceType: 3, AllocationUnits: 'hertz * 10^6', VirtualQuantity: appliance.vcpus }, cores);
  const memoryMiB = Math.ceil(appliance.memoryKiB / 1024);
  add({ ElementName: `${memoryMiB}MB of memory`, ResourceType: 4, AllocationUnits: 'byte * 2^20', VirtualQuantity: memoryMiB });
  for (const bus of new Set(appliance.disks.map((disk) => disk.bus))) {
    const { type, models, title } = CONTROLLERS[bus];
    const parent = add({ ElementName: title, ResourceType: type, Address: 0, ResourceSubType: models === '' ? undefined : models });
    appliance.disks.filter((disk) => disk.bus === bus).forEach((disk, place) => {
      add({ ElementName: `Hard Disk ${place + 1}`, ResourceType: 17, Parent: parent, AddressOnParent: bus === 'scsi' && place >= 7 ? place + 1 : place, HostResource: `ovf:/disk/disk${appliance.disks.indexOf(disk) + 1}` });
    });
  }
  if (appliance.cdroms > 0) {
    const parent = add({ ElementName: 'IDE Controller 1', ResourceType: 5, Address: 1 });
    for (let place = 0; place < Math.min(appliance.cdroms, 2); place++) add({ ElementName: `CD/DVD Drive ${place + 1}`, ResourceType: 15, Parent: parent, AddressOnParent: place, AutomaticAllocation: 'false' });
  }
  appliance.nics.forEach(({ network, model, mac }, place) => {
    add({ ElementName: `Network adapter ${place + 1}`, ResourceType: 10, AddressOnParent: place + 7, AutomaticAllocation: 'true', Connection: network, ResourceSubType: model ?? 'E1000', Address: mac });
  });
  return items;
}

function escapeAttribute(text: string): string {
  return escapeXml(text).replaceAll('\n', '&#10;').replaceAll('\t', '&#9;');
}
