import { parseXml } from '../xml/parse-xml.ts';
import { XmlElement } from '../xml/xml-tree.ts';
import { FORMAT_INACTIVE } from '../lens/document.ts';
import { unsupported } from '../lens/conf-error.ts';
import type { LensFormatContext } from '../lens/lens.ts';
import { XmlWriter } from '../lens/xml-writer.ts';
import { DEVICE_LISTS, listDevices } from './device-list.ts';
import type { Device } from './device-list.ts';
import type { DomainParseContext } from './domain-context.ts';
import { devices as devicesLens } from './domain-shape.ts';
import type { DomainDef } from './domain-types.ts';
import { postParseDevice } from './postparse-device.ts';
import { settleInputs } from './settle.ts';
import { validateOneDevice } from './validate.ts';

/**
 * Reads one device's element, as a device of the given machine: fills in what libvirt and the driver do, and checks it.
 * The machine is not changed.
 *
 * @throws VirError with libvirt's code and words.
 * @libvirt virDomainDeviceDefParse
 */
export function parseDeviceXml(xml: string | XmlElement, def: DomainDef, context: DomainParseContext): Device {
  const element = typeof xml === 'string' ? parseXml(xml, { url: '(device_definition)' }).root : xml;
  const wrapped = devicesLens.parse(new XmlElement('devices', [], [element]), { inactive: context.inactive, userAliases: context.features.userAliases }, undefined);
  const [device] = listDevices(wrapped);
  if (device === undefined || (element.name !== device.kind && !(element.name in DEVICE_LISTS))) throw unsupported(`unknown device type '${element.name}'`);
  if (device.kind === 'input') settleInputs({ inputs: [device.device], controllers: def.devices.controllers }, def.os.type, def.type);
  postParseDevice(device, def, context);
  if (!context.skipValidate) validateOneDevice(device, def, context);
  return device;
}

/** The canonical text of one device. */
export function formatDeviceXml({ kind, device }: Device, context: LensFormatContext = FORMAT_INACTIVE): string {
  const out = new XmlWriter();
  devicesLens.format({ ...devicesLens.create(), [DEVICE_LISTS[kind]]: [device] }, 'devices', out, context);
  const lines = out.toString().split('\n').slice(1, -2);
  return lines.map((line) => `${line.replace(/^ {2}/, '')}\n`).join('');
}
