import { createHash } from 'node:crypto';
import { escapeXml } from '../../../../drivers/conf/xml/xml-escape.ts';
import type { XmlElement } from '../../../../drivers/conf/xml/xml-tree.ts';
import { addChild, elementOf, readPath, removeChild, setAttribute, writePath } from '../element-paths.ts';
import { field, number, option, select, text, toggle, type FieldSpec, type Place } from '../field-spec.ts';
import { device, words, type KindSpec, type TemplateSpec } from '../kind-spec.ts';

const SOURCES: Readonly<Record<string, string>> = { network: 'network', bridge: 'bridge', direct: 'dev', ethernet: 'dev', vdpa: 'dev' };
const typeOf = (nic: XmlElement): string => nic.attribute('type') ?? '';

/** A MAC address of libvirt's own range; the same one each time the draft is made out of its edits. */
function macOf(seed: string): string {
  return ['52', '54', '00', ...[...createHash('sha256').update(seed).digest().subarray(0, 3)].map((byte) => byte.toString(16).padStart(2, '0'))].join(':');
}

const sourceOf = ({ element }: Place): string => (SOURCES[typeOf(element)] === undefined ? '' : readPath(element, `source@${SOURCES[typeOf(element)] ?? ''}`));

function setType({ element, root, host }: Place, value: string): void {
  const source = element.child('source');
  if (source !== undefined) removeChild(element, source);
  for (const name of ['portForward', 'backend', 'virtualport']) for (const old of element.elements(name)) removeChild(element, old);
  setAttribute(element, 'type', value);
  const first = value === 'network' ? (host.networks[0] ?? 'default') : value === 'bridge' ? (host.interfaces.find((name) => /^(virbr|br)/.test(name)) ?? 'br0') : value === 'direct' ? (host.interfaces[0] ?? 'eth0') : '';
  if (first !== '' && SOURCES[value] !== undefined) writePath(root, element, `source@${SOURCES[value]}`, first);
  if (value === 'direct') writePath(root, element, 'source@mode', 'bridge');
}

function suggestions({ element, host }: Place): readonly string[] {
  if (typeOf(element) === 'network') return host.networks;
  return typeOf(element) === 'bridge' ? host.interfaces.filter((name) => /^(virbr|br)/.test(name)) : host.interfaces;
}

/** `tcp 8080 80` a line: protocol, port of the host, port of the machine; ranges by a dash, an address of the host before its port. */
function readForwards({ element }: Place): string {
  return element
    .elements('portForward')
    .flatMap((each) => {
      const [proto, address] = [each.attribute('proto') ?? 'tcp', each.attribute('address')];
      return each.elements('range').map((range) => `${proto} ${address === undefined ? '' : `${address}:`}${span(range.attribute('start'), range.attribute('end'))} ${range.attribute('to') ?? range.attribute('start') ?? ''}`);
    })
    .join('\n');
}

const span = (start = '', end?: string): string => (end === undefined || end === start ? start : `${start}-${end}`);

function writeForwards({ element, root }: Place, value: string): void {
  for (const old of element.elements('portForward')) removeChild(element, old);
  for (const line of value.split('\n')) {
    const match = /^\s*(tcp|udp)\s+(?:([\d.:a-fA-F]+):)?(\d+)(?:-(\d+))?(?:\s+(\d+))?\s*$/.exec(line);
    if (match === null) continue;
    const [, proto = 'tcp', address, start = '', end, to] = match;
    addChild(root, element, elementOf(`<portForward proto='${proto}'${address === undefined ? '' : ` address='${address}'`}><range start='${start}'${end === undefined ? '' : ` end='${end}'`}${to === undefined || to === start ? '' : ` to='${to}'`}/></portForward>`));
  }
  if (element.child('portForward') !== undefined) writePath(root, element, 'backend@type', 'passt');
}

const band = (way: 'inbound' | 'outbound', what: string, label: FieldSpec['label'], unit: string): FieldSpec => number(`bandwidth/${way}@${what}`, label, { unit, scale: 1, group: 'hw.group.limits', live: 'update' });

