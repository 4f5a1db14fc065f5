import type { XmlElement } from '../conf/xml/xml-tree.ts';

const BLOCK_TYPES = ['iscsi', 'fs', 'logical', 'disk', 'zfs'];

/** Whether two pools would use the same storage, as libvirt judges it; that is refused. */
export function sharesSource(one: XmlElement, other: XmlElement): boolean {
  const type = one.attribute('type') ?? '';
  if (BLOCK_TYPES.includes(type)) return BLOCK_TYPES.includes(other.attribute('type') ?? '') && sharesDevice(type, one, other);
  if (type !== other.attribute('type')) return false;
  const same = (...path: readonly string[]): boolean => textAt(one, path) === textAt(other, path);
  const sameDirectory = directoryOf(one) === directoryOf(other);
  switch (type) {
    case 'dir':
      return same('target', 'path');
    case 'gluster':
      return same('source', 'name') && sameDirectory && sharesHost(one, other);
    case 'netfs':
      return sameDirectory && sharesHost(one, other);
    case 'sheepdog':
      return sharesHost(one, other);
    case 'mpath':
      return true;
    case 'vstorage':
      return same('source', 'name');
    case 'scsi':
      return sharesAdapter(one, other);
    default:
      return false;
  }
}

function textAt(root: XmlElement, path: readonly string[]): string | undefined {
  return root.find(...path)?.text;
}

function directoryOf(root: XmlElement): string | undefined {
  return root.find('source', 'dir')?.attribute('path');
}

function sharesHost(one: XmlElement, other: XmlElement): boolean {
  const [a, b] = [one, other].map((root) => root.child('source')?.elements('host') ?? []);
  const [hostA] = a ?? [];
  const [hostB] = b ?? [];
  if (a?.length !== 1 || b?.length !== 1 || hostA === undefined || hostB === undefined) return false;
  const [portA, portB] = [hostA.attribute('port'), hostB.attribute('port')];
  if (portA !== undefined && portB !== undefined && portA !== portB) return false;
  return hostA.attribute('name') === hostB.attribute('name');
}

function devicesOf(root: XmlElement): (string | undefined)[] {
  return root.child('source')?.elements('device').map((device) => device.attribute('path')) ?? [];
}

function sharesDevice(type: string, one: XmlElement, other: XmlElement): boolean {
  const isIscsi = type === 'iscsi';
  if (isIscsi !== (other.attribute('type') === 'iscsi')) return false;
  const shared = devicesOf(one).some((path) => path !== undefined && devicesOf(other).includes(path));
  if (!shared || !isIscsi) return shared;
  const iqn = (root: XmlElement): string | undefined => root.find('source', 'initiator', 'iqn')?.attribute('name');
  return sharesHost(one, other) && iqn(one) === iqn(other);
}

function sharesAdapter(one: XmlElement, other: XmlElement): boolean {
  const [a, b] = [one.find('source', 'adapter'), other.find('source', 'adapter')];
  if (a === undefined || b === undefined || a.attribute('type') !== b.attribute('type')) return false;
  if (a.attribute('type') === 'fc_host') return a.attribute('wwnn') === b.attribute('wwnn') && a.attribute('wwpn') === b.attribute('wwpn');
  return a.attribute('name') !== undefined && hostNumber(a) === hostNumber(b);
}

function hostNumber(adapter: XmlElement): string | undefined {
  return /^(?:scsi_)?host(\d+)$/.exec(adapter.attribute('name') ?? '')?.[1];
}
