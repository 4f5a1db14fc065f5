import type { CommandOptions } from './command-options.ts';
import { addressXml, bootXml } from './device-address.ts';
import type { OptionValue } from './option-value.ts';
import { plainDriver } from './read-devices.ts';
import { xml } from './xml-text.ts';

/** Network interfaces: devices with the back ends they name, and `-nic` and `-net`, which say both at once. */
export function netsXml(command: CommandOptions): string[] {
  const netdevs = command.values('netdev', 'type');
  const found = command.values('device').flatMap(({ option, value }) => {
    const backend = netdevs.find((each) => each.value.get('id') === value.get('netdev'));
    const inner = backend === undefined ? undefined : backendXml(backend.value, command);
    if (backend === undefined || inner === undefined) return [];
    command.say(option);
    command.say(backend.option);
    return [interfaceXml(inner, { mac: value.get('mac'), model: modelOf(value.get('driver') ?? '') }, `${bootXml(value) ?? ''}${addressXml(value) ?? ''}`)];
  });
  return [...found, ...olderNets(command)];
}

function modelOf(driver: string): string {
  return plainDriver(driver).replace(/^virtio-net$/, 'virtio');
}

interface Backend {
  readonly type: string;
  readonly inner: string;
}

function interfaceXml({ type, inner }: Backend, front: { readonly mac: string | undefined; readonly model: string | undefined }, more = ''): string {
  const mac = front.mac === undefined ? undefined : xml('mac', { address: front.mac });
  return xml('interface', { type }, mac, inner, front.model === undefined ? undefined : xml('model', { type: front.model }), more);
}

function backendXml(value: OptionValue, command: CommandOptions): Backend | undefined {
  switch (value.get('type')) {
    case 'user':
      return userXml(value);
    case 'bridge':
      return { type: 'bridge', inner: xml('source', { bridge: value.get('br') ?? 'br0' }) };
    case 'tap':
      if (value.has('br')) return { type: 'bridge', inner: xml('source', { bridge: value.get('br') }) };
      return { type: 'ethernet', inner: value.has('ifname') ? xml('target', { dev: value.get('ifname'), managed: 'no' }) : '' };
    case 'socket':
      return socketXml(value);
    case 'vhost-user': {
      const chardev = command.values('chardev', 'backend').find((each) => each.value.get('id') === value.get('chardev'));
      if (chardev === undefined) return undefined;
      command.say(chardev.option);
      const mode = chardev.value.has('server') && chardev.value.get('server') !== 'off' ? 'server' : 'client';
      return { type: 'vhostuser', inner: xml('source', { type: 'unix', path: chardev.value.get('path'), mode }) };
    }
    default:
      return undefined;
  }
}

/** Ports that lead into the guest are passt's in documents. */
function userXml(value: OptionValue): Backend {
  const forwards = [...value].filter(([name]) => /^hostfwd(\.\d+\.str)?$/.test(name)).flatMap(([, text]) => {
    const [, proto, address, from, to] = /^(tcp|udp)?:([^:]*):(\d+)-[^:]*:(\d+)$/.exec(text) ?? [];
    return from === undefined ? [] : [xml('portForward', { proto: proto ?? 'tcp', address: address === '' ? undefined : address }, xml('range', { start: from, to }))];
  });
  return { type: 'user', inner: forwards.length === 0 ? '' : `${xml('backend', { type: 'passt' })}${forwards.join('')}` };
}

function socketXml(value: OptionValue): Backend | undefined {
  for (const [name, type] of [['mcast', 'mcast'], ['listen', 'server'], ['connect', 'client']] as const) {
    const [address, port] = (value.get(name) ?? '').split(/:(?=\d+$)/);
    if (value.has(name)) return { type, inner: xml('source', { address: address === '' ? undefined : address, port }) };
  }
  return undefined;
}

function olderNets(command: CommandOptions): string[] {
  const found: string[] = [];
  for (const { option, value } of command.values('nic', 'type')) {
    const backend = value.get('type') === 'none' ? undefined : backendXml(value, command);
    if (value.get('type') === 'none' || backend !== undefined) command.say(option);
    if (backend !== undefined) found.push(interfaceXml(backend, { mac: value.get('mac'), model: value.has('model') ? modelOf(value.get('model') ?? '') : undefined }));
  }
  const older = command.values('net', 'type');
  const ends = older.filter(({ value }) => value.get('type') !== 'nic' && value.get('type') !== 'none');
  const nics = older.filter(({ value }) => value.get('type') === 'nic');
  for (const { option } of older.filter(({ value }) => value.get('type') === 'none')) command.say(option);
  nics.forEach(({ option, value }, index) => {
    const end = ends[index] ?? ends[0];
    const named = command.values('netdev', 'type').find((each) => each.value.get('id') === value.get('netdev'));
    const backend = named === undefined ? (end === undefined ? { type: 'user', inner: '' } : backendXml(end.value, command)) : backendXml(named.value, command);
    if (backend === undefined) return;
    for (const each of [option, end?.option, named?.option]) if (each !== undefined) command.say(each);
    found.push(interfaceXml(backend, { mac: value.get('macaddr'), model: value.get('model') }));
  });
  return found;
}
