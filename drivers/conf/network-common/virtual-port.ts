import { wordOf } from '../format/word-codec.ts';
import { libvirtError } from '../../core/error-text.ts';
import { parseUuid } from '../../core/uuid.ts';
import type { Uuid } from '../../api/refs.ts';
import type { Codec } from '../lens/codec.ts';
import { string } from '../lens/codec.ts';
import { element } from '../lens/element.ts';
import { attr, child } from '../lens/fields.ts';
import type { LensValue } from '../lens/lens.ts';

const TYPES = ['802.1Qbg', '802.1Qbh', 'openvswitch', 'midonet'] as const;

/** The technology behind a virtual port. */
export type VirtualPortType = (typeof TYPES)[number];

const portType = wordOf(TYPES, (text) => libvirtError('none', 'config-unsupported', `unknown virtualport type ${text}`));

function small(name: string, most: number, outOfRange: string): Codec<number> {
  return {
    kind: 'integer',
    decode(text) {
      const value = /^\s*(0[xX][0-9a-fA-F]+|\d+)$/.test(text) ? Number(/^0\d/.test(text) ? `0o${text.slice(1)}` : text) : Number.NaN;
      if (!Number.isInteger(value)) throw libvirtError('none', 'xml-error', `cannot parse value of ${name} parameter`);
      if (value > most) throw libvirtError('none', 'xml-error', outOfRange);
      return value;
    },
    encode: String,
  };
}

function id(name: string): Codec<Uuid> {
  return {
    kind: 'uuid',
    decode(text) {
      const value = parseUuid(text);
      if (value === undefined) throw libvirtError('none', 'xml-error', `cannot parse ${name} parameter as a uuid`);
      return value;
    },
    encode: (value) => value,
  };
}

const parameters = element({
  managerId: attr(small('managerid', 0xff, 'value of managerid out of range'), { name: 'managerid' }),
  typeId: attr(small('typeid', 0xffffff, 'value for typeid out of range'), { name: 'typeid' }),
  typeIdVersion: attr(small('typeidversion', 0xff, 'value of typeidversion out of range'), { name: 'typeidversion' }),
  instanceId: attr(id('instanceid'), { name: 'instanceid' }),
  interfaceId: attr(id('interfaceid'), { name: 'interfaceid' }),
  profileId: attr(string, { name: 'profileid', absent: '' }),
});

type Parameters = LensValue<typeof parameters>;
type ParameterName = keyof Parameters;

/** Which parameters each technology knows; libvirt refuses others only where `extras` lists them. */
const KNOWN: Readonly<Record<VirtualPortType, { readonly uses: readonly ParameterName[]; readonly extras: readonly ParameterName[]; readonly needs: readonly ParameterName[] }>> = {
  '802.1Qbg': {
    uses: ['managerId', 'typeId', 'typeIdVersion', 'instanceId'],
    extras: ['profileId', 'interfaceId'],
    needs: ['managerId', 'typeId', 'typeIdVersion', 'instanceId'],
  },
  '802.1Qbh': { uses: ['profileId'], extras: ['managerId', 'typeId', 'typeIdVersion', 'instanceId', 'interfaceId'], needs: ['profileId'] },
  'openvswitch': { uses: ['interfaceId', 'profileId'], extras: ['managerId', 'typeId', 'typeIdVersion', 'instanceId'], needs: ['interfaceId'] },
  'midonet': { uses: ['interfaceId'], extras: [], needs: ['interfaceId'] },
};

/** `<virtualport>`; a network's own must have a type, a port's must have every parameter. */
export function virtualPortLens(options: { readonly requireType?: boolean; readonly requireAll?: boolean } = {}) {
  return element(
    { type: attr(portType), parameters: child(parameters) },
    {
      parsed(value) {
        const { type } = value;
        if (type === undefined) {
          if (options.requireType === true) throw libvirtError('none', 'xml-error', 'missing required virtualport type');
          return;
        }
        const given = (name: ParameterName): boolean => value.parameters?.[name] !== undefined;
        const missing = options.requireAll === true ? KNOWN[type].needs.find((name) => !given(name)) : undefined;
        if (missing !== undefined) throw libvirtError('none', 'xml-error', `missing ${missing.toLowerCase()} in <virtualport type='${type}'>`);
        const extra = KNOWN[type].extras.find(given);
        if (extra !== undefined) throw libvirtError('none', 'xml-error', `extra ${extra.toLowerCase()} unsupported in <virtualport type='${type}'>`);
      },
      formatting(value) {
        if (value.type === undefined || value.parameters === undefined) return value;
        const { uses } = KNOWN[value.type];
        const kept = Object.entries(value.parameters).filter(([name]) => uses.includes(name as ParameterName));
        return { ...value, parameters: parameters.create(Object.fromEntries(kept)) };
      },
    },
  );
}

/** How a port is announced to the switch. */
export type VirtualPort = LensValue<ReturnType<typeof virtualPortLens>>;
