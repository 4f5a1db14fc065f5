import type { DomainMethods } from '../../api/facets/domain.ts';
import type { TypedParameter } from '../../api/records.ts';
import { LIFECYCLE_ACTIONS } from '../../conf/domain/domain-shape.ts';
import { cputune } from '../../conf/domain/tuning.ts';
import { metadata as metadataLens } from '../../conf/domain/metadata.ts';
import { parseXml } from '../../conf/xml/parse-xml.ts';
import { serializeXml } from '../../conf/xml/serialize-xml.ts';
import { XmlElement } from '../../conf/xml/xml-tree.ts';
import {
  DomainGetJobStatsFlags, DomainJobType, DomainLifecycle, DomainMetadataType as Metadata, DomainModificationImpact as Impact, TypedParameterFlags,
} from '../../core/constants.ts';
import { typed, typedValue, validateTypedParameters, type ParameterType } from '../../core/typed-params.ts';
import { Reply } from '../qmp/reply.ts';
import { cpuMap, cpuSetOf, setAffinity } from './domain-vcpu.ts';
import { editMachine, needsCgroups } from './edit-machine.ts';
import { checkFlags, methodsOf } from './method-table.ts';
import { domainError, qemuError } from './qemu-error.ts';

const AFFECT = Impact.LIVE | Impact.CONFIG;
const READ = AFFECT | TypedParameterFlags.TYPED_PARAM_STRING_OKAY;
const TUNABLES: Readonly<Record<string, ParameterType>> = {
  cpu_shares: 'ullong', vcpu_period: 'ullong', vcpu_quota: 'llong', global_period: 'ullong', global_quota: 'llong', emulator_period: 'ullong', emulator_quota: 'llong',
  iothread_period: 'ullong', iothread_quota: 'llong',
};
const TUNE_KEYS = { cpu_shares: 'shares', vcpu_period: 'period', vcpu_quota: 'quota', global_period: 'global_period', global_quota: 'global_quota', emulator_period: 'emulator_period', emulator_quota: 'emulator_quota', iothread_period: 'iothread_period', iothread_quota: 'iothread_quota' } as const;
const TUNE_FIELDS = Object.keys(TUNE_KEYS) as (keyof typeof TUNE_KEYS)[];

type Change = Parameters<typeof editMachine>[3];

