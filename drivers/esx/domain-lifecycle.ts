import type { DomainMethods } from '../api/facets/domain.ts';
import type { CallOptions } from '../api/records.ts';
import type { DomainRef } from '../api/refs.ts';
import { libvirtError } from '../core/error-text.ts';
import { VirError } from '../core/vir-error.ts';
import type { EsxSession } from './esx-session.ts';
import type { Machine } from './machine.ts';
import { checkFlags, methodsOf } from './method-table.ts';

const CONSOLIDATION_NEEDED = 'The disks of this machine should be consolidated: removed snapshots have left files behind.';

/** Starting, stopping and pausing machines. */
export const domainLifecycle = methodsOf<DomainMethods>()({
  async create(session, dom, options) {
    await start(session, dom, options);
  },
  createWithFlags(session, dom, flags = 0, options) {
    checkFlags(flags, 0, 'esxDomainCreateWithFlags');
    return start(session, dom, options);
  },
  async suspend(session, dom, options) {
    const machine = await prepared(session, dom);
    assertOn(machine);
    await session.task(machine, 'Could not suspend domain', () => session.client.call('SuspendVM_Task', machine.ref, {}), options);
  },
  async resume(session, dom, options) {
    const machine = await prepared(session, dom);
    if (machine.powerState !== 'suspended') throw libvirtError('esx', 'operation-invalid', 'Domain is not suspended', { subject: machine.name });
    await session.task(machine, 'Could not resume domain', () => session.client.call('PowerOnVM_Task', machine.ref, {}), options);
  },
  shutdown: (session, dom) => shutDown(session, dom),
  shutdownFlags(session, dom, flags = 0) {
    checkFlags(flags, 0, 'esxDomainShutdownFlags');
    return shutDown(session, dom);
  },
  async reboot(session, dom, flags = 0) {
    checkFlags(flags, 0, 'esxDomainReboot');
    const machine = await current(session, dom);
    assertOn(machine);
    await session.client.call('RebootGuest', machine.ref, {});
  },
  async reset(session, dom, flags = 0) {
    checkFlags(flags, 0, 'esxDomainReset');
    const machine = await prepared(session, dom);
    assertOn(machine);
    await session.task(machine, 'Could not reset domain', () => session.client.call('ResetVM_Task', machine.ref, {}));
  },
  destroy: (session, dom, options) => powerOff(session, dom, options),
  destroyFlags(session, dom, flags = 0, options) {
    checkFlags(flags, 0, 'esxDomainDestroyFlags');
    return powerOff(session, dom, options);
  },
  async pmSuspendForDuration(session, dom, target, duration, flags = 0) {
    checkFlags(flags, 0, 'esxDomainPMSuspendForDuration');
    if (target !== 0) throw libvirtError('esx', 'argument-unsupported', 'only suspending to memory is possible');
    if (duration !== 0n) throw libvirtError('esx', 'argument-unsupported', 'a duration is not possible, use 0');
    const machine = await current(session, dom);
    assertOn(machine);
    await session.client.call('StandbyGuest', machine.ref, {});
    await session.refresh(machine.ref);
  },
  async pmWakeup(session, dom, flags = 0) {
    checkFlags(flags, 0, 'esxDomainPMWakeup');
    const machine = await prepared(session, dom);
    if (machine.powerState === 'poweredOff') throw libvirtError('esx', 'operation-invalid', 'Domain is not powered on', { subject: machine.name });
    await session.task(machine, 'Could not wake up domain', () => session.client.call('PowerOnVM_Task', machine.ref, {}));
  },

  isActive: async (session, dom) => (await current(session, dom)).isActive,
  async isPersistent(session, dom) {
    await session.machine(dom);
    return true;
  },
  async isUpdated(session, dom) {
    await session.machine(dom);
    return false;
  },
  async hasManagedSaveImage(session, dom, flags = 0) {
    checkFlags(flags, 0, 'esxDomainHasManagedSaveImage');
    await session.machine(dom);
    return false;
  },
  lookupByID(session, id) {
    const machine = session.machines.byId(id);
    if (machine === undefined) throw libvirtError('esx', 'no-domain', `No domain with ID ${id}`);
    return machine.domain;
  },
  lookupByUUID: async (session, uuid) => (await session.machine({ name: '', uuid, id: -1 })).domain,
  lookupByName(session, name) {
    const machine = session.machines.byName(name);
    if (machine === undefined) throw libvirtError('esx', 'no-domain', `No domain with name '${name}'`, { subject: name });
    return machine.domain;
  },
  getAutostart: async (session, dom) => (await session.autostart.keys()).has((await session.machine(dom)).key),
  setAutostart: async (session, dom, autostart) => session.autostart.set(await session.machine(dom), autostart),

  /** What the machine waits for an answer to, with the answers behind it, and whether its disks should be consolidated. */
  async getMessages(session, dom, flags = 0) {
    checkFlags(flags, 3, 'esxDomainGetMessages');
    const machine = await current(session, dom);
    const question = machine.properties.object('runtime.question', 'VirtualMachineQuestionInfo');
    const needs = machine.needsConsolidation ? [CONSOLIDATION_NEEDED] : [];
    // Who wants to know what is outdated (1) is told what should be done, not what is asked.
    if (question === undefined || flags === 1) return needs;
    const choices = (question.choice.choiceInfo ?? []).map(({ key, label, summary }) => `${key}: ${summary === '' ? label : summary}`);
    return [`${question.text} [${choices.join('; ')}]`, ...needs];
  },
});

