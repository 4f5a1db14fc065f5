import type { VireoClient } from '../../main/contract/contract.ts';
import type { FieldOption, HardwareChange, HardwareEdit, HardwareField, HardwareItem, HardwareResult, HardwareView } from '../../main/contract/hardware.ts';
import type { MachineKey, TaskId } from '../../main/contract/ids.ts';
import type { MachineRow } from '../../main/contract/inventory.ts';
import type { MessageKey } from '../../main/contract/message-keys.ts';
import { makeXml } from './fake-facts.ts';

const options = (...values: readonly string[]): readonly FieldOption[] => values.map((value) => ({ value, label: value === '' ? 'hw.default' : undefined, text: undefined }));

function field(key: string, label: MessageKey, kind: HardwareField['kind'], value: string, more: Partial<HardwareField> = {}): HardwareField {
  return { key, label, kind, value, was: undefined, options: [], unit: undefined, group: undefined, help: undefined, disabledReason: undefined, problem: undefined, canLive: false, live: undefined, ...more };
}

function item(id: string, label: MessageKey, icon: string, name: string, summary: string, fields: readonly HardwareField[], device = true): HardwareItem {
  return { id, kind: id.split(':')[0] ?? id, label, name, icon, summary, state: 'same', fields, xml: device ? `<${id.split(':')[0] ?? id}/>` : undefined, canRemove: device, removeReason: undefined };
}

const CACHE = { options: options('', 'none', 'writeback', 'unsafe'), group: 'hw.group.performance' } as const;
const diskItem = (target: string, at: number): HardwareItem =>
  item(`disk:${target}`, 'hw.disk', 'drive', target, 'virtio, qcow2', [
    field('source', 'hw.disk.source', 'text', `/var/lib/libvirt/images/db-02-${at}.qcow2`, { disabledReason: at === 1 ? 'hw.reason.sourceXml' : undefined }),
    field('grow', 'hw.disk.grow', 'number', '40', { unit: 'GiB', help: 'hw.disk.growHelp', canLive: true }),
    field('bus', 'hw.disk.bus', 'select', 'virtio', { options: options('virtio', 'sata', 'scsi') }),
    field('serial', 'hw.disk.serial', 'text', ''),
    field('driver@cache', 'hw.disk.cache', 'select', 'none', CACHE),
    field('driver@discard', 'hw.disk.discard', 'select', 'ignore', { ...CACHE, options: options('', 'ignore', 'unmap') }),
    field('iotune/write_iops_sec', 'hw.disk.writeIops', 'number', '4000', { unit: 'IOPS', group: 'hw.group.limits', canLive: true }),
  ]);

function itemsOf(row: MachineRow): readonly HardwareItem[] {
  const disks = row.name === 'web-01' ? Array.from({ length: 1000 }, (_, at) => diskItem(`vd${at}`, at)) : [diskItem('vda', 0), diskItem('vdb', 1)];
  return [
    item('general', 'hw.general', 'info', '', 'q35-7.2', [field('name', 'hw.general.name', 'text', row.name, { disabledReason: 'hw.reason.rename' }), field('title', 'hw.general.title', 'text', ''), field('firmware', 'hw.general.firmware', 'select', 'efi', { options: [{ value: 'bios', label: 'hw.firmware.bios', text: undefined }, { value: 'efi', label: 'hw.firmware.efi', text: undefined }] })], false),
    item('cpu', 'hw.cpu', 'cpu', '', '4', [field('count', 'hw.cpu.count', 'number', '4', { canLive: true }), field('maximum', 'hw.cpu.maximum', 'number', '8'), field('model', 'hw.cpu.model', 'combo', 'host-passthrough', { options: options('', 'host-model', 'host-passthrough', 'EPYC') })], false),
    item('memory', 'hw.memory', 'memory', '', '32 GiB', [field('memory', 'hw.memory.maximum', 'number', '32768', { unit: 'MiB' }), field('shared', 'hw.memory.shared', 'toggle', '', { help: 'hw.memory.sharedHelp' })], false),
    item('boot', 'hw.boot', 'list', '', 'vda', [field('order', 'hw.boot.order', 'order', 'vda', { options: options('vda', 'vdb', '52:54:00:7c:11:0c') })], false),
    ...disks,
    item('interface:1', 'hw.nic', 'network', '', 'prod-lan, virtio', [field('model@type', 'hw.nic.model', 'select', 'virtio', { options: options('virtio', 'e1000e') }), field('link', 'hw.nic.link', 'toggle', 'yes', { canLive: true })]),
    item('graphics:0', 'hw.graphics', 'monitor', '', 'VNC, 127.0.0.1', [field('passwd', 'hw.graphics.password', 'password', '', { help: 'hw.graphics.passwordHelp', canLive: true })]),
    item('tpm:0', 'hw.tpm', 'shield', '', '2.0, emulator', []),
    { ...item('controller:0', 'hw.controller', 'usb', 'pci 0', 'pcie-root', []), removeReason: 'hw.reason.bus' },
  ];
}

