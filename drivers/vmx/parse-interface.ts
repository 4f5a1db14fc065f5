import { netInterface, newMac, parseMac } from '../conf/domain/interface.ts';
import type { NetInterface } from '../conf/domain/interface.ts';
import { vmxError } from './vmx-error.ts';
import { vmxUuid } from './vmx-text.ts';
import type { VmxEntries } from './vmx-text.ts';

/** The network cards of a machine, by their numbers. */
export function parseInterfaces(entries: VmxEntries): NetInterface[] {
  const indexes = new Set<number>();
  for (const name of entries.names) {
    if (!/^ethernet/i.test(name)) continue;
    const digits = /^ethernet(\d{1,9})\./i.exec(name)?.[1];
    if (digits === undefined) throw vmxError(`failed to parse the index of the VMX key '${name}'`);
    indexes.add(Number(digits));
  }
  return [...indexes].sort((a, b) => a - b).flatMap((index) => parseInterface(entries, `ethernet${index}`));
}

function parseInterface(entries: VmxEntries, prefix: string): NetInterface[] {
  const present = entries.boolean(`${prefix}.present`, false);
  entries.boolean(`${prefix}.startConnected`, true);
  if (!present) return [];
  const mac = macOf(entries, prefix);
  const model = modelOf(entries, prefix);
  return [netInterface.create({ mac, model, ...connectionOf(entries, prefix) })];
}

function macOf(entries: VmxEntries, prefix: string): NetInterface['mac'] {
  const addressType = entries.string(`${prefix}.addressType`);
  const word = addressType?.toLowerCase();
  const generated = word === undefined || word === 'generated' || word === 'vpx';
  if (!generated && word !== 'static') {
    throw vmxError(`Expecting VMX entry '${prefix}.addressType' to be 'generated' or 'static' or 'vpx' but found '${addressType ?? ''}'`);
  }
  const name = generated ? `${prefix}.generatedAddress` : `${prefix}.address`;
  const text = entries.string(name);
  const address = text === undefined ? NO_MAC : parseMac(text);
  if (address === undefined) throw vmxError(`Expecting VMX entry '${name}' to be MAC address but found '${text ?? ''}'`);
  const check = entries.string(`${prefix}.checkMACAddress`);
  return { ...newMac(address), type: word === undefined ? undefined : generated ? 'generated' : 'static', check: check === undefined ? undefined : check === 'true' };
}

/** The address of a card that has got none yet: VMware makes one up when the machine starts. */
const NO_MAC = '00:00:00:00:00:00';

const MODELS = ['vlance', 'vmxnet', 'vmxnet3', 'e1000', 'e1000e'];
/** `features` of a card that is a vmxnet2. */
const VMXNET2 = 15n;

function modelOf(entries: VmxEntries, prefix: string): string | undefined {
  const device = entries.string(`${prefix}.virtualDev`);
  const features = entries.integer(`${prefix}.features`, 0n);
  if (device === undefined) return undefined;
  const model = device.toLowerCase();
  if (!MODELS.includes(model)) {
    throw vmxError(`Expecting VMX entry '${prefix}.virtualDev' to be 'vlance' or 'vmxnet' or 'vmxnet3' or 'e1000' or 'e1000e' but found '${device}'`);
  }
  return model === 'vmxnet' && features === VMXNET2 ? 'vmxnet2' : model;
}

type Connection = Pick<NetInterface, 'type' | 'source'> & Partial<Pick<NetInterface, 'target'>>;

/** Workstation's own names: files that it writes do not repeat them. */
const BRIDGED = 'vmnet0';
const HOST_ONLY = 'vmnet1';

function connectionOf(entries: VmxEntries, prefix: string): Connection {
  if (entries.has(`${prefix}.dvs.switchId`)) return distributedSwitch(entries, `${prefix}.dvs`);
  const text = entries.string(`${prefix}.connectionType`);
  const network = entries.string(`${prefix}.networkName`);
  switch (text?.toLowerCase()) {
    case undefined:
      return network === undefined ? { type: 'null', source: undefined } : bridge(network);
    case 'bridged':
      return bridge(network ?? BRIDGED);
    case 'hostonly':
      return { ...bridge(network ?? HOST_ONLY), target: { dev: HOST_ONLY, managed: undefined } };
    case 'nat':
      return { type: 'user', source: undefined };
    case 'custom': {
      const dev = entries.essential(`${prefix}.vnet`);
      return { ...bridge(network ?? dev), target: { dev, managed: undefined } };
    }
    default:
      throw vmxError(`Invalid value '${text ?? ''}' for VMX entry '${prefix}.connectionType'`);
  }
}

const NO_IP = { ips: [], routes: [] };

function bridge(name: string): Connection {
  return { type: 'bridge', source: { type: 'bridge', bridge: name, ...NO_IP } };
}

function distributedSwitch(entries: VmxEntries, prefix: string): Connection {
  return {
    type: 'vds',
    source: {
      type: 'vds',
      switchid: vmxUuid(entries.essential(`${prefix}.switchId`)),
      portgroupid: entries.essential(`${prefix}.portgroupId`),
      portid: entries.essentialInteger(`${prefix}.portId`),
      connectionid: entries.essentialInteger(`${prefix}.connectionId`),
      ...NO_IP,
    },
  };
}
