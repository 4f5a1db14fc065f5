import { isPlainObject, type PlainJson, type PlainJsonObject } from '../../conf/json/plain-json.ts';
import type { XmlElement } from '../../conf/xml/xml-tree.ts';
import { assertNever } from '../../core/assert.ts';
import { malformed } from './qmp-error.ts';

type ParamKind = 'int' | 'ull' | 'bool' | 'string';

/** The parameters libvirt knows, in its order. */
const PARAMS = {
  'compress-level': 'int',
  'compress-threads': 'int',
  'decompress-threads': 'int',
  'cpu-throttle-initial': 'int',
  'cpu-throttle-increment': 'int',
  'tls-creds': 'string',
  'tls-hostname': 'string',
  'max-bandwidth': 'ull',
  'downtime-limit': 'ull',
  'block-incremental': 'bool',
  'xbzrle-cache-size': 'ull',
  'max-postcopy-bandwidth': 'ull',
  'multifd-channels': 'int',
} as const satisfies Record<string, ParamKind>;

/** A migration parameter's name. */
export type MigrationParam = keyof typeof PARAMS;

const NAMES = Object.keys(PARAMS) as MigrationParam[];

/** Values of some parameters. Bandwidths are bytes a second, the downtime is milliseconds. */
export type MigrationParams = { readonly [name in MigrationParam]?: number | bigint | boolean | string };

/** What of QEMU's parameters libvirt knows; what has another type than it must is left out. */
export function readMigrationParams(answer: PlainJson): MigrationParams {
  const found = isPlainObject(answer) ? answer : {};
  return Object.fromEntries(NAMES.flatMap((name) => {
    const value = found[name];
    return isOfKind(value, PARAMS[name]) ? [[name, value]] : [];
  }));
}

/** The arguments of `migrate-set-parameters`. */
export function migrationParamsArgs(params: MigrationParams): PlainJsonObject {
  return Object.fromEntries(NAMES.flatMap((name) => (params[name] === undefined ? [] : [[name, params[name]]])));
}

/** `<migParams>`, as libvirt keeps the parameters that were before a migration. */
export function formatMigrationParams(params: MigrationParams, escape: (text: string) => string): string {
  const lines = NAMES.flatMap((name) => {
    const value = params[name];
    if (value === undefined) return [];
    const text = typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
    return [`  <param name='${name}' value='${escape(text)}'/>\n`];
  });
  return `<migParams>\n${lines.join('')}</migParams>\n`;
}

/**
 * Reads `<migParams>` back.
 *
 * @throws VirError `internal-error` for a parameter nobody knows, or a value that is none.
 */
export function parseMigrationParams(element: XmlElement): MigrationParams {
  return Object.fromEntries(element.elements('param').map((param) => {
    const name = param.attribute('name');
    if (name === undefined) throw malformed('missing migration parameter name');
    const known = NAMES.find((one) => one === name);
    if (known === undefined) throw malformed(`unknown migration parameter '${name}'`);
    const text = param.attribute('value');
    if (text === undefined) throw malformed(`missing value for migration parameter '${name}'`);
    const value = parseValue(text, PARAMS[known]);
    if (value === undefined) throw malformed(`invalid value '${text}' for migration parameter '${name}'`);
    return [known, value];
  }));
}

function parseValue(text: string, kind: ParamKind): number | bigint | boolean | string | undefined {
  switch (kind) {
    case 'int':
      return /^[+-]?\d{1,10}$/.test(text) ? Number(text) : undefined;
    case 'ull':
      return /^\d{1,20}$/.test(text) ? BigInt(text) : undefined;
    case 'bool':
      return text === 'yes' ? true : text === 'no' ? false : undefined;
    case 'string':
      return text;
    default:
      return assertNever(kind);
  }
}

function isOfKind(value: PlainJson | undefined, kind: ParamKind): value is number | bigint | boolean | string {
  switch (kind) {
    case 'int':
      return typeof value === 'number';
    case 'ull':
      return typeof value === 'bigint' || (typeof value === 'number' && value >= 0);
    case 'bool':
      return typeof value === 'boolean';
    case 'string':
      return typeof value === 'string';
    default:
      return assertNever(kind);
  }
}
