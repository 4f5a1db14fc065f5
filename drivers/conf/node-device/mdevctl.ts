import type { CommandLine } from '../format/command-text.ts';
import { formatJson } from '../json/format-json.ts';
import { jsonArray, jsonObject, jsonString, type JsonValue } from '../json/json-value.ts';
import { parseJson } from '../json/parse-json.ts';
import { deviceError } from './device-context.ts';
import type { NodeDeviceCapability, NodeDeviceDef } from './node-device-def.ts';

/** What can be done to a mediated device. */
export type MdevctlVerb = 'start' | 'stop' | 'define' | 'undefine' | 'create';

type Mdev = Extract<NodeDeviceCapability, { type: 'mdev' }>;

function mdevOf(def: NodeDeviceDef): Mdev {
  const found = def.capabilities.find((one) => one.type === 'mdev');
  if (found === undefined) throw deviceError(`'${def.name}' is not a mediated device`);
  return found;
}

/**
 * The command that does it. A device that is made or defined needs its parent's address, and is described on standard
 * input.
 *
 * @throws VirError `internal-error` when the parent is not known.
 */
export function mdevctlCommand(def: NodeDeviceDef, verb: MdevctlVerb, options: { readonly parentAddress?: string | undefined; readonly autostart?: boolean } = {}): CommandLine {
  const mdev = mdevOf(def);
  const uuid = mdev.uuid === undefined ? [] : [`--uuid=${mdev.uuid}`];
  if (verb !== 'create' && verb !== 'define') return { argv: ['mdevctl', verb, ...uuid] };
  const { parentAddress } = options;
  if (parentAddress === undefined) throw deviceError(`unable to find parent device '${def.parent?.name ?? ''}'`);
  // A device that is made is one that is started without having been defined.
  const subcommand = verb === 'create' ? 'start' : verb;
  return {
    argv: ['mdevctl', subcommand, `--parent=${parentAddress}`, '--jsonfile=/dev/stdin', ...uuid],
    stdin: formatJson(mdevConfig(mdev, options.autostart ?? false)),
  };
}

/** The command that makes a device start with its parent, or not. */
export function mdevctlAutostartCommand(uuid: string, autostart: boolean): CommandLine {
  return { argv: ['mdevctl', 'modify', '--uuid', uuid, autostart ? '--auto' : '--manual'] };
}

/** The command that lists devices: those that are defined, or those that run. */
export function mdevctlListCommand(defined: boolean): CommandLine {
  return { argv: ['mdevctl', 'list', '--dumpjson', ...(defined ? ['--defined'] : [])] };
}

function mdevConfig(mdev: Mdev, autostart: boolean): JsonValue {
  const attributes = mdev.attributes.map(({ name = '', value = '' }) => jsonObject([[name, jsonString(value)]]));
  const pairs: [string, JsonValue][] = [['mdev_type', jsonString(mdev.typeId ?? '')], ['start', jsonString(autostart ? 'auto' : 'manual')]];
  return jsonObject(attributes.length === 0 ? pairs : [...pairs, ['attrs', jsonArray(attributes)]]);
}

/** A device of mdevctl's list. */
export interface ListedMdev {
  readonly def: NodeDeviceDef;
  readonly autostart: boolean;
}

/**
 * Reads what `mdevctl list --dumpjson` prints; `parentName` finds the node device of an address.
 *
 * @throws VirError `internal-error` when the text is not such a list.
 */
export function parseMdevctlList(text: string, parentName: (address: string) => string | undefined): ListedMdev[] {
  const root = parseJson(text);
  if (root.type !== 'array') throw deviceError('mdevctl JSON response contains no devices');
  const [parents, ...others] = root.items;
  if (parents === undefined) return [];
  if (others.length > 0) throw deviceError('Unexpected format for mdevctl response');
  if (parents.type !== 'object') throw deviceError('device list is not an object');
  return [...parents.pairs].flatMap(([address, children]) => {
    if (children.type !== 'array') throw deviceError("Parent device's JSON object data is not an array");
    return children.items.map((child) => listedMdev(child, address, parentName(address) ?? 'computer'));
  });
}

function listedMdev(child: JsonValue, address: string, parent: string): ListedMdev {
  const [pair, ...others] = child.type === 'object' ? [...child.pairs] : [];
  if (pair === undefined || others.length > 0) throw deviceError('Unable to parse child device');
  const [uuid, properties] = pair;
  const property = (name: string): JsonValue | undefined => (properties.type === 'object' ? properties.pairs.get(name) : undefined);
  const list = property('attrs');
  const attributes = (list?.type === 'array' ? list.items : []).map((item) => {
    const [attribute, ...rest] = item.type === 'object' ? [...item.pairs] : [];
    if (attribute === undefined || rest.length > 0) throw deviceError('Unable to parse child device');
    return { name: attribute[0], value: textOf(attribute[1]) };
  });
  const capability: Mdev = { type: 'mdev', typeId: textOf(property('mdev_type')), uuid, parentAddress: address, iommuGroup: undefined, attributes };
  return {
    autostart: textOf(property('start')) === 'auto',
    def: {
      name: `mdev_${uuid}_${address}`.replace(/[^A-Za-z0-9]/g, '_'),
      path: undefined,
      devnodes: [],
      parent: { wwnn: undefined, wwpn: undefined, fabricWwn: undefined, name: parent },
      driver: undefined,
      capabilities: [capability],
    },
  };
}

function textOf(value: JsonValue | undefined): string | undefined {
  return value?.type === 'string' ? value.value : undefined;
}