/** Values into fields; what goes and comes. */
function viewOf(row: MachineRow, draft: string, edits: readonly HardwareEdit[]): HardwareView {
  const running = row.state === 'running';
  const changes: HardwareChange[] = [];
  let xml = makeXml(row);
  let items = itemsOf(row);
  for (const edit of edits) {
    if (edit.op === 'add') items = [...items, { ...item(edit.item, 'hw.watchdog', 'clock', '', 'i6300esb, reset', [field('action', 'hw.watchdog.action', 'select', 'reset', { options: options('reset', 'none') })]), state: 'new' }];
    const found = items.find(({ id }) => id === edit.item);
    if (found === undefined) continue;
    const common = { item: found.id, label: found.label, name: found.name, what: edit.op };
    if (edit.op === 'set') {
      const old = found.fields.find(({ key }) => key === edit.field);
      if (old === undefined || old.value === edit.value) continue;
      items = items.map((each) => (each.id === found.id ? { ...each, state: each.state === 'same' ? 'edited' : each.state, fields: each.fields.map((one) => (one.key === edit.field ? { ...one, value: edit.value, was: one.value } : one)) } : each));
      changes.push({ ...common, live: running && old.canLive, field: { key: old.key, label: old.label, unit: old.unit, before: old.value, after: edit.value } });
    } else {
      if (edit.op === 'remove') items = items.map((each) => (each.id === edit.item ? { ...each, state: 'removed', canRemove: false } : each));
      changes.push({ ...common, live: running && edit.op !== 'xml', field: undefined, ...(edit.op === 'remove' && edit.image === 'delete' ? { image: `/var/lib/libvirt/images/${found.name}.qcow2` } : {}) });
    }
    xml = xml.replace('  </devices>', `    <!-- ${edit.item} -->\n  </devices>`);
  }
  const templates = [{ id: 'watchdog', label: 'hw.add.watchdog', icon: 'clock', disabledReason: undefined }, { id: 'pci', label: 'hw.add.pci', icon: 'usb', disabledReason: 'hw.reason.noHostDevice' }] as const;
  return { draft, running, refused: undefined, liveRefused: undefined, items, templates, changes, waiting: [], before: makeXml(row), after: xml, lost: 0 };
}

/** Made-up hardware: two disks, a network card and the like; a thousand disks for `web-01`. */
export function fakeHardware(rowOf: (key: MachineKey) => MachineRow): VireoClient['hardware'] {
  const drafts = new Map<string, MachineRow>();
  const outcomes = new Map<TaskId, HardwareResult>();
  return {
    open: ({ machine, edits }) => {
      const draft = `d${drafts.size}`;
      drafts.set(draft, rowOf(machine));
      return Promise.resolve(viewOf(rowOf(machine), draft, edits));
    },
    change: ({ draft, edits }) => {
      const row = drafts.get(draft);
      return row === undefined ? Promise.reject(new Error('no such draft')) : Promise.resolve(viewOf(row, draft, edits));
    },
    isCurrent: () => Promise.resolve(true),
    apply: ({ edits, mode }) => {
      const task = `hardware ${outcomes.size}` as TaskId;
      outcomes.set(task, { kind: 'applied', stored: mode !== 'live', merged: false, live: [], waits: edits.length, dropped: [] });
      return Promise.resolve(task);
    },
    outcome: ({ task }) => {
      const result = outcomes.get(task);
      return result === undefined ? Promise.reject(new Error('no such task')) : Promise.resolve(result);
    },
  };
}
