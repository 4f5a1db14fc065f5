import type { NodeDeviceEvent } from '../../../drivers/api/events.ts';
import type { NodeDeviceRef } from '../../../drivers/api/refs.ts';
import { ConnectListAllNodeDeviceFlags as D, NodeDeviceCreateXMLFlags, NodeDeviceDefineXMLFlags } from '../../../drivers/core/constants.ts';
import { requireMethod } from '../../../drivers/core/require-method.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import { attempt, explaining } from '../attempt.ts';
import { runEventCommand } from '../event-wait.ts';
import { byName } from '../lookup.ts';
import { printDocument } from '../print-document.ts';
import { readDefinition } from '../read-definition.ts';
import { printFacts, say, yesNo } from '../say.ts';
import type { CommandArgs, CommandGroup } from '../shell/command.ts';
import type { Shell } from '../shell/shell.ts';
import { fault, needed, optional } from '../shell/values.ts';
import { commandsOf, type Run } from '../shell/words.ts';
import { treeText } from './node-device-tree.ts';
import { NODE_DEVICE_WORDS } from './node-device-words.ts';

const CAPS: Readonly<Record<string, number>> = {
  system: D.CAP_SYSTEM,
  pci: D.CAP_PCI_DEV,
  usb_device: D.CAP_USB_DEV,
  usb: D.CAP_USB_INTERFACE,
  net: D.CAP_NET,
  scsi_host: D.CAP_SCSI_HOST,
  scsi_target: D.CAP_SCSI_TARGET,
  scsi: D.CAP_SCSI,
  storage: D.CAP_STORAGE,
  fc_host: D.CAP_FC_HOST,
  vports: D.CAP_VPORTS,
  scsi_generic: D.CAP_SCSI_GENERIC,
  drm: D.CAP_DRM,
  mdev_types: D.CAP_MDEV_TYPES,
  mdev: D.CAP_MDEV,
  ccw: D.CAP_CCW_DEV,
  css: D.CAP_CSS_DEV,
  vdpa: D.CAP_VDPA,
  ap_card: D.CAP_AP_CARD,
  ap_queue: D.CAP_AP_QUEUE,
  ap_matrix: D.CAP_AP_MATRIX,
  vpd: D.CAP_VPD,
};


/** By its name only. */
async function findByName(shell: Shell, name: string): Promise<NodeDeviceRef> {
  const connection = await shell.connection();
  return explaining(shell, `Could not find matching device '${name}'`, async () => requireMethod(connection, 'nodeDevice', 'lookupByName')(name));
}

/** By its name, or `wwnn,wwpn`. */
async function findDevice(shell: Shell, args: CommandArgs): Promise<NodeDeviceRef> {
  const value = needed(args, 'device');
  if (!value.includes(',')) return findByName(shell, value);
  const [wwnn = '', wwpn = '', ...more] = value.split(',');
  if (more.length > 0) throw fault(`Malformed device value '${value}'`);
  const malformed = [wwnn, wwpn].find((wwn) => !/^(0x)?[0-9a-f]{16}$/i.test(wwn));
  if (malformed !== undefined) throw fault(`internal error: Malformed wwn: ${malformed}`);
  const connection = await shell.connection();
  return explaining(shell, `Could not find matching device '${value}'`, async () =>
    requireMethod(connection, 'nodeDevice', 'lookupSCSIHostByWWN')(wwnn, wwpn, 0),
  );
}

const create: Run = async (shell, args) => {
  const definition = readDefinition(shell, args);
  if (definition === undefined) return false;
  const { file, xml } = definition;
  const flags = args.has('validate') ? NodeDeviceCreateXMLFlags.VALIDATE : 0;
  const connection = await shell.connection();
  const device = await explaining(shell, `Failed to create node device from ${file}`, async () => requireMethod(connection, 'nodeDevice', 'createXML')(xml, flags));
  return say(shell, `Node device ${device.name} created from ${file}\n`, device);
};

const define: Run = async (shell, args) => {
  const definition = readDefinition(shell, args);
  if (definition === undefined) return false;
  const { file, xml } = definition;
  const flags = args.has('validate') ? NodeDeviceDefineXMLFlags.VALIDATE : 0;
  const connection = await shell.connection();
  const device = await explaining(shell, `Failed to define node device from '${file}'`, async () => requireMethod(connection, 'nodeDevice', 'defineXML')(xml, flags));
  return say(shell, `Node device '${device.name}' defined from '${file}'\n`, device);
};

const destroy: Run = async (shell, args) => {
  const device = await findDevice(shell, args);
  const name = needed(args, 'device');
  const connection = await shell.connection();
  await explaining(shell, `Failed to destroy node device '${name}'`, async () => requireMethod(connection, 'nodeDevice', 'destroy')(device));
  return say(shell, `Destroyed node device '${name}'\n`, device);
};

const undefine: Run = async (shell, args) => {
  const device = await findDevice(shell, args);
  const name = needed(args, 'device');
  const connection = await shell.connection();
  await explaining(shell, `Failed to undefine node device '${name}'`, async () => requireMethod(connection, 'nodeDevice', 'undefine')(device, 0));
  return say(shell, `Undefined node device '${name}'\n`, device);
};

