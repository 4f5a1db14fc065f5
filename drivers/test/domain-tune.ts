import type { DomainMethods } from '../api/facets/domain.ts';
import type { TypedParameter } from '../api/records.ts';
import type { DomainRef } from '../api/refs.ts';
import { DomainModificationImpact as Impact, TypedParameterFlags } from '../core/constants.ts';
import { libvirtError } from '../core/error-text.ts';
import { typed, typedValue, validateTypedParameters } from '../core/typed-params.ts';
import type { XmlElement } from '../conf/xml/xml-tree.ts';
import { numberOf } from './domain-facts.ts';
import { checkFlags, methodsOf } from './method-table.ts';
import { findNet, netElement } from './domain-devices.ts';
import type { TestSession } from './session.ts';
import { appendChild, ensureChild, removeChildren, setChildText } from './tree-edit.ts';

const AFFECT = Impact.LIVE | Impact.CONFIG;
const GET = AFFECT | TypedParameterFlags.TYPED_PARAM_STRING_OKAY;

/** Scheduler, block I/O weight, network bandwidth, performance events. */
export const domainTune = methodsOf<DomainMethods>()({
  getSchedulerType(session, dom) {
    session.host.domains.require(dom);
    return { type: 'fair', nparams: 1 };
  },
  getSchedulerParameters: (session, dom) => schedulerParameters(session, dom, 0),
  getSchedulerParametersFlags: (session, dom, flags = 0) => schedulerParameters(session, dom, flags),
  setSchedulerParameters(session, dom, params) {
    setScheduler(session, dom, params, 0);
  },
  setSchedulerParametersFlags(session, dom, params, flags = 0) {
    setScheduler(session, dom, params, flags);
  },

  getBlkioParameters(session, dom, flags = 0) {
    checkFlags(flags, GET, 'testDomainGetBlkioParameters');
    const blkio = session.host.domains.require(dom).configFor(flags).config.root.child('blkiotune');
    return [typed.uint('weight', numberOf(blkio?.child('weight'))), ...BLKIO_DEVICE.map(([field, element]) => typed.string(field, deviceList(blkio, element)))];
  },
  setBlkioParameters(session, dom, params, flags = 0) {
    checkFlags(flags, AFFECT, 'testDomainSetBlkioParameters');
    validateTypedParameters('test', params, { weight: 'uint', ...Object.fromEntries(BLKIO_DEVICE.map(([field]) => [field, 'string' as const])) });
    session.host.domains.require(dom).editOne(flags, (config) =>
      config.edit((root) => {
        setBlkio(ensureChild(root, 'blkiotune'), params);
      }),
    );
  },

  getInterfaceParameters(session, dom, device, flags = 0) {
    checkFlags(flags, GET, 'testDomainGetInterfaceParameters');
    const { config } = session.host.domains.require(dom).configFor(flags);
    const bandwidth = netElement(config.root, findNet(config.facts, device)).child('bandwidth');
    return BANDWIDTH.map(([direction, key]) => typed.uint(`${direction}.${key}`, Number(bandwidth?.child(direction)?.attribute(key) ?? 0)));
  },
  setInterfaceParameters(session, dom, device, params, flags = 0) {
    checkFlags(flags, AFFECT, 'testDomainSetInterfaceParameters');
    validateTypedParameters('test', params, Object.fromEntries(BANDWIDTH.map(([direction, key]) => [`${direction}.${key}`, 'uint' as const])));
    session.host.domains.require(dom).editOne(flags, (config) => {
      const index = findNet(config.facts, device);
      return config.edit((root) => {
        setBandwidth(netElement(root, index), params);
      });
    });
  },

  getPerfEvents(session, dom, flags = 0) {
    checkFlags(flags, GET, 'testDomainGetPerfEvents');
    const events = session.host.domains.require(dom).configFor(flags).config.root.child('perf')?.elements('event') ?? [];
    return PERF_EVENTS.map((name) => typed.boolean(name, events.some((event) => event.attribute('name') === name && event.attribute('enabled') === 'yes')));
  },
  setPerfEvents(session, dom, params, flags = 0) {
    checkFlags(flags, AFFECT, 'testDomainSetPerfEvents');
    validateTypedParameters('test', params, Object.fromEntries(PERF_EVENTS.map((name) => [name, 'boolean'])));
    session.host.domains.require(dom).editOne(flags, (config) =>
      config.edit((root) => {
        const perf = ensureChild(root, 'perf');
        for (const { field, value } of params) {
          const event = perf.elements('event').find((each) => each.attribute('name') === field) ?? appendChild(perf, 'event', { name: field });
          event.setAttribute('enabled', value === true ? 'yes' : 'no');
        }
      }),
    );
  },
});

