import type { ConnectMethods } from '../api/facets/connect.ts';
import type { InterfaceMethods } from '../api/facets/interface.ts';
import { ConnectListAllInterfacesFlags as List, InterfaceDefineFlags } from '../core/constants.ts';
import { libvirtError } from '../core/error-text.ts';
import { readInterface } from './documents.ts';
import { checkFlags, methodsOf } from './method-table.ts';
import type { TestSession } from './session.ts';

/** The host's own interfaces, and the transaction around changes to them. */
export const interfaces = methodsOf<InterfaceMethods>()({
  lookupByName(session, name) {
    const { mac } = session.host.interfaces.require(name);
    return { name, mac };
  },
  lookupByMACString(session, mac) {
    const [first, second] = session.host.interfaces.all.filter((iface) => iface.mac.toLowerCase() === mac.toLowerCase());
    if (first === undefined) throw libvirtError('test', 'no-interface', `no interface with matching mac '${mac}'`);
    if (second !== undefined) throw libvirtError('test', 'multiple-interfaces');
    return { name: first.name, mac };
  },
  isActive: (session, iface) => session.host.interfaces.require(iface.name).isActive,
  getXMLDesc(session, iface, flags = 0) {
    checkFlags(flags, 0, 'testInterfaceGetXMLDesc');
    return session.host.interfaces.require(iface.name).definition.text;
  },

  defineXML(session, xml, flags = 0) {
    checkFlags(flags, InterfaceDefineFlags.VALIDATE, 'testInterfaceDefineXML');
    return session.host.interfaces.define(readInterface(xml));
  },
  undefine(session, iface) {
    session.host.interfaces.require(iface.name);
    session.host.interfaces.remove(iface.name);
  },
  create(session, iface, flags = 0) {
    checkFlags(flags, 0, 'testInterfaceCreate');
    if (session.host.interfaces.require(iface.name).isActive) throw libvirtError('test', 'operation-invalid');
    session.host.interfaces.setActive(iface.name, true);
  },
  destroy(session, iface, flags = 0) {
    checkFlags(flags, 0, 'testInterfaceDestroy');
    if (!session.host.interfaces.require(iface.name).isActive) throw libvirtError('test', 'operation-invalid');
    session.host.interfaces.setActive(iface.name, false);
  },

  changeBegin({ host }, flags = 0) {
    checkFlags(flags, 0, 'testInterfaceChangeBegin');
    if (host.interfacesBackup !== undefined) throw libvirtError('test', 'operation-invalid', 'there is another transaction running.');
    host.interfacesBackup = host.interfaces.clone();
  },
  changeCommit({ host }, flags = 0) {
    checkFlags(flags, 0, 'testInterfaceChangeCommit');
    if (host.interfacesBackup === undefined) throw libvirtError('test', 'operation-invalid', 'no transaction running, nothing to be committed.');
    host.interfacesBackup = undefined;
  },
  changeRollback({ host }, flags = 0) {
    checkFlags(flags, 0, 'testInterfaceChangeRollback');
    if (host.interfacesBackup === undefined) throw libvirtError('test', 'operation-invalid', 'no transaction running, nothing to rollback.');
    host.interfaces = host.interfacesBackup;
    host.interfacesBackup = undefined;
  },
});

/** Listing the host's interfaces. */
export const connectInterfaces = methodsOf<ConnectMethods>()({
  numOfInterfaces: (session) => names(session, true).length,
  listInterfaces: (session) => names(session, true),
  numOfDefinedInterfaces: (session) => names(session, false).length,
  listDefinedInterfaces: (session) => names(session, false),
  listAllInterfaces(session, flags = 0) {
    checkFlags(flags, List.ACTIVE | List.INACTIVE, 'testConnectListAllInterfaces');
    return session.host.interfaces.all
      .filter(({ isActive }) => flags === 0 || (flags & (isActive ? List.ACTIVE : List.INACTIVE)) !== 0)
      .map(({ name, mac }) => ({ name, mac }));
  },
});

function names(session: TestSession, active: boolean): string[] {
  return session.host.interfaces.all.filter(({ isActive }) => isActive === active).map(({ name }) => name);
}
