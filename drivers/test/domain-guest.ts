import type { DomainMethods } from '../api/facets/domain.ts';
import type { DomainInterface } from '../api/records.ts';
import type { DomainRef } from '../api/refs.ts';
import {
  DomainInterfaceAddressesSource as Source,
  DomainProcessSignal,
  DomainSetTimeFlags,
  DomainSetUserPasswordFlags,
  DomainState,
} from '../core/constants.ts';
import { libvirtError } from '../core/error-text.ts';
import type { NetFacts } from './domain-facts.ts';
import { addressFromNetwork } from './guest-address.ts';
import { assertKeycodes } from './keycodes.ts';
import { checkFlags, methodsOf } from './method-table.ts';
import { screenshotPng } from './screenshot.ts';
import { byteStream } from './byte-stream.ts';
import type { TestSession } from './session.ts';
import type { TestDomain } from './test-domain.ts';

/** What an agent inside a machine would say and do, and what a hand at its keyboard. */
export const domainGuest = methodsOf<DomainMethods>()({
  getHostname(session, dom, flags = 0) {
    checkFlags(flags, 0, 'testDomainGetHostname');
    return `${active(session, dom).config.name}host`;
  },
  getTime(session, dom, flags = 0) {
    checkFlags(flags, 0, 'testDomainGetTime');
    const domain = session.host.domains.require(dom);
    if (domain.state !== DomainState.RUNNING) throw libvirtError('test', 'operation-invalid', 'domain is not running');
    const { seconds, nseconds } = domain.guest;
    return { seconds, nseconds };
  },
  setTime(session, dom, seconds, nseconds, flags = 0) {
    checkFlags(flags, DomainSetTimeFlags.DOMAIN_TIME_SYNC, 'testDomainSetTime');
    const { guest } = active(session, dom);
    guest.seconds = seconds;
    guest.nseconds = nseconds;
  },
  setUserPassword(session, dom, _user, _password, flags = 0) {
    checkFlags(flags, DomainSetUserPasswordFlags.DOMAIN_PASSWORD_ENCRYPTED, 'testDomainSetUserPassword');
    active(session, dom);
  },

  fsFreeze(session, dom, mountpoints, flags = 0) {
    checkFlags(flags, 0, 'testDomainFSFreeze');
    return setFrozen(active(session, dom), mountpoints, true);
  },
  fsThaw(session, dom, mountpoints, flags = 0) {
    checkFlags(flags, 0, 'testDomainFSThaw');
    return setFrozen(active(session, dom), mountpoints, false);
  },
  fsTrim(session, dom, mountPoint, _minimum, flags = 0) {
    checkFlags(flags, 0, 'testDomainFSTrim');
    const { guest } = active(session, dom);
    if (mountPoint !== undefined && !guest.frozen.has(mountPoint)) throw noMountPoint(mountPoint);
  },
  getFSInfo(session, dom, flags = 0) {
    checkFlags(flags, 0, 'testDomainGetFSInfo');
    const disk = active(session, dom).config.facts.disks.find(({ device }) => device === 'disk');
    if (disk === undefined) return [];
    return [
      { mountpoint: '/', name: `${disk.target}1`, fstype: 'ext4', devAliases: [disk.target] },
      { mountpoint: '/boot', name: `${disk.target}2`, fstype: 'ext4', devAliases: [disk.target] },
    ];
  },

  interfaceAddresses(session, dom, source, flags = 0) {
    checkFlags(flags, 0, 'testDomainInterfaceAddresses');
    if (source > Source.ARP) throw libvirtError('test', 'argument-unsupported', `Unknown IP address data source ${source}`);
    const domain = active(session, dom);
    return domain.config.facts.nets.map((net, index) => addressOf(session, domain, net, index));
  },

  sendKey(session, dom, codeset, _holdtime, keycodes, flags = 0) {
    checkFlags(flags, 0, 'testDomainSendKey');
    active(session, dom);
    assertKeycodes(codeset, keycodes);
  },
  injectNMI(session, dom, flags = 0) {
    checkFlags(flags, 0, 'testDomainInjectNMI');
    active(session, dom);
  },
  sendProcessSignal(session, dom, pidValue, signum, flags = 0) {
    checkFlags(flags, 0, 'testDomainSendProcessSignal');
    if (pidValue !== 1n) throw libvirtError('test', 'invalid-arg', 'only sending a signal to pid 1 is supported');
    if (signum > DomainProcessSignal.RT32) throw libvirtError('test', 'invalid-arg', `signum value ${signum} is out of range`);
    session.host.domains.require(dom);
  },
  screenshot(session, dom, _screen, flags = 0) {
    checkFlags(flags, 0, 'testDomainScreenshot');
    const domain = session.host.domains.require(dom);
    return { mime: 'image/png', stream: byteStream(screenshotPng(domain.config.uuid, domain.isActive)) };
  },
});

function active(session: TestSession, dom: DomainRef): TestDomain {
  const domain = session.host.domains.require(dom);
  domain.assertActive();
  return domain;
}

/** How many changed; a mount point that the guest has not makes the call change none. */
function setFrozen(domain: TestDomain, mountpoints: readonly string[], frozen: boolean): number {
  const state = domain.guest.frozen;
  const wanted = mountpoints.length === 0 ? [...state.keys()] : [...new Set(mountpoints)];
  const unknown = wanted.find((mountpoint) => !state.has(mountpoint));
  if (unknown !== undefined) throw noMountPoint(unknown);
  const changing = wanted.filter((mountpoint) => state.get(mountpoint) !== frozen);
  for (const mountpoint of changing) state.set(mountpoint, frozen);
  return changing.length;
}

function noMountPoint(mountpoint: string): Error {
  return libvirtError('test', 'operation-invalid', `mount point not found: ${mountpoint}`);
}

function addressOf(session: TestSession, domain: TestDomain, net: NetFacts, index: number): DomainInterface {
  // 20 addresses for each machine, so that no two of the first ones share one.
  const address =
    net.type === 'network'
      ? addressFromNetwork(session.host.networks.requireByName(net.network), 20 * (domain.id - 1) + index + 1)
      : { type: 0, addr: `192.168.0.${1 + index}`, prefix: 24 };
  return { name: net.ifname, hwaddr: net.mac, addrs: [address] };
}
