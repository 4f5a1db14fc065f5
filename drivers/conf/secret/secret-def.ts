import { libvirtError } from '../../core/error-text.ts';
import type { VirErrorCode } from '../../api/errors.ts';
import type { VirError } from '../../core/vir-error.ts';
import { parseUuid, randomUuid } from '../../core/uuid.ts';
import type { Uuid } from '../../api/refs.ts';
import { wordOf } from '../format/word-codec.ts';
import type { Codec } from '../lens/codec.ts';
import { string } from '../lens/codec.ts';
import { FORMAT_INACTIVE, PARSE_INACTIVE, readDocument } from '../lens/document.ts';
import { element } from '../lens/element.ts';
import { attr, child, textChild } from '../lens/fields.ts';
import type { LensValue } from '../lens/lens.ts';
import { XmlWriter } from '../lens/xml-writer.ts';
import type { XmlElement } from '../xml/xml-tree.ts';

function wrong(message: string, code: VirErrorCode = 'xml-error'): VirError {
  return libvirtError('secret', code, message);
}

function flagWord(name: string): Codec<boolean> {
  const word = wordOf(['yes', 'no'], () => wrong(`invalid value of '${name}'`));
  return { kind: 'boolean', words: ['yes', 'no'], decode: (text, place) => word.decode(text, place) === 'yes', encode: (value) => (value ? 'yes' : 'no') };
}

const USAGE_TYPES = ['none', 'volume', 'ceph', 'iscsi', 'tls', 'vtpm'] as const;
/** What a secret is for. */
export type SecretUsageType = (typeof USAGE_TYPES)[number];

/** The element that names the thing a secret is for, and the complaint when it is missing. */
const USAGE_IDS = {
  none: undefined,
  volume: { key: 'volume', missing: 'volume usage specified, but volume path is missing' },
  ceph: { key: 'name', missing: 'Ceph usage specified, but name is missing' },
  iscsi: { key: 'target', missing: 'iSCSI usage specified, but target is missing' },
  tls: { key: 'name', missing: 'TLS usage specified, but name is missing' },
  vtpm: { key: 'name', missing: 'vTPM usage specified, but name is missing' },
} as const satisfies Readonly<Record<SecretUsageType, { readonly key: 'volume' | 'name' | 'target'; readonly missing: string } | undefined>>;

const usage = element(
  {
    type: attr(wordOf(USAGE_TYPES, (text) => wrong(`unknown secret usage type ${text}`, 'config-unsupported')), { absent: '' }),
    volume: textChild(string, { help: 'Path of the volume it decrypts' }),
    name: textChild(string, { help: 'Name under which others refer to it' }),
    target: textChild(string, { help: 'iSCSI target it logs in to' }),
  },
  {
    parsed(value) {
      if (value.type === undefined) throw wrong('unknown secret usage type');
      const id = USAGE_IDS[value.type];
      if (id !== undefined && value[id.key] === undefined) throw wrong(id.missing, 'internal-error');
    },
    formatting(value) {
      const id = value.type === undefined ? undefined : USAGE_IDS[value.type];
      return id === undefined ? undefined : { type: value.type, volume: undefined, name: undefined, target: undefined, [id.key]: value[id.key] };
    },
  },
);

/** `<secret>`. */
export const secret = element(
  {
    ephemeral: attr(flagWord('ephemeral'), { absent: '', default: false, help: 'yes: never stored' }),
    isPrivate: attr(flagWord('private'), { name: 'private', absent: '', default: false, help: 'yes: its value is never told' }),
    uuid: textChild(string),
    description: textChild(string),
    usage: child(usage),
  },
  { block: true },
);

/** A secret: what it is for, not its value. */
export type SecretDef = Omit<LensValue<typeof secret>, 'uuid'> & {
  uuid: Uuid;
  /** The document named the UUID. */
  uuidSpecified: boolean;
};

/** What a secret is for, and for which one. */
export function secretUsageOf(def: SecretDef): { readonly type: SecretUsageType; readonly id: string } {
  const type = def.usage?.type ?? 'none';
  const id = USAGE_IDS[type];
  return { type, id: id === undefined ? '' : (def.usage?.[id.key] ?? '') };
}

/**
 * Parses a `<secret>` document.
 *
 * @throws VirError as libvirt: `xml-error`, `config-unsupported`, `internal-error`.
 * @libvirt virSecretDefParse
 */
export function parseSecretXml(xml: string | XmlElement): SecretDef {
  const root = readDocument(xml, 'secret', { url: '(definition_of_secret)' });
  const fields = secret.parse(root, PARSE_INACTIVE, undefined);
  const uuid = fields.uuid === undefined ? randomUuid() : parseUuid(fields.uuid);
  if (uuid === undefined) throw wrong('malformed uuid element', 'internal-error');
  return { ...fields, uuid, uuidSpecified: fields.uuid !== undefined };
}

/** A secret's document, as libvirt prints it. */
export function formatSecretXml(def: SecretDef): string {
  const out = new XmlWriter();
  secret.format(def, 'secret', out, FORMAT_INACTIVE);
  return out.toString();
}
