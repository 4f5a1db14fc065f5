import type { DomainMethods } from '../api/facets/domain.ts';
import { DomainControlState, DomainLifecycle, DomainLifecycleAction as Action, DomainMessageType, DomainModificationImpact as Impact } from '../core/constants.ts';
import { domainStateFromNumber } from '../core/domain-state.ts';
import { libvirtError } from '../core/error-text.ts';
import { nowMicroseconds } from './clock.ts';
import type { DomainConfig } from './domain-config.ts';
import { findDisk, findNet } from './domain-devices.ts';
import { checkFlags, methodsOf } from './method-table.ts';
import { TAINT_TEXTS } from './domain-taint.ts';
import { setChildText } from './tree-edit.ts';

const ON = ['on_poweroff', 'on_reboot', 'on_crash'] as const;
const EVENTS: readonly string[] = ['poweroff', 'reboot', 'crash'];
const ACTIONS: readonly string[] = ['destroy', 'restart', 'rename-restart', 'preserve', 'coredump-destroy', 'coredump-restart'];

/** How a machine is and what it has used. The counters grow with the clock, as libvirt's do. */
export const domainInfo = methodsOf<DomainMethods>()({
  getInfo(session, dom) {
    const domain = session.host.domains.require(dom);
    const { facts } = domain.config;
    return {
      state: domainStateFromNumber(domain.state),
      maxMemKiB: facts.memoryKiB,
      memoryKiB: facts.currentMemoryKiB,
      nrVirtCpu: facts.vcpus,
      cpuTimeNs: nowMicroseconds() * 1000n,
    };
  },
  getState(session, dom, flags = 0) {
    checkFlags(flags, 0, 'testDomainGetState');
    const { state, reason } = session.host.domains.require(dom);
    return { state: domainStateFromNumber(state), reason };
  },
  getControlInfo(session, dom, flags = 0) {
    checkFlags(flags, 0, 'testDomainGetControlInfo');
    const domain = session.host.domains.require(dom);
    domain.assertActive();
    return controlInfo(domain.guest.seconds);
  },
  getOSType(session, dom) {
    session.host.domains.require(dom);
    return 'linux';
  },
  getLaunchSecurityInfo(session, dom, flags = 0) {
    checkFlags(flags, 0, 'testDomainGetLaunchSecurityInfo');
    session.host.domains.require(dom);
    return [];
  },
  getSecurityLabel(session, dom) {
    return session.host.domains.require(dom).isActive ? { label: 'libvirt-test', enforcing: true } : { label: '', enforcing: false };
  },
  getMessages(session, dom, flags = 0) {
    const { DEPRECATION, TAINTING } = DomainMessageType;
    checkFlags(flags, DEPRECATION | TAINTING, 'testDomainGetMessages');
    const domain = session.host.domains.require(dom);
    const tainted = TAINT_TEXTS.filter(([taint]) => domain.taints.has(taint)).map(([, text]) => `tainted: ${text}`);
    const deprecated = domain.deprecations.map((text) => `deprecated configuration: ${text}`);
    return [...(flags === 0 || (flags & TAINTING) !== 0 ? tainted : []), ...(flags === 0 || (flags & DEPRECATION) !== 0 ? deprecated : [])];
  },

  blockStats(session, dom, path) {
    if (path === '') throw libvirtError('test', 'operation-unsupported', 'summary statistics are not supported yet');
    const domain = session.host.domains.require(dom);
    domain.assertActive();
    if (findDisk(domain.config.facts.disks, path, false) < 0) throw libvirtError('test', 'invalid-arg', `invalid path: ${path}`);
    const now = nowMicroseconds();
    return { rdReq: now / 10n, rdBytes: now / 20n, wrReq: now / 30n, wrBytes: now / 40n, errs: now / 2_000_000n };
  },
  interfaceStats(session, dom, device) {
    const domain = session.host.domains.require(dom);
    domain.assertActive();
    findNet(domain.config.facts, device);
    const now = nowMicroseconds();
    return {
      rxBytes: now / 10n,
      rxPackets: now / 100n,
      rxErrs: now / 1_000_000n,
      rxDrop: now / 2_000_000n,
      txBytes: now / 20n,
      txPackets: now / 110n,
      txErrs: now / 3_000_000n,
      txDrop: now / 4_000_000n,
    };
  },
  getBlockInfo(session, dom, path, flags = 0) {
    checkFlags(flags, 0, 'testDomainGetBlockInfo');
    const { disks } = session.host.domains.require(dom).config.facts;
    const disk = disks[findDisk(disks, path, false)];
    if (disk === undefined) throw libvirtError('test', 'invalid-arg', `invalid path ${path} not assigned to domain`);
    if (disk.isEmpty) throw libvirtError('test', 'invalid-arg', `disk '${path}' does not currently have a source assigned`);
    return { capacity: 1099506450432n, allocation: 1099511627776n, physical: 1099511627776n };
  },
  getDiskErrors(session, dom, flags = 0) {
    checkFlags(flags, 0, 'testDomainGetDiskErrors');
    const domain = session.host.domains.require(dom);
    domain.assertActive();
    return domain.config.facts.disks.map(({ target }, index) => ({ disk: target, error: (index % 2) + 1 }));
  },

  setLifecycleAction(session, dom, type, action, flags = 0) {
    checkFlags(flags, Impact.LIVE | Impact.CONFIG, 'testDomainSetLifecycleAction');
    assertAllowed(type, action);
    session.host.domains.require(dom).editEach(flags, (config) => withAction(config, type, action));
  },
});

/** The guest's clock decides what the machine's control channel looks like: so can every state be tried. */
function controlInfo(seconds: bigint): { readonly state: number; readonly details: number; readonly stateTimeMs: bigint } {
  const { OK, JOB, OCCUPIED, ERROR } = DomainControlState;
  if (seconds > 0n && seconds < 10000n) return { state: JOB, details: 0, stateTimeMs: seconds };
  if (seconds >= 10000n && seconds < 30000n) return { state: OCCUPIED, details: 0, stateTimeMs: seconds - 10000n };
  if (seconds >= 30000n && seconds < 60000n) return { state: ERROR, details: Number(seconds % 4n), stateTimeMs: seconds - 30000n };
  return { state: OK, details: 0, stateTimeMs: 0n };
}

function assertAllowed(type: number, action: number): void {
  const dumps = action === Action.COREDUMP_DESTROY || action === Action.COREDUMP_RESTART;
  if (!dumps || type >= DomainLifecycle.CRASH) return;
  const event = EVENTS[type] ?? '(null)';
  throw libvirtError('domain', 'config-unsupported', `Lifecycle event '${event}' doesn't support '${ACTIONS[action] ?? '(null)'}' action`);
}

function withAction(config: DomainConfig, type: number, action: number): DomainConfig {
  const element = ON[type];
  const word = ACTIONS[action];
  if (element === undefined || word === undefined) return config;
  return config.edit((root) => {
    setChildText(root, element, word);
  });
}