const detach: Run = async (shell, args) => {
  const name = needed(args, 'device');
  const driver = args.text('driver');
  const device = await findByName(shell, name);
  const connection = await shell.connection();
  await explaining(shell, `Failed to detach device ${name}`, async () => {
    if (driver === undefined || driver === '') await requireMethod(connection, 'nodeDevice', 'dettach')(device);
    else await requireMethod(connection, 'nodeDevice', 'detachFlags')(device, driver, 0);
  });
  return say(shell, `Device ${name} detached\n`, device);
};

function act(method: 'reAttach' | 'reset' | 'create', done: string, failed: string): Run {
  return async (shell, args) => {
    const name = needed(args, 'device');
    const device = await findByName(shell, name);
    const connection = await shell.connection();
    await explaining(shell, `Failed to ${failed} device ${name}`, async () => {
      if (method === 'create') await requireMethod(connection, 'nodeDevice', 'create')(device, 0);
      else await requireMethod(connection, 'nodeDevice', method)(device);
    });
    return say(shell, `Device ${name} ${done}\n`, device);
  };
}

const autostart: Run = async (shell, args) => {
  const device = await findDevice(shell, args);
  const name = needed(args, 'device');
  const un = args.has('disable') ? 'un' : '';
  const connection = await shell.connection();
  await explaining(shell, `failed to ${un}mark device ${name} as autostarted`, async () =>
    requireMethod(connection, 'nodeDevice', 'setAutostart')(device, un === ''),
  );
  return say(shell, `Device ${name} ${un}marked as autostarted\n`, device);
};

const info: Run = async (shell, args) => {
  const device = await findDevice(shell, args);
  const connection = await shell.connection();
  const parent = await attempt(async () => requireMethod(connection, 'nodeDevice', 'getParent')(device));
  printFacts(shell, [
    ['Name', device.name],
    ['Parent', VirError.is(parent) ? '' : (parent ?? '')],
    // virsh takes an error for a yes here.
    ['Active', await yesNo(async () => requireMethod(connection, 'nodeDevice', 'isActive')(device), 'yes')],
    ['Persistent', await yesNo(async () => requireMethod(connection, 'nodeDevice', 'isPersistent')(device), 'yes')],
    ['Autostart', await yesNo(async () => requireMethod(connection, 'nodeDevice', 'getAutostart')(device), 'no autostart')],
  ]);
  return true;
};

const list: Run = async (shell, args) => {
  const flags = deviceFlags(args);
  const connection = await shell.connection();
  const found = await explaining(shell, 'Failed to list node devices', async () => requireMethod(connection, 'connect', 'listAllNodeDevices')(flags));
  const devices = [...found].sort(byName);
  if (shell.options.json) shell.printJson(devices);
  else if (args.has('tree')) shell.print(await treeText(shell, devices));
  else shell.print(devices.map(({ name }) => `${name}\n`).join(''));
  return true;
};

function deviceFlags(args: CommandArgs): number {
  const [inactive, all] = [args.has('inactive'), args.has('all')];
  if (all && inactive) throw fault('Option --all is incompatible with --inactive');
  if (args.has('tree') && (args.has('cap') || inactive)) throw fault('Option --tree is incompatible with --cap and --inactive');
  const names = args.text('cap')?.split(',') ?? [];
  const activity = (inactive || all ? D.INACTIVE : 0) | (inactive ? 0 : D.ACTIVE);
  return names.reduce((sum, name) => {
    const bit = CAPS[name];
    if (bit === undefined) throw fault('Invalid capability type');
    return sum | bit;
  }, activity);
}

const HAPPENED = ['Created', 'Deleted', 'Defined', 'Undefined'];

const event: Run = (shell, args) =>
  runEventCommand<'lifecycle' | 'update', NodeDeviceEvent, NodeDeviceRef>(shell, args, {
    kinds: ['lifecycle', 'update'],
    subject: async () => {
      const name = optional(args, 'device');
      return name === undefined ? undefined : findByName(shell, name);
    },
    register: async (connection, kind, device, listener) => requireMethod(connection, 'connect', 'nodeDeviceEventRegisterAny')(kind, device, listener),
    deregister: async (connection, id) => requireMethod(connection, 'connect', 'nodeDeviceEventDeregisterAny')(id),
    text: (happened) => {
      const about = `event '${happened.kind}' for node device ${happened.dev.name}`;
      return happened.kind === 'update' ? about : `${about}: ${HAPPENED[happened.event] ?? 'unknown'}`;
    },
  });

/** Commands about the host's devices. */
export const nodeDevices: CommandGroup = {
  name: 'Node Device',
  keyword: 'nodedev',
  commands: commandsOf(NODE_DEVICE_WORDS, {
    'nodedev-create': create,
    'nodedev-destroy': destroy,
    'nodedev-detach': detach,
    'nodedev-dumpxml': async (shell, args) => {
      const device = await findDevice(shell, args);
      return printDocument(shell, args, await requireMethod(await shell.connection(), 'nodeDevice', 'getXMLDesc')(device, 0));
    },
    'nodedev-list': list,
    'nodedev-reattach': act('reAttach', 're-attached', 're-attach'),
    'nodedev-reset': act('reset', 'reset', 'reset'),
    'nodedev-event': event,
    'nodedev-define': define,
    'nodedev-undefine': undefine,
    'nodedev-start': act('create', 'started', 'start'),
    'nodedev-autostart': autostart,
    'nodedev-info': info,
  }),
};
