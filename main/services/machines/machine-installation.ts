import type { Connection } from '../../../drivers/api/connection.ts';
import type { DomainRef } from '../../../drivers/api/refs.ts';
import { DomainXMLFlags } from '../../../drivers/core/constants.ts';
import { requireMethod } from '../../../drivers/core/require-method.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import { serializeXml } from '../../../drivers/conf/xml/serialize-xml.ts';
import { cloneXml, XmlElement, xmlText } from '../../../drivers/conf/xml/xml-tree.ts';
import type { MachineKey, TaskId } from '../../contract/ids.ts';
import type { InstallMark } from '../../contract/inventory.ts';
import type { InventoryService } from '../inventory/inventory-service.ts';
import { TAGS_URI } from '../inventory/machine-tags.ts';
import type { TasksService } from '../tasks/tasks-service.ts';
import { changeMedia } from './documents.ts';
import { devices, diskDevice, diskSource, diskTarget, parseDomain } from './domain-document.ts';
import { doVerb } from './lifecycle.ts';
import { writeInstallMark } from './machine-labels.ts';

/** Installing machines that were made to be installed later. */
export class MachineInstallation {
  readonly #inventory: InventoryService;
  readonly #tasks: TasksService;

  constructor({ inventory, tasks }: { readonly inventory: InventoryService; readonly tasks: TasksService }) {
    this.#inventory = inventory;
    this.#tasks = tasks;
  }

  /** Starts a machine from its installer, for this time only. */
  begin(key: MachineKey): TaskId {
    return this.#run(key, 'task.beginInstall', async (context) => {
      const { connection, ref, entry } = this.#inventory.live(key);
      const stored = await requireMethod(connection, 'domain', 'getXMLDesc')(ref, DomainXMLFlags.INACTIVE | DomainXMLFlags.SECURE);
      const { once, afterwards } = installDocuments(stored);
      const define = requireMethod(connection, 'domain', 'defineXML');
      await define(once);
      try {
        await doVerb('start', connection, entry, this.#inventory, context);
      } catch (error) {
        await define(stored);
        throw error;
      }
      await define(afterwards);
    });
  }

  /** The system is installed. */
  end(key: MachineKey, eject: boolean): TaskId {
    return this.#run(key, 'task.endInstall', async () => {
      const { connection, ref, entry } = this.#inventory.live(key);
      if (eject) for (const target of await filledDrives(connection, ref)) await changeMedia(connection, entry, target, undefined);
      await writeInstallMark(connection, ref, entry.persistent, undefined);
    });
  }

  #run(key: MachineKey, title: 'task.beginInstall' | 'task.endInstall', work: Parameters<TasksService['run']>[0]['work']): TaskId {
    const { entry } = this.#inventory.live(key);
    return this.#tasks.run({
      title,
      values: { name: entry.ref.name },
      machine: key,
      cancellable: false,
      work: async (context) => {
        try {
          await work(context);
        } finally {
          entry.titleKnown = false;
          this.#inventory.invalidate(key);
        }
      },
    });
  }
}

/**
 * The document that an installer runs with, and the one that is stored from then on. An installer ends with a restart, which would lead
 * into the installer once more: the machine goes off instead.
 *
 * @throws operation-invalid when there is no medium in any drive
 */
export function installDocuments(stored: string): { readonly once: string; readonly afterwards: string } {
  const once = parseDomain(stored);
  const afterwards = cloneXml(once.root);
  if (!bootFirst(once.root, 'cdrom')) throw new VirError({ code: 'operation-invalid', domain: 'none', message: 'Requested operation is not valid: there is no installer in a drive of the machine' });
  bootFirst(afterwards, 'disk');
  const onReboot = once.root.child('on_reboot');
  if (onReboot === undefined) once.root.children.push(new XmlElement('on_reboot', [], [xmlText('destroy')]));
  else onReboot.children.splice(0, Infinity, xmlText('destroy'));
  for (const root of [once.root, afterwards]) markInstall(root, 'begun');
  return { once: serializeXml(once), afterwards: serializeXml(afterwards) };
}

/** Puts the first disk, or the first drive with something in it, before everything else that the machine starts from. */
function bootFirst(root: XmlElement, kind: 'cdrom' | 'disk'): boolean {
  const chosen = devices(root, 'disk').find((disk) => diskDevice(disk) === kind && diskSource(disk) !== undefined);
  if (chosen === undefined) return false;
  const os = root.child('os');
  const old = os?.elements('boot') ?? [];
  if (os !== undefined && old.length > 0) {
    const name = kind === 'cdrom' ? 'cdrom' : 'hd';
    const others = old.map((each) => each.attribute('dev') ?? '').filter((dev) => dev !== name);
    for (const [at, each] of old.entries()) each.setAttribute('dev', [name, ...others][at] ?? name);
    if (others.length === old.length) os.children.push(new XmlElement('boot', [{ name: 'dev', value: others[others.length - 1] ?? name }]));
    return true;
  }
  const order = (each: XmlElement): number => Number(each.child('boot')?.attribute('order') ?? Number.MAX_SAFE_INTEGER);
  const others = (root.child('devices')?.elements() ?? []).filter((each) => each !== chosen && each.child('boot') !== undefined).sort((a, b) => order(a) - order(b));
  for (const [at, each] of [chosen, ...others].entries()) {
    const boot = each.child('boot') ?? new XmlElement('boot');
    boot.setAttribute('order', String(at + 1));
    if (each.child('boot') === undefined) each.children.push(boot);
  }
  return true;
}

/** Writes into the document what is kept in the machine's metadata. */
function markInstall(root: XmlElement, mark: InstallMark): void {
  const tags = root.child('metadata')?.elements().find((each) => each.attributes.some(({ name, value }) => /^xmlns(:|$)/.test(name) && value === TAGS_URI));
  tags?.elements().find((each) => /(^|:)install$/.test(each.name))?.setAttribute('state', mark);
}

async function filledDrives(connection: Connection, ref: DomainRef): Promise<readonly string[]> {
  const { root } = parseDomain(await requireMethod(connection, 'domain', 'getXMLDesc')(ref, 0));
  return devices(root, 'disk').filter((disk) => diskDevice(disk) === 'cdrom' && diskSource(disk) !== undefined).map(diskTarget);
}