/** IOThreads, shares of the CPU, metadata, and what is done at a machine's end. */
export const domainMisc = methodsOf<DomainMethods>()({
  getSchedulerType: () => ({ type: 'posix', nparams: TUNE_FIELDS.length }),
  getSchedulerParameters: async ({ state }, dom) => schedulerOf((await state.require(dom)).def.cputune),
  async getSchedulerParametersFlags({ state }, dom, flags = 0) {
    checkFlags(flags, READ, 'qemuDomainGetSchedulerParametersFlags');
    return schedulerOf((await state.require(dom)).defFor(flags & AFFECT).cputune);
  },
  setSchedulerParameters: ({ state }, dom, params) => editMachine(state, dom, Impact.CURRENT, tune(params)),
  setSchedulerParametersFlags({ state }, dom, params, flags = 0) {
    checkFlags(flags, AFFECT, 'qemuDomainSetSchedulerParametersFlags');
    return editMachine(state, dom, flags, tune(params));
  },

  async getIOThreadInfo({ state }, dom, flags = 0) {
    checkFlags(flags, AFFECT, 'qemuDomainGetIOThreadInfo');
    const def = (await state.require(dom)).defFor(flags);
    const hostCpus = await state.hostCpus();
    const pins = new Map((def.cputune?.iothreadpin ?? []).map(({ iothread, cpuset }) => [iothread, cpuset]));
    return (def.iothreadids?.iothread ?? []).map(({ id }) => ({ iothreadId: id, cpumap: cpuMap(pins.get(id) ?? def.vcpu.cpuset, hostCpus) }));
  },
  async addIOThread({ state }, dom, id, flags = 0) {
    checkFlags(flags, AFFECT, 'qemuDomainAddIOThread');
    if (id <= 0) throw domainError('invalid-arg', 'iothread_id in virDomainAddIOThread must be greater than zero');
    await editMachine(state, dom, flags, (def) => {
      const ids = def.iothreadids?.iothread ?? [];
      if (ids.some((each) => each.id === id)) throw qemuError('invalid-arg', `an IOThread is already using iothread_id '${id}'`);
      def.iothreadids = { iothread: [...ids, { id, thread_pool_min: undefined, thread_pool_max: undefined, autofill: false }] };
      def.iothreads = ids.length + 1;
    }, async (_run, monitor) => {
      await monitor.execute('object-add', { 'qom-type': 'iothread', id: `iothread${id}` });
    });
  },
  async delIOThread({ state }, dom, id, flags = 0) {
    checkFlags(flags, AFFECT, 'qemuDomainDelIOThread');
    await editMachine(state, dom, flags, (def) => {
      const ids = def.iothreadids?.iothread ?? [];
      if (!ids.some((each) => each.id === id)) throw qemuError('invalid-arg', `cannot find IOThread '${id}' in iothreadids list`);
      if (def.devices.disks.some(({ driver }) => driver?.iothread === id)) throw qemuError('invalid-arg', `cannot remove IOThread ${id} since it is being used by a disk`);
      def.iothreadids = { iothread: ids.filter((each) => each.id !== id) };
      def.iothreads = ids.length - 1;
      if (def.cputune !== undefined) def.cputune.iothreadpin = def.cputune.iothreadpin.filter(({ iothread }) => iothread !== id);
    }, async (_run, monitor) => {
      await monitor.execute('object-del', { id: `iothread${id}` });
    });
  },
  async pinIOThread({ state }, dom, id, cpumap, flags = 0) {
    checkFlags(flags, AFFECT, 'qemuDomainPinIOThread');
    const cpuset = cpuSetOf(cpumap);
    await editMachine(state, dom, flags, (def) => {
      if (!(def.iothreadids?.iothread ?? []).some((each) => each.id === id)) throw qemuError('invalid-arg', `iothreadid ${id} not found`);
      def.cputune ??= cputune.create({});
      def.cputune.iothreadpin = [...def.cputune.iothreadpin.filter(({ iothread }) => iothread !== id), { iothread: id, cpuset }];
    }, async (_run, monitor) => {
      const threads = Reply.list('query-iothreads', await monitor.execute('query-iothreads'));
      const thread = threads.find((each) => each.string('id') === `iothread${id}`)?.number('thread-id');
      if (thread === undefined) throw qemuError('invalid-arg', `iothreadid ${id} not found`);
      await setAffinity(state, [thread], cpuset);
    });
  },

  async getMetadata({ state }, dom, type, uri, flags = 0) {
    checkFlags(flags, AFFECT, 'qemuDomainGetMetadata');
    const def = (await state.require(dom)).defFor(flags);
    const text = type === Metadata.DESCRIPTION ? def.description : type === Metadata.TITLE ? def.title : elementOf(def.metadata, uri ?? '');
    if (text === undefined) throw domainError('no-domain-metadata', 'Requested metadata element is not present');
    return text;
  },
  async setMetadata({ state }, dom, type, text, key, uri, flags = 0) {
    checkFlags(flags, AFFECT, 'qemuDomainSetMetadata');
    const change: Change = (def) => {
      const value = text === '' ? undefined : text;
      if (type === Metadata.DESCRIPTION) def.description = value;
      else if (type === Metadata.TITLE) def.title = value;
      else if (type === Metadata.ELEMENT) def.metadata = withElement(def.metadata, value, key ?? '', uri ?? '');
      else throw domainError('invalid-arg', `unknown metadata type '${type}'`);
    };
    await editMachine(state, dom, flags, change, () => Promise.resolve());
    state.events.fire({ kind: 'metadata-change', dom: (await state.require(dom)).ref, type, nsuri: uri });
  },

  async setLifecycleAction({ state }, dom, type, action, flags = 0) {
    checkFlags(flags, AFFECT, 'qemuDomainSetLifecycleAction');
    const word = LIFECYCLE_ACTIONS[action];
    if (word === undefined || type > DomainLifecycle.CRASH) throw qemuError('invalid-arg', `Lifecycle action ${action} is not known`);
    await editMachine(state, dom, flags, (def) => {
      if (type === DomainLifecycle.POWEROFF) def.on_poweroff = word;
      else if (type === DomainLifecycle.REBOOT) def.on_reboot = word;
      else def.on_crash = word;
    }, async (_run, monitor) => {
      if (type === DomainLifecycle.POWEROFF) await monitor.execute('set-action', { shutdown: word === 'destroy' ? 'poweroff' : 'pause' });
      else if (type === DomainLifecycle.REBOOT) await monitor.execute('set-action', { reboot: word === 'restart' || word === 'rename-restart' ? 'reset' : 'shutdown' });
      else await monitor.execute('set-action', { panic: word === 'destroy' ? 'shutdown' : 'pause' });
    });
  },
  async getMessages({ state }, dom) {
    await state.require(dom);
    return [];
  },
  async getSecurityLabel({ state }, dom) {
    (await state.require(dom)).running();
    return { label: '', enforcing: false };
  },
  async getSecurityLabelList({ state }, dom) {
    (await state.require(dom)).running();
    return [];
  },
  async getJobInfo({ state }, dom) {
    const progress = (await state.require(dom)).job;
    const total = BigInt(progress?.totalBytes ?? 0);
    const done = BigInt(progress?.doneBytes ?? 0);
    const elapsed = progress === undefined ? 0n : BigInt(Math.round(performance.now() - progress.beganAtMs));
    return {
      type: progress === undefined ? DomainJobType.NONE : total > 0n ? DomainJobType.BOUNDED : DomainJobType.UNBOUNDED, timeElapsed: elapsed, timeRemaining: 0n,
      dataTotal: total, dataProcessed: done, dataRemaining: total - done, memTotal: total, memProcessed: done, memRemaining: total - done, fileTotal: 0n, fileProcessed: 0n, fileRemaining: 0n,
    };
  },
  async getJobStats({ state }, dom, flags = 0) {
    const machine = await state.require(dom);
    if ((flags & DomainGetJobStatsFlags.COMPLETED) !== 0) return machine.lastJob === undefined ? { type: DomainJobType.NONE, params: [] } : { type: DomainJobType.COMPLETED, params: machine.lastJob };
    const progress = machine.job;
    if (progress?.params !== undefined) return { type: DomainJobType.UNBOUNDED, params: progress.params() };
    if (progress === undefined) return { type: DomainJobType.NONE, params: [] };
    const params: TypedParameter[] = [
      typed.int('operation', progress.operation), typed.ullong('time_elapsed', BigInt(Math.round(performance.now() - progress.beganAtMs))),
      typed.ullong('data_total', BigInt(progress.totalBytes)), typed.ullong('data_processed', BigInt(progress.doneBytes)), typed.ullong('data_remaining', BigInt(progress.totalBytes - progress.doneBytes)),
    ];
    return { type: progress.totalBytes > 0 ? DomainJobType.BOUNDED : DomainJobType.UNBOUNDED, params };
  },
  async abortJob({ state }, dom) {
    const { job } = await state.require(dom);
    if (job === undefined) throw qemuError('operation-invalid', 'no job is active on the domain');
    await job.cancel();
  },
});

