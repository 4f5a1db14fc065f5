import { NodeDeviceEventLifecycleType as Event } from '../core/constants.ts';
import { libvirtError } from '../core/error-text.ts';
import type { XmlElement } from '../conf/xml/xml-tree.ts';
import { parseXml } from '../conf/xml/parse-xml.ts';
import type { TestDevice } from './device-list.ts';
import { readDevice } from './documents.ts';
import type { TestHost } from './test-host.ts';
import { setChildText } from './tree-edit.ts';

/** The virtual HBA that exists, which new ones are copied from, and the name of every new one. */
const MODEL = 'scsi_host11';
const MADE = 'scsi_host12';

/** The `<capability type='fc_host'>` of a SCSI host. */
export function fcHostOf(device: TestDevice): XmlElement | undefined {
  return device.definition.root
    .elements('capability')
    .filter((capability) => capability.attribute('type') === 'scsi_host')
    .flatMap((host) => host.elements('capability'))
    .find((inner) => inner.attribute('type') === 'fc_host');
}

/** Makes the virtual HBA appear that a host with fibre channel would make: a copy with other names. */
export function createVport(host: TestHost, wwnn: string, wwpn: string): TestDevice {
  const model = host.devices.find(MODEL);
  if (model === undefined) throw libvirtError('test', 'internal-error', `no device '${MODEL}' to make a vport from`);
  const root = parseXml(model.definition.text).root;
  setChildText(root, 'name', MADE);
  const fc = root.child('capability')?.elements('capability').find((inner) => inner.attribute('type') === 'fc_host');
  if (fc !== undefined) {
    setChildText(fc, 'wwnn', wwnn);
    setChildText(fc, 'wwpn', wwpn);
  }
  const made = readDevice(root, 'existing');
  host.devices.add(made);
  host.events.nodeDevice({ name: made.name }, Event.CREATED);
  return made;
}

/** Takes the virtual HBA away again. */
export function destroyVport(host: TestHost): void {
  host.devices.require({ name: MADE });
  host.devices.remove(MADE);
  host.events.nodeDevice({ name: MADE }, Event.DELETED);
}
