import type { XmlElement } from '../conf/xml/xml-tree.ts';
import { libvirtError } from '../core/error-text.ts';
import { appendChild } from './tree-edit.ts';

const MAX_INTERFACES = 1024;
/** Names that a host makes up itself are not kept in a definition. */
const MADE_UP = /^(vnet|macvtap|macvlan)/;

/** Gives each `<interface>` without a name on the host one: `testnet0`, … */
export function nameInterfaces(root: XmlElement): void {
  const nets = root.child('devices')?.elements('interface') ?? [];
  const taken = new Set(nets.map(ifnameOf));
  let counter = 0;
  for (const net of nets) {
    if (ifnameOf(net) !== undefined) continue;
    while (taken.has(`testnet${counter}`)) counter++;
    if (counter >= MAX_INTERFACES) throw libvirtError('test', 'internal-error', `Exceeded max iface limit ${MAX_INTERFACES}`);
    const ifname = `testnet${counter}`;
    taken.add(ifname);
    const target = net.child('target');
    if (target === undefined) appendChild(net, 'target', { dev: ifname });
    else target.setAttribute('dev', ifname);
  }
}

function ifnameOf(net: XmlElement): string | undefined {
  const ifname = net.child('target')?.attribute('dev');
  return ifname === undefined || MADE_UP.test(ifname) ? undefined : ifname;
}