const fields: readonly FieldSpec[] = [
  field('select', 'type', 'hw.nic.type', { isVolatile: true, read: ({ element }) => typeOf(element), options: ({ element }) => [...new Set(['network', 'bridge', 'direct', 'user', 'ethernet', 'vdpa', typeOf(element)])].map((type) => option(type, NAMES[type])), write: setType }),
  field('combo', 'source', 'hw.nic.source', {
    live: 'update',
    isVolatile: true,
    shown: ({ element }) => SOURCES[typeOf(element)] !== undefined,
    read: sourceOf,
    options: (place) => suggestions(place).map((name) => option(name)),
    write: ({ element, root }, value) => { writePath(root, element, `source@${SOURCES[typeOf(element)] ?? 'network'}`, value); },
  }),
  text('source@portgroup', 'hw.nic.portgroup', { shown: ({ element }) => typeOf(element) === 'network', live: 'update' }),
  select('source@mode', 'hw.nic.mode', ['vepa', 'bridge', 'private', 'passthrough'], { shown: ({ element }) => typeOf(element) === 'direct' }),
  select('model@type', 'hw.nic.model', ['virtio', 'e1000e', 'e1000', 'rtl8139', 'igb']),
  text('mac@address', 'hw.nic.mac'),
  field('toggle', 'link', 'hw.nic.link', { live: 'update', read: ({ element }) => (readPath(element, 'link@state') === 'down' ? '' : 'yes'), write: ({ element, root }, value) => { writePath(root, element, 'link@state', value === 'yes' ? (element.child('link') === undefined ? '' : 'up') : 'down'); } }),
  field('lines', 'forwards', 'hw.nic.forwards', { help: 'hw.nic.forwardsHelp', shown: ({ element }) => typeOf(element) === 'user', read: readForwards, write: writeForwards }),
  field('combo', 'filter', 'hw.nic.filter', { live: 'update', group: 'hw.group.more', read: ({ element }) => readPath(element, 'filterref@filter'), options: ({ host }) => [option(''), ...host.filters.map((name) => option(name))], write: ({ element, root }, value) => { writePath(root, element, 'filterref@filter', value); } }),
  toggle('port@isolated', 'hw.nic.isolated', { group: 'hw.group.more' }),
  number('mtu@size', 'hw.nic.mtu', { group: 'hw.group.more' }),
  number('driver@queues', 'hw.nic.queues', { group: 'hw.group.more', shown: ({ element }) => readPath(element, 'model@type') === 'virtio' }),
  band('inbound', 'average', 'hw.nic.inAverage', 'KiB/s'),
  band('inbound', 'peak', 'hw.nic.inPeak', 'KiB/s'),
  band('outbound', 'average', 'hw.nic.outAverage', 'KiB/s'),
  band('outbound', 'peak', 'hw.nic.outPeak', 'KiB/s'),
];

const NAMES: Readonly<Record<string, 'hw.nic.network' | 'hw.nic.bridge' | 'hw.nic.direct' | 'hw.nic.user'>> = { network: 'hw.nic.network', bridge: 'hw.nic.bridge', direct: 'hw.nic.direct', user: 'hw.nic.user' };

/** Network cards. */
export const networkCard: KindSpec = device('interface', {
  label: 'hw.nic',
  icon: 'network',
  hotplug: true,
  key: (element) => readPath(element, 'mac@address') || undefined,
  name: () => '',
  summary: (element) => words(SOURCES[typeOf(element)] === undefined ? typeOf(element) : readPath(element, `source@${SOURCES[typeOf(element)] ?? ''}`), readPath(element, 'model@type')),
  fields,
});

/** Network cards that can be added. */
export const networkTemplates: readonly TemplateSpec[] = [
  {
    id: 'interface',
    kind: 'interface',
    label: 'hw.add.nic',
    icon: 'network',
    make: ({ root, host }, seed) => {
      const model = (root.child('devices')?.elements('interface') ?? []).map((nic) => readPath(nic, 'model@type')).find((word) => word !== '') ?? 'virtio';
      const [first] = host.networks.includes('default') ? ['default'] : host.networks;
      const source = first === undefined ? '' : `<source network='${escapeXml(first)}'/>`;
      return `<interface type='${first === undefined ? 'user' : 'network'}'><mac address='${macOf(seed)}'/>${source}<model type='${model}'/></interface>`;
    },
  },
];
