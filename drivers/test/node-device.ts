import type { ConnectMethods } from '../api/facets/connect.ts';
import type { NodeMethods } from '../api/facets/node.ts';
import type { NodeDeviceMethods } from '../api/facets/node-device.ts';
import { NodeDeviceCreateXMLFlags, NodeDeviceEventLifecycleType as Event } from '../core/constants.ts';
import { libvirtError } from '../core/error-text.ts';
import { parseXml } from '../conf/xml/parse-xml.ts';
import type { XmlElement } from '../conf/xml/xml-tree.ts';
import { capabilitiesOf, hasCapability, LIST_DEVICES_FLAGS, type TestDevice } from './device-list.ts';
import { readDevice } from './documents.ts';
import { checkFlags, methodsOf } from './method-table.ts';
import type { TestHost } from './test-host.ts';
import { createVport, fcHostOf } from './vport.ts';

/** The host's devices. Only virtual HBAs can be made and taken away. */
export const nodeDevice = methodsOf<NodeDeviceMethods>()({
  lookupByName(session, name) {
    session.host.devices.require({ name });
    return { name };
  },
  getXMLDesc(session, dev, flags = 0) {
    checkFlags(flags, 0, 'testNodeDeviceGetXMLDesc');
    return session.host.devices.require(dev).definition.text;
  },
  getParent(session, dev) {
    const { parent } = session.host.devices.require(dev);
    if (parent === undefined) throw libvirtError('test', 'internal-error', 'no parent for this device');
    return parent;
  },
  numOfCaps: (session, dev) => capabilitiesOf(session.host.devices.require(dev)).length,
  listCaps: (session, dev) => capabilitiesOf(session.host.devices.require(dev)).map((capability) => capability.attribute('type') ?? ''),

  createXML(session, xmlDesc, flags = 0) {
    checkFlags(flags, NodeDeviceCreateXMLFlags.VALIDATE, 'testNodeDeviceCreateXML');
    const wanted = readDevice(xmlDesc, 'new');
    const fc = requireFcHost(wanted);
    assertVportParent(session.host, wanted, parseXml(xmlDesc).root.child('parent'));
    return { name: createVport(session.host, fc.child('wwnn')?.text ?? '', fc.child('wwpn')?.text ?? '').name };
  },
  destroy(session, dev) {
    const { host } = session;
    const device = host.devices.require(dev);
    requireFcHost(device);
    if (device.parent === undefined || host.devices.find(device.parent) === undefined) {
      throw libvirtError('test', 'internal-error', `cannot find parent '${device.parent ?? '(null)'}' definition`);
    }
    host.devices.remove(device.name);
    host.events.nodeDevice(dev, Event.DELETED);
  },
});

/** Listing devices and hearing of them. */
export const connectNodeDevices = methodsOf<ConnectMethods>()({
  listAllNodeDevices(session, flags = 0) {
    checkFlags(flags, LIST_DEVICES_FLAGS, 'testConnectListAllNodeDevices');
    return session.host.devices.filter(flags).map(({ name }) => ({ name }));
  },
  nodeDeviceEventRegisterAny: (session, kind, dev, listener) => session.host.events.register(session, 'nodedev', kind, dev?.name, listener),
  nodeDeviceEventDeregisterAny(session, callbackID) {
    session.host.events.deregister(session, callbackID);
  },
});

/** The same list, as the host's own. */
export const nodeDeviceNames = methodsOf<NodeMethods>()({
  numOfDevices(session, cap, flags = 0) {
    checkFlags(flags, 0, 'testNodeNumOfDevices');
    return session.host.devices.withCapability(cap).length;
  },
  listDevices(session, cap, flags = 0) {
    checkFlags(flags, 0, 'testNodeListDevices');
    return session.host.devices.withCapability(cap).map(({ name }) => name);
  },
});

function requireFcHost(device: TestDevice): XmlElement {
  const fc = fcHostOf(device);
  if (fc === undefined) throw libvirtError('nodedev', 'internal-error', 'Device is not a fibre channel HBA');
  return fc;
}

/** The parent that a new virtual HBA names, by name, by its WWNs or its fabric, or any that could be it. */
function assertVportParent(host: TestHost, wanted: TestDevice, parentElement: XmlElement | undefined): void {
  const [wwnn, wwpn, fabric] = ['wwnn', 'wwpn', 'fabric_wwn'].map((name) => parentElement?.attribute(name));
  const missing = (): Error => libvirtError('nodedev', 'internal-error', `Could not find parent device for '${wanted.name}'`);
  const matching = (name: string, value: string | undefined) => (device: TestDevice) => fcHostOf(device)?.child(name)?.text === value;
  let parent: TestDevice | undefined;
  if (wanted.parent !== undefined) parent = host.devices.find(wanted.parent);
  else if (wwnn !== undefined && wwpn !== undefined) parent = host.devices.all.filter(matching('wwnn', wwnn)).find(matching('wwpn', wwpn));
  else if (fabric !== undefined) parent = host.devices.all.find(matching('fabric_wwn', fabric));
  else {
    if (!host.devices.all.some((device) => hasCapability(device, 'vports'))) {
      throw libvirtError('nodedev', 'internal-error', 'Could not find any vport capable device');
    }
    return;
  }
  if (parent === undefined) throw missing();
  if (!hasCapability(parent, 'vports')) {
    throw libvirtError('nodedev', 'internal-error', `Parent device ${parent.name} is not capable of vport operations`);
  }
}