function schedulerOf(tuned: ReturnType<typeof cputune.create> | undefined): TypedParameter[] {
  return TUNE_FIELDS.map((field) => {
    const value = tuned?.[TUNE_KEYS[field]] ?? 0n;
    return TUNABLES[field] === 'llong' ? typed.llong(field, value) : typed.ullong(field, value);
  });
}

function tune(params: readonly TypedParameter[]): Change {
  validateTypedParameters('qemu', params, TUNABLES);
  return (def, live) => {
    if (live) throw needsCgroups('sharing the CPU');
    def.cputune ??= cputune.create({});
    for (const field of TUNE_FIELDS) {
      const value = typedValue(params, field);
      if (typeof value === 'bigint') def.cputune[TUNE_KEYS[field]] = value;
    }
  };
}

/** The element of a namespace, without the namespace. */
function elementOf(all: XmlElement | undefined, uri: string): string | undefined {
  const found = all?.elements().find((each) => namespaceOf(each) === uri);
  if (found === undefined) return undefined;
  const prefix = found.name.includes(':') ? found.name.slice(0, found.name.indexOf(':')) : '';
  const declaration = prefix === '' ? 'xmlns' : `xmlns:${prefix}`;
  const bare = (each: XmlElement): XmlElement => new XmlElement(
    prefix !== '' && each.name.startsWith(`${prefix}:`) ? each.name.slice(prefix.length + 1) : each.name, each.attributes.filter(({ name }) => name !== declaration),
    each.children.map((node) => (node.kind === 'element' ? bare(node) : node)),
  );
  return serializeXml(bare(found));
}

function namespaceOf(element: XmlElement): string | undefined {
  const colon = element.name.indexOf(':');
  return colon < 0 ? element.attribute('xmlns') : element.attribute(`xmlns:${element.name.slice(0, colon)}`);
}

function withElement(all: XmlElement | undefined, text: string | undefined, key: string, uri: string): XmlElement | undefined {
  const others = (all?.elements() ?? []).filter((each) => namespaceOf(each) !== uri);
  const made = text === undefined ? [] : [inNamespace(parseXml(text, { url: '(metadata_xml)' }).root, key, uri)];
  const children = [...others, ...made];
  if (children.length === 0) return undefined;
  return metadataLens.parse(new XmlElement('metadata', [], children), { inactive: true, userAliases: true }, undefined);
}

function inNamespace(element: XmlElement, key: string, uri: string): XmlElement {
  if (!/^[A-Za-z_][\w.-]*$/.test(key)) throw domainError('internal-error', 'failed to validate prefix for a new XML namespace');
  const named = (each: XmlElement): XmlElement => new XmlElement(each.name.includes(':') ? each.name : `${key}:${each.name}`, each.attributes, each.children.map((node) => (node.kind === 'element' ? named(node) : node)));
  const made = named(element);
  return new XmlElement(made.name, [{ name: `xmlns:${key}`, value: uri }, ...made.attributes], made.children);
}
