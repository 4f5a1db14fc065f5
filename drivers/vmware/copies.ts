import type { CloneRequest, Extras, LongCallOptions } from '../api/extras.ts';
import type { DomainRef } from '../api/refs.ts';
import { machinePlaces } from './products.ts';
import { vmwareError } from './vmware-error.ts';
import { refOf, type VmwareSession } from './vmware-session.ts';
import { runVmrunWords } from './vmrun-words.ts';

/** A copy of big disks takes its time. */
const CLONE_MS = 6 * 3600_000;

/** What the products do by themselves beyond libvirt's calls: cloning. Player refuses it. */
export function extrasOf(session: VmwareSession): Extras {
  return { copies: { clone: (dom, request, options) => cloneMachine(session, dom, request, options) } };
}

/** Clones a machine into a folder of its own where the user's machines are. */
async function cloneMachine(session: VmwareSession, dom: DomainRef, { name, place, template = false, linked = false }: CloneRequest, options: LongCallOptions = {}): Promise<DomainRef> {
  session.assertOpen();
  const machine = await session.machine(dom);
  if (place !== undefined) throw vmwareError('invalid-arg', 'machines of one computer have no places', machine.name);
  if (template) throw vmwareError('argument-unsupported', `${session.host.product.title} has no templates`, machine.name);
  if (/[\n\r]/.test(name)) throw vmwareError('invalid-arg', 'a name has no line breaks', machine.name);
  const all = await session.machines();
  if (all.some((each) => each.name === name)) throw vmwareError('operation-failed', `domain '${name}' already exists`, machine.name);
  const { surroundings, paths } = session.host;
  const [folder = surroundings.home] = machinePlaces(surroundings.system, surroundings.home, surroundings.appData).folders;
  const stem = name.replace(/[/\\:*?"<>|]/g, '_').replace(/^\.+/, '_');
  const target = paths.join(folder, stem, `${stem}.vmx`);
  if (await surroundings.files.exists(target)) throw vmwareError('operation-failed', `'${target}' is there already`, target);
  const call = { deadlineMs: CLONE_MS, ...(options.signal === undefined ? {} : { signal: options.signal }) };
  await runVmrunWords(session, machine, 'clone', [target, linked ? 'linked' : 'full', `-cloneName=${name}`], call);
  const made = (await session.machines()).find(({ vmxPath }) => vmxPath === target);
  if (made === undefined) throw vmwareError('internal-error', `Failed to read vmx file '${target}'`, target);
  return refOf(made);
}
