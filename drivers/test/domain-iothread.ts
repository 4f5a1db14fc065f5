import type { DomainMethods } from '../api/facets/domain.ts';
import { DomainModificationImpact as Impact } from '../core/constants.ts';
import { libvirtError } from '../core/error-text.ts';
import { typedValue, validateTypedParameters } from '../core/typed-params.ts';
import type { XmlElement } from '../conf/xml/xml-tree.ts';
import { cpusOf, formatCpuSet } from './cpu-set.ts';
import type { DomainConfig } from './domain-config.ts';
import { numberOf } from './domain-facts.ts';
import { defaultCpuset, mapOr } from './domain-vcpu.ts';
import { checkFlags, methodsOf } from './method-table.ts';
import { appendChild, ensureChild, removeChildren, setChildText } from './tree-edit.ts';

const AFFECT = Impact.LIVE | Impact.CONFIG;

/** I/O threads: adding, removing, pinning, tuning. */
export const domainIOThread = methodsOf<DomainMethods>()({
  getIOThreadInfo(session, dom, flags = 0) {
    checkFlags(flags, AFFECT, 'testDomainGetIOThreadInfo');
    const { config } = session.host.domains.require(dom).configFor(flags);
    return iothreadIds(config.root).map((iothreadId) => ({
      iothreadId,
      cpumap: mapOr(pinOf(config.root, iothreadId)?.attribute('cpuset') ?? defaultCpuset(config.root), config.facts.vcpus),
    }));
  },
  addIOThread(session, dom, iothreadId, flags = 0) {
    checkFlags(flags, AFFECT, 'testDomainAddIOThread');
    assertId(iothreadId);
    const domain = session.host.domains.require(dom);
    domain.editOne(flags, (config) => withIOThread(config, iothreadId));
    domain.guest.addIOThread(iothreadId);
  },
  delIOThread(session, dom, iothreadId, flags = 0) {
    checkFlags(flags, AFFECT, 'testDomainDelIOThread');
    assertId(iothreadId);
    const domain = session.host.domains.require(dom);
    domain.editOne(flags, (config) => withoutIOThread(config, iothreadId));
    domain.guest.removeIOThread(iothreadId);
  },
  pinIOThread(session, dom, iothreadId, cpumap, flags = 0) {
    checkFlags(flags, AFFECT, 'testDomainPinIOThread');
    session.host.domains.require(dom).editOne(flags, (config) => {
      const cpus = cpusOf(cpumap);
      if (cpus.length === 0) throw libvirtError('test', 'invalid-arg', 'Empty iothread cpumap list for pinning');
      if (!iothreadIds(config.root).includes(iothreadId)) throw libvirtError('test', 'invalid-arg', `iothreadid ${iothreadId} not found`);
      return config.edit((root) => {
        const pin = pinOf(root, iothreadId) ?? appendChild(ensureChild(root, 'cputune'), 'iothreadpin', { iothread: String(iothreadId) });
        pin.setAttribute('cpuset', formatCpuSet(cpus));
      });
    });
  },
  setIOThreadParams(session, dom, iothreadId, params, flags = 0) {
    checkFlags(flags, Impact.LIVE, 'testDomainSetIOThreadParams');
    assertId(iothreadId);
    const domain = session.host.domains.require(dom);
    const { config } = domain.configFor(flags);
    if (!iothreadIds(config.root).includes(iothreadId)) {
      throw libvirtError('test', 'invalid-arg', `cannot find IOThread '${iothreadId}' in iothreadids`);
    }
    const thread = domain.guest.iothreads.find(({ id }) => id === iothreadId);
    if (thread === undefined) throw libvirtError('test', 'internal-error', `IOThread '${iothreadId}' does not run`);
    validateTypedParameters('test', params, { poll_max_ns: 'ullong', poll_grow: 'uint', poll_shrink: 'uint' });
    thread.pollMaxNs = (typedValue(params, 'poll_max_ns') as bigint | undefined) ?? thread.pollMaxNs;
    thread.pollGrow = (typedValue(params, 'poll_grow') as number | undefined) ?? thread.pollGrow;
    thread.pollShrink = (typedValue(params, 'poll_shrink') as number | undefined) ?? thread.pollShrink;
  },
});

/** The ids of a definition's I/O threads: those it lists, else 1 to as many as it asks for. */
export function iothreadIds(root: XmlElement): number[] {
  const listed = root.child('iothreadids')?.elements('iothread') ?? [];
  const ids = listed.map((thread) => Number(thread.attribute('id')));
  const wanted = numberOf(root.child('iothreads'));
  for (let id = 1; ids.length < wanted; id++) if (!ids.includes(id)) ids.push(id);
  return ids;
}

function assertId(id: number): void {
  if (id === 0) throw libvirtError('test', 'invalid-arg', 'invalid value of 0 for iothread_id');
}

function pinOf(root: XmlElement, id: number): XmlElement | undefined {
  return root
    .child('cputune')
    ?.elements('iothreadpin')
    .find((pin) => pin.attribute('iothread') === String(id));
}

function withIOThread(config: DomainConfig, id: number): DomainConfig {
  const ids = iothreadIds(config.root);
  if (ids.includes(id)) throw libvirtError('domain', 'invalid-arg', `an IOThread is already using iothread_id '${id}'`);
  return config.edit((root) => {
    listIOThreads(root, [...ids, id]);
  });
}

function withoutIOThread(config: DomainConfig, id: number): DomainConfig {
  const ids = iothreadIds(config.root);
  if (!ids.includes(id)) throw libvirtError('domain', 'invalid-arg', `cannot find IOThread '${id}' in iothreadids list`);
  const devices = config.root.child('devices');
  const uses = (device: XmlElement): boolean => device.child('driver')?.attribute('iothread') === String(id);
  const disk = devices?.elements('disk').find(uses);
  if (disk !== undefined) {
    const target = disk.child('target')?.attribute('dev') ?? '';
    throw libvirtError('domain', 'invalid-arg', `cannot remove IOThread ${id} since it is being used by disk '${target}'`);
  }
  if (devices?.elements('controller').some(uses) === true) {
    throw libvirtError('domain', 'invalid-arg', `cannot remove IOThread '${id}' since it is being used by controller`);
  }
  return config.edit((root) => {
    listIOThreads(root, ids.filter((each) => each !== id));
    const cputune = root.child('cputune');
    if (cputune !== undefined) removeChildren(cputune, 'iothreadpin', (pin) => pin.attribute('iothread') === String(id));
  });
}

function listIOThreads(root: XmlElement, ids: readonly number[]): void {
  if (ids.length === 0) removeChildren(root, 'iothreads');
  else setChildText(root, 'iothreads', String(ids.length));
  const list = ensureChild(root, 'iothreadids');
  const known = list.elements('iothread').map((thread) => thread.attribute('id'));
  removeChildren(list, 'iothread', (thread) => !ids.includes(Number(thread.attribute('id'))));
  for (const id of ids) if (!known.includes(String(id))) appendChild(list, 'iothread', { id: String(id) });
  if (ids.length === 0) removeChildren(root, 'iothreadids');
}

