import { type BareQemu, bareQemu } from './bare-qemu.ts';
import { type CloudImage, buildCloudImage } from './cloud-image.ts';
import { type Guest, buildGuest } from './guest.ts';
import { type Libvirtd, type PrivateLibvirtd } from './libvirt/libvirtd.ts';
import { type ModularDaemons, startModularDaemons } from './libvirt/modular-daemons.ts';
import { type OtherLibvirtd, startOtherLibvirtd } from './libvirt/other-libvirtd.ts';
import { startPrivateLibvirtd } from './libvirt/private-libvirtd.ts';
import { type RemoteLibvirtd, startRemoteLibvirtd } from './libvirt/remote-libvirtd.ts';
import { acquireLibvirtd } from './libvirt/shared-libvirtd.ts';
import { type PeerName, REMEDY, whyNot } from './peers.ts';
import { type PolkitHouse, startPolkitHouse } from './polkit.ts';
import { type DisplayHouse, displayHouse } from './qemu-display.ts';
import { type Rtt, startRtt } from './rtt.ts';
import { LabError } from './run.ts';
import { type Sshd, startSshd } from './sshd.ts';
import { type Vsphere, startVsphere } from './vcsim.ts';
import { type LabUser, acquireSessionLibvirtd, ensureLabUser } from './user.ts';

export { type BareQemu, type BareQemuProcess } from './bare-qemu.ts';
export { type BrokenDomain, type Fault, defineBrokenDomain } from './broken-domain.ts';
export { type LabDomainOptions, type LabGraphics, labContainerXml } from './domain-xml.ts';
export { type CloudImage } from './cloud-image.ts';
export { GUEST_READY, type Guest } from './guest.ts';
export { type HungStorage, startHungStorage } from './hung-storage.ts';
export { type LabDomain, defineLabContainer, defineLabDomain, labDisksDir, makeContainerRoot, uniqueName } from './lab-domain.ts';
export { type Libvirtd, type PrivateLibvirtd } from './libvirt/libvirtd.ts';
export { isModularBuilt, type ModularDaemons } from './libvirt/modular-daemons.ts';
export { type OtherLibvirtd } from './libvirt/other-libvirtd.ts';
export { startPrivateLibvirtd } from './libvirt/private-libvirtd.ts';
export { type RemoteLibvirtd, startRemoteLibvirtd } from './libvirt/remote-libvirtd.ts';
export { defineMany, testHostXml, writeTestHost } from './many-domains.ts';
export { type PeerName, REMEDY } from './peers.ts';
export { type Rtt, startRtt } from './rtt.ts';
export { type Argv, LabError, run, waitFor } from './run.ts';
export { SerialConsole } from './serial-console.ts';
export { type Sshd, type SshdOptions, startSshd } from './sshd.ts';
export { type LabUser, LAB_USER } from './user.ts';
export { type VncScreen, startVncScreen } from './vnc-screen.ts';
export { type Vsphere, type VsphereOptions, buildVcsim, startVsphere } from './vcsim.ts';

/** Every peer by its name. */
export interface LabPeers {
  /** The daemon at the standard socket, shared between test runs: leave other machines in it alone. */
  readonly libvirtd: Libvirtd;
  /** A daemon for this test alone, with other directories: kill it, fill it with thousands of machines. */
  readonly privateLibvirtd: PrivateLibvirtd;
  readonly guest: Guest;
  /** A ready image with cloud-init. */
  readonly cloudImage: CloudImage;
  readonly user: LabUser;
  /** The ordinary user's session daemon. */
  readonly session: Libvirtd;
  /** On loopback; the ordinary user can log in when `user` or `session` is asked for, too. */
  readonly sshd: Sshd;
  /** Two network namespaces, 20 ms apart. */
  readonly rtt: Rtt;
  /** A simulated ESX host with two machines; `startVsphere` makes others. */
  readonly vsphere: Vsphere;
  /** A libvirtd that asks polkit, with a message bus and a polkitd of their own, and an ordinary user. */
  readonly polkit: PolkitHouse;
  /** Certificates and people for displays, and QEMUs with nothing but a display. */
  readonly display: DisplayHouse;
  /** QEMUs without libvirt. */
  readonly bareQemu: BareQemu;
  /** A private daemon that serves TCP and TLS, both with SASL and every mechanism. */
  readonly remoteLibvirtd: RemoteLibvirtd;
  /** libvirt 7.0 of Debian 11 in a chroot, without an emulator. */
  readonly olderLibvirtd: OtherLibvirtd;
  /** libvirt 11.3 of Debian 13 in a chroot, with its QEMU. */
  readonly newerLibvirtd: OtherLibvirtd;
  /** virtqemud, virtnetworkd and their kin, built from source once. */
  readonly modularDaemons: ModularDaemons;
}