/** A machine as the host has it now. */
export async function current(session: EsxSession, dom: DomainRef): Promise<Machine> {
  const machine = await session.machine(dom);
  const fresh = await session.refresh(machine.ref);
  return fresh ?? session.machines.require(dom);
}

/**
 * A machine that nothing stands in the way of a task.
 *
 * @throws operation-invalid while it waits for the answer to a question.
 */
export async function prepared(session: EsxSession, dom: DomainRef): Promise<Machine> {
  const machine = await current(session, dom);
  const question = machine.properties.object('runtime.question', 'VirtualMachineQuestionInfo');
  if (question === undefined || session.uri.autoAnswer) return machine;
  const answers = (question.choice.choiceInfo ?? []).map(({ summary, label }) => (summary === '' ? label : summary));
  const text = `${question.text.trim()} (${answers.join(', ')})`;
  throw new VirError({
    code: 'operation-invalid',
    domain: 'esx',
    message: `Requested operation is not valid: Pending question blocks virtual machine execution, question is '${text}', no answer was given`,
    subject: machine.name,
    details: { str1: 'QuestionPending', str2: question.id },
  });
}

/** @throws operation-invalid */
export function assertOn(machine: Machine): void {
  if (machine.powerState !== 'poweredOn') throw libvirtError('esx', 'operation-invalid', 'Domain is not powered on', { subject: machine.name });
}

/** @throws operation-invalid */
export function assertOff(machine: Machine): void {
  if (machine.powerState !== 'poweredOff') throw libvirtError('esx', 'operation-invalid', 'Domain is not powered off', { subject: machine.name });
}

async function start(session: EsxSession, dom: DomainRef, options?: CallOptions): Promise<DomainRef> {
  const machine = await prepared(session, dom);
  if (machine.isTemplate) throw libvirtError('esx', 'operation-invalid', 'the machine is a template: clone it, or make it a machine again', { subject: machine.name });
  assertOff(machine);
  await session.task(machine, 'Could not start domain', () => session.client.call('PowerOnVM_Task', machine.ref, {}), options);
  return machine.domain;
}

async function shutDown(session: EsxSession, dom: DomainRef): Promise<void> {
  const machine = await current(session, dom);
  assertOn(machine);
  await session.client.call('ShutdownGuest', machine.ref, {});
}

async function powerOff(session: EsxSession, dom: DomainRef, options?: CallOptions): Promise<void> {
  const machine = await prepared(session, dom);
  if (machine.powerState === 'poweredOff') throw libvirtError('esx', 'operation-invalid', 'Domain is not powered on', { subject: machine.name });
  await session.task(machine, 'Could not destroy domain', () => session.client.call('PowerOffVM_Task', machine.ref, {}), options);
}