function schedulerParameters(session: TestSession, dom: DomainRef, flags: number): TypedParameter[] {
  checkFlags(flags, 0, 'testDomainGetSchedulerParametersFlags');
  session.host.domains.require(dom);
  return [typed.uint('weight', 50)];
}

/** Checked and then forgotten: the weight of this host's scheduler is 50, always. */
function setScheduler(session: TestSession, dom: DomainRef, params: readonly TypedParameter[], flags: number): void {
  checkFlags(flags, 0, 'testDomainSetSchedulerParametersFlags');
  validateTypedParameters('test', params, { weight: 'uint' });
  session.host.domains.require(dom);
}

const BLKIO_DEVICE = [
  ['device_weight', 'weight'],
  ['device_read_iops_sec', 'read_iops_sec'],
  ['device_write_iops_sec', 'write_iops_sec'],
  ['device_read_bytes_sec', 'read_bytes_sec'],
  ['device_write_bytes_sec', 'write_bytes_sec'],
] as const;

/** `path,value,path,value…` of the devices that have this limit. */
function deviceList(blkio: XmlElement | undefined, element: string): string {
  const devices = blkio?.elements('device') ?? [];
  return devices
    .filter((device) => numberOf(device.child(element)) !== 0)
    .map((device) => `${device.child('path')?.text ?? ''},${device.child(element)?.text ?? ''}`)
    .join(',');
}

function setBlkio(blkio: XmlElement, params: readonly TypedParameter[]): void {
  const weight = typedValue(params, 'weight') as number | undefined;
  if (weight !== undefined) setChildText(blkio, 'weight', String(weight));
  for (const [field, element] of BLKIO_DEVICE) {
    const list = typedValue(params, field) as string | undefined;
    if (list !== undefined) setDeviceLimits(blkio, field, element, list);
  }
}

function setDeviceLimits(blkio: XmlElement, field: string, element: string, list: string): void {
  const words = list === '' ? [] : list.split(',');
  if (words.length % 2 !== 0) throw libvirtError('domain', 'invalid-arg', `unable to parse blkio device '${field}' '${list}'`);
  for (let i = 0; i < words.length; i += 2) {
    const [path = '', value = ''] = words.slice(i, i + 2);
    if (!/^\d+$/.test(value)) throw libvirtError('domain', 'invalid-arg', `invalid value '${value}' for parameter '${field}' of device '${path}'`);
    const device = blkio.elements('device').find((each) => each.child('path')?.text === path) ?? newDevice(blkio, path);
    setChildText(device, element, value);
  }
}

function newDevice(blkio: XmlElement, path: string): XmlElement {
  const device = appendChild(blkio, 'device');
  setChildText(device, 'path', path);
  return device;
}

const BANDWIDTH = [
  ['inbound', 'average'],
  ['inbound', 'peak'],
  ['inbound', 'burst'],
  ['inbound', 'floor'],
  ['outbound', 'average'],
  ['outbound', 'peak'],
  ['outbound', 'burst'],
] as const;

/** A direction is replaced when it gets an average (or a floor), cleared when that is 0, else left alone. */
function setBandwidth(net: XmlElement, params: readonly TypedParameter[]): void {
  for (const direction of ['inbound', 'outbound'] as const) {
    const values = BANDWIDTH.filter(([each]) => each === direction).flatMap(([, key]) => {
      const value = typedValue(params, `${direction}.${key}`) as number | undefined;
      return value === undefined ? [] : [[key, value] as const];
    });
    const rate = values.filter(([key]) => key === 'average' || key === 'floor');
    if (rate.length === 0) continue;
    const bandwidth = ensureChild(net, 'bandwidth');
    removeChildren(bandwidth, direction);
    if (rate.every(([, value]) => value === 0)) continue;
    const limits = values.filter(([, value]) => value !== 0);
    appendChild(bandwidth, direction, Object.fromEntries(limits.map(([key, value]) => [key, String(value)])));
  }
  if (net.child('bandwidth')?.elements().length === 0) removeChildren(net, 'bandwidth');
}

/** The words of virPerfEventType, in order. */
const PERF_EVENTS = [
  'cmt', 'mbmt', 'mbml',
  'cpu_cycles', 'instructions',
  'cache_references', 'cache_misses',
  'branch_instructions', 'branch_misses',
  'bus_cycles', 'stalled_cycles_frontend',
  'stalled_cycles_backend', 'ref_cpu_cycles',
  'cpu_clock', 'task_clock', 'page_faults',
  'context_switches', 'cpu_migrations',
  'page_faults_min', 'page_faults_maj',
  'alignment_faults', 'emulation_faults',
] as const;
