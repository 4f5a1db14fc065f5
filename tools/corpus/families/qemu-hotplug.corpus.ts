import { formatDomainXml, parseDomainXml, type DomainDef } from '../../../drivers/conf/domain/domain-def.ts';
import { parseDeviceXml } from '../../../drivers/conf/domain/parse-device.ts';
import { libvirtError } from '../../../drivers/core/error-text.ts';
import { assignAliases } from '../../../drivers/qemu/command/assign-aliases.ts';
import type { CommandContext } from '../../../drivers/qemu/command/command-context.ts';
import { assignAddresses } from '../../../drivers/qemu/conf/assign-addresses.ts';
import { qemuDomainContext } from '../../../drivers/qemu/conf/qemu-context.ts';
import { planAttach } from '../../../drivers/qemu/hotplug/attach-plan.ts';
import { planGraphicsChange } from '../../../drivers/qemu/hotplug/change-graphics.ts';
import { planDetach } from '../../../drivers/qemu/hotplug/detach-plan.ts';
import { runAttach, runDetach, type HotplugPort } from '../../../drivers/qemu/hotplug/run-plan.ts';
import type { CorpusCase, CorpusFiles } from '../corpus-case.ts';
import { qemuHost } from '../qemu-host.ts';
import { inputOf, type CorpusOutput, type CorpusTransformation } from '../transformation.ts';
import { contextOf } from './qemu-argv.corpus.ts';

/** The number of libvirt's machine. */
const ID = 7;
/** What its emulator can. */
const FLAGS = [
  'VIRTIO_SCSI', 'DEVICE_USB_STORAGE', 'DEVICE_IVSHMEM_PLAIN', 'DEVICE_IVSHMEM_DOORBELL', 'SCSI_DISK_WWN', 'DEVICE_VFIO_PCI', 'DEVICE_SPAPR_PCI_HOST_BRIDGE', 'DEVICE_QXL', 'DEVICE_VGA', 'DEVICE_CIRRUS_VGA',
  'PIIX_DISABLE_S3', 'PIIX_DISABLE_S4', 'VNC', 'SPICE', 'PR_MANAGER_HELPER', 'SCSI_BLOCK', 'DEVICE_USB_KBD', 'NETDEV_VHOST_VDPA', 'VIRTIO_CCW', 'CCW',
].map((name) => `QEMU_CAPS_${name}`).join(' ');

/** The commands a case expects, and the device whose end QEMU announces. */
function monitorOf({ params }: CorpusCase): { readonly commands: readonly string[]; readonly deleted: string | undefined } {
  return { commands: [...params.matchAll(/"([a-z][a-z_-]*)"(?=,)/g)].map((match) => match[1] ?? ''), deleted: /QMP_DEVICE_DELETED\("([^"]+)"\)/.exec(params)?.[1] };
}

function livePaths(context: CommandContext, { name }: DomainDef): CommandContext {
  return { ...context, paths: { ...context.paths, libDir: `/tmp/lib/domain-${ID}-${name}`, channelDir: `/tmp/channel/domain-${ID}-${name}` } };
}

/** Detaching goes on with the machine of the attaching before it: which one that was, and what was plugged into it. */
function historyOf(one: CorpusCase): { readonly domain: string; readonly attached: readonly string[] } {
  const name = one.name.slice(one.name.indexOf(' ') + 1);
  const [domain, device] = [name.slice(0, name.lastIndexOf('+')), name.slice(name.lastIndexOf('+') + 1)];
  if (!one.name.startsWith('detach')) return { domain, attached: [] };
  const before = device.replace(/-full$/, '').replace(/^qemu-agent-detach$/, 'qemu-agent');
  if (domain === 'base-with-scsi-controller-live') return { domain: 'base-without-scsi-controller-live', attached: [before] };
  if (domain === 'base-ccw-live-with-2-ccw-virtio') return { domain: 'base-ccw-live-with-ccw-virtio', attached: ['ccw-virtio-2'] };
  if (domain === 'base-live+ivshmem-plain') return { domain: 'base-live', attached: ['ivshmem-plain-detach', before] };
  return { domain, attached: [before] };
}

async function change(one: CorpusCase, files: CorpusFiles): Promise<{ readonly def: DomainDef; readonly commands: readonly string[] }> {
  const qemu = { ...one, params: `${one.params} ${FLAGS}` };
  const parsing = (inactive: boolean) => qemuDomainContext(qemuHost(qemu, files), { inactive, defaultSecurityModel: 'none' });
  const history = historyOf(one);
  let def = parseDomainXml(files.text(`qemuhotplugtestdomains/qemuhotplug-${history.domain}.xml`), parsing(false));
  const context = livePaths(contextOf(qemu, files, def), def);
  assignAddresses(def, context.caps, true);
  assignAliases(def);
  for (const each of history.attached) def = planAttach(parseDeviceXml(files.text(`qemuhotplugtestdevices/qemuhotplug-${each}.xml`), def, parsing(true)), def, context).def;
  const attaches = one.name.startsWith('attach');
  const device = parseDeviceXml(files.text(inputOf(one, 1)), def, parsing(attaches));
  const commands: string[] = [];
  const { deleted } = monitorOf(one);
  const port: HotplugPort = {
    execute: (command) => {
      commands.push(command);
      return Promise.resolve(command === 'query-fdsets' ? [] : {});
    },
    deviceDeleted: (alias) => Promise.resolve(alias === deleted),
    onTidyError: (error) => { throw error; },
  };
  if (device.kind === 'graphics') {
    const plan = planGraphicsChange(device.device, def, { vnc: undefined, spice: undefined }, new Date());
    return { def: plan.def, commands: plan.commands.map((each) => each.command) };
  }
  if (attaches) {
    const plan = planAttach(device, def, context);
    await runAttach(plan, port);
    return { def: plan.def, commands };
  }
  const plan = planDetach(device, def, context);
  if (!(await runDetach(plan, port))) throw libvirtError('qemu', 'operation-timeout', 'the guest did not let go of the device');
  return { def: plan.def, commands };
}

export const transformations: readonly CorpusTransformation[] = [
  {
    corpus: 'qemuhotplug',
    async run(one, files) {
      const { def, commands } = await change(one, files);
      const spoken: CorpusOutput = { actual: commands.join('\n'), expected: { text: monitorOf(one).commands.join('\n') } };
      const [expected] = one.expected;
      return [spoken, ...(expected === undefined ? [] : [{ actual: formatDomainXml(def, { secure: true, live: { id: ID } }), expected }])];
    },
  },
];