export type Lab<Need extends PeerName> = Pick<LabPeers, Need> & {
  /** Ends exactly what was started, in the opposite order. */
  dispose(): Promise<void>;
};

/** Whether the peers can run here, for `describe.skipIf(check.skip)(check.title('…'), …)`. */
export interface LabCheck {
  readonly skip: boolean;
  readonly reasons: readonly string[];
  /** The suite's title, with the reason and the remedy when it is skipped. */
  title(what: string): string;
}

/**
 * Looks, without starting anything, whether peers can run. With VIREO_LAB=required in the environment a missing one is
 * an error; with VIREO_LAB=off none is used.
 *
 * @throws LabError when VIREO_LAB=required and a peer is missing.
 */
export function checkLab(need: readonly PeerName[]): LabCheck {
  const wish = process.env['VIREO_LAB'];
  const reasons = wish === 'off' ? ['VIREO_LAB=off'] : [...new Set(need.flatMap(whyNot))];
  const remedy = wish === 'off' ? '' : `; ${REMEDY} enables it`;
  const why = `${reasons.join(', ')}${remedy}`;
  if (wish === 'required' && reasons.length > 0) throw new LabError(`the lab is required, but ${why}`);
  return {
    skip: reasons.length > 0,
    reasons,
    title: (what) => (reasons.length === 0 ? what : `${what} [skipped: ${why}]`),
  };
}

/**
 * Starts the peers that are asked for, and what they need.
 *
 * @throws LabError when one cannot run; `checkLab` tells beforehand.
 */
export async function startLab<const Need extends PeerName>(options: { readonly need: readonly Need[] }): Promise<Lab<Need>> {
  const need = new Set<PeerName>(options.need);
  const reasons = [...new Set(options.need.flatMap(whyNot))];
  if (reasons.length > 0) throw new LabError(`the lab cannot start: ${reasons.join(', ')}; ${REMEDY} enables it`);
  const disposals: (() => Promise<void>)[] = [];
  const dispose = async () => {
    for (let end = disposals.pop(); end !== undefined; end = disposals.pop()) await end();
  };
  const keep = <T extends { dispose(): Promise<void> }>(peer: T): T => {
    disposals.push(() => peer.dispose());
    return peer;
  };
  const peers: { -readonly [Name in PeerName]?: LabPeers[Name] } = {};
  try {
    if (need.has('guest') || need.has('cloudImage')) peers.guest = await buildGuest();
    if (need.has('cloudImage') && peers.guest !== undefined) peers.cloudImage = await buildCloudImage(peers.guest);
    if (need.has('libvirtd')) peers.libvirtd = keep(await acquireLibvirtd());
    if (need.has('privateLibvirtd')) peers.privateLibvirtd = keep(await startPrivateLibvirtd());
    if (need.has('user') || need.has('session')) {
      const user = (peers.user = await ensureLabUser());
      if (need.has('session')) peers.session = keep(await acquireSessionLibvirtd(user));
    }
    if (need.has('sshd')) peers.sshd = keep(await startSshd(peers.user === undefined ? {} : { user: peers.user }));
    if (need.has('polkit')) peers.polkit = keep(await startPolkitHouse());
    if (need.has('bareQemu')) peers.bareQemu = keep(bareQemu());
    if (need.has('display')) peers.display = keep(await displayHouse());
    if (need.has('remoteLibvirtd')) peers.remoteLibvirtd = keep(await startRemoteLibvirtd());
    if (need.has('rtt')) peers.rtt = keep(await startRtt());
    if (need.has('olderLibvirtd')) peers.olderLibvirtd = keep(await startOtherLibvirtd('bullseye'));
    if (need.has('newerLibvirtd')) peers.newerLibvirtd = keep(await startOtherLibvirtd('trixie'));
    if (need.has('modularDaemons')) peers.modularDaemons = keep(await startModularDaemons());
    if (need.has('vsphere')) peers.vsphere = keep(await startVsphere({ kind: 'esx' }));
  } catch (error) {
    await dispose();
    throw error;
  }
  // Every name in `need` was set above.
  return Object.assign(peers as Pick<LabPeers, Need>, { dispose });
}
