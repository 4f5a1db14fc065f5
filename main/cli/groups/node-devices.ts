import type { NodeDeviceRef } from '../../../drivers/api/refs.ts';
import { ConnectListAllNodeDeviceFlags as D } from '../../../drivers/core/constants.ts';
import { requireMethod } from '../../../drivers/core/require-method.ts';
import { explaining } from '../attempt.ts';
import type { CommandArgs, CommandDef, CommandGroup } from '../shell/command.ts';
import type { Shell } from '../shell/shell.ts';

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

const nodedevList: CommandDef = {
  name: 'nodedev-list',
  help: 'enumerate devices on this host',
  description: '',
  options: [
    { name: 'tree', type: 'bool', help: 'list devices in a tree' },
    { name: 'cap', type: 'string', help: 'capability names, separated by comma' },
    { name: 'inactive', type: 'bool', help: 'list inactive devices' },
    { name: 'all', type: 'bool', help: 'list inactive & active devices' },
  ],
  run: async (shell, args) => {
    const flags = deviceFlags(shell, args);
    if (flags === undefined) return false;
    const connection = await shell.connection();
    const found = await explaining(shell, 'Failed to list node devices', () => requireMethod(connection, 'connect', 'listAllNodeDevices')(flags));
    const devices = [...found].sort((a, b) => compareFolded(a.name, b.name));
    if (shell.options.json) shell.printJson(devices);
    else if (args.has('tree')) shell.print(await treeText(shell, devices));
    else shell.print(devices.map(({ name }) => `${name}\n`).join(''));
    return true;
  },
};

function deviceFlags(shell: Shell, args: CommandArgs): number | undefined {
  const [inactive, all] = [args.has('inactive'), args.has('all')];
  if (all && inactive) shell.error('Option --all is incompatible with --inactive');
  else if (args.has('tree') && (args.has('cap') || inactive)) shell.error('Option --tree is incompatible with --cap and --inactive');
  else {
    const bits = (args.text('cap')?.split(',') ?? []).map((name) => CAPS[name]);
    if (!bits.includes(undefined)) {
      const activity = (inactive || all ? D.INACTIVE : 0) | (inactive ? 0 : D.ACTIVE);
      return bits.reduce<number>((sum, bit) => sum | (bit ?? 0), activity);
    }
    shell.error('Invalid capability type');
  }
  return undefined;
}

function compareFolded(a: string, b: string): number {
  const [left, right] = [a.toLowerCase(), b.toLowerCase()];
  return left < right ? -1 : left > right ? 1 : 0;
}

async function treeText(shell: Shell, devices: readonly NodeDeviceRef[]): Promise<string> {
  const connection = await shell.connection();
  const parents = await Promise.all(
    devices.map(async (device) => (device.name === 'computer' ? undefined : requireMethod(connection, 'nodeDevice', 'getParent')(device))),
  );
  const names = devices.map(({ name }) => name);
  return names.map((_, index) => (parents[index] === undefined ? branch(names, parents, { index, last: index, root: true, indent: '' }) : '')).join('');
}

interface Branch {
  readonly index: number;
  readonly last: number;
  readonly root: boolean;
  readonly indent: string;
}

/** virsh's drawing: children two columns in, a bar beside those that have brothers below. */
function branch(names: readonly string[], parents: readonly (string | undefined)[], { index, last, root, indent }: Branch): string {
  const name = names[index] ?? '';
  const inner = root ? indent : `${indent}${index === last ? ' ' : '|'} `;
  const lastChild = parents.lastIndexOf(name);
  let text = `${indent}${root ? '' : '+- '}${name}\n`;
  if (lastChild >= 0) text += `${inner}  |\n`;
  parents.forEach((parent, child) => {
    if (parent === name) text += branch(names, parents, { index: child, last: lastChild, root: false, indent: `${inner}  ` });
  });
  if (lastChild < 0 && index === last) text += `${inner.slice(0, root ? undefined : inner.length)}\n`;
  return text;
}

/** Commands about the host's devices. */
export const nodeDevices: CommandGroup = { name: 'Node Device', keyword: 'nodedev', commands: [nodedevList] };
