import { libvirtError } from '../../core/error-text.ts';
import { childOf, escapeXml, type SoapNode } from './soap-xml.ts';
import { VIM_METHODS, VIM_TYPES, type VimMethods, type VimTypes } from './vim.gen.ts';
import { isMoRef, type AnyValue, type FieldTable, type MoRef, type TypedObject } from './vim-value.ts';

const ENVELOPE_HEAD =
  '<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" ' +
  'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"><soapenv:Body>';
const ENVELOPE_TAIL = '</soapenv:Body></soapenv:Envelope>';

type Fields = Readonly<Record<string, unknown>>;

/** The request of a method, as it is sent. */
export function encodeCall<M extends keyof VimMethods>(method: M, self: MoRef, args: VimMethods[M]['args']): string {
  const body = encodeRef('_this', self) + encodeFields(VIM_METHODS[method].args, args);
  return `${ENVELOPE_HEAD}<${method} xmlns="urn:vim25">${body}</${method}>${ENVELOPE_TAIL}`;
}

/** The result in the body of an answer. */
export function decodeResult<M extends keyof VimMethods>(method: M, body: SoapNode): VimMethods[M]['result'] {
  const { result } = VIM_METHODS[method];
  const response = childOf(body, `${method}Response`);
  if (response === undefined) throw libvirtError('esx', 'internal-error', `the host did not answer ${method}`);
  if (result === undefined) return undefined;
  const nodes = response.children.filter((node) => node.name === 'returnval');
  if (result.isList) return nodes.map((node) => decodeOne(result.kind, node)) as VimMethods[M]['result'];
  const [node] = nodes;
  return (node === undefined ? undefined : decodeOne(result.kind, node)) as VimMethods[M]['result'];
}

function encodeFields(fields: readonly FieldTable[], values: Fields): string {
  let text = '';
  for (const { name, kind, isList } of fields) {
    const value = values[name];
    if (value === undefined) continue;
    if (isList) for (const item of value as readonly unknown[]) text += encodeOne(name, kind, item);
    else text += encodeOne(name, kind, value);
  }
  return text;
}

function encodeOne(name: string, kind: string, value: unknown): string {
  if (kind === 'any') return encodeAny(name, value as AnyValue);
  if (kind === 'ref') return encodeRef(name, value as MoRef);
  if (isPrimitive(kind)) return `<${name}>${escapeXml(String(value))}</${name}>`;
  const declared = VIM_TYPES[kind as keyof VimTypes];
  const own = (value as { readonly _type?: string })._type;
  if (!declared.isFamily || own === undefined) return `<${name}>${encodeFields(declared.fields, value as Fields)}</${name}>`;
  return `<${name} xsi:type="${own}">${encodeFields(VIM_TYPES[own as keyof VimTypes].fields, value as Fields)}</${name}>`;
}

function encodeRef(name: string, { type, value }: MoRef): string {
  return `<${name} type="${escapeXml(type)}">${escapeXml(value)}</${name}>`;
}

function encodeAny(name: string, value: AnyValue): string {
  switch (typeof value) {
    case 'string':
      return `<${name} xsi:type="xsd:string">${escapeXml(value)}</${name}>`;
    case 'boolean':
      return `<${name} xsi:type="xsd:boolean">${String(value)}</${name}>`;
    case 'number':
      return `<${name} xsi:type="xsd:int">${String(value)}</${name}>`;
    default:
      throw libvirtError('esx', 'internal-error', `cannot send a value of this kind as ${name}`);
  }
}

function isPrimitive(kind: string): boolean {
  return ['string', 'int', 'long', 'bool', 'double', 'date'].includes(kind);
}

function decodeOne(kind: string, node: SoapNode): unknown {
  switch (kind) {
    case 'string':
    case 'date':
      return node.text;
    case 'int':
    case 'long':
    case 'double':
      return Number(node.text);
    case 'bool':
      return isTrue(node);
    case 'ref':
      return { type: node.moType ?? '', value: node.text } satisfies MoRef;
    case 'any':
      return decodeAny(node);
    default:
      return decodeObject(kind as keyof VimTypes, node);
  }
}

function isTrue({ text }: SoapNode): boolean {
  return text === 'true' || text === '1';
}

/** A data object. A subtype that is not in our description is read as what was expected there, and keeps its name. */
function decodeObject(declared: keyof VimTypes, node: SoapNode): Fields {
  const named = node.xsiType !== undefined && node.xsiType in VIM_TYPES ? (node.xsiType as keyof VimTypes) : declared;
  const { fields, isFamily } = VIM_TYPES[named];
  const value: Record<string, unknown> = isFamily ? { _type: named } : {};
  if (isFamily && node.xsiType !== undefined && node.xsiType !== named) value['_xsi'] = node.xsiType;
  for (const child of node.children) {
    const field = fields.find(({ name }) => name === child.name);
    if (field === undefined) continue;
    if (!field.isList) value[field.name] = decodeOne(field.kind, child);
    else {
      const list = (value[field.name] as unknown[] | undefined) ?? [];
      list.push(decodeOne(field.kind, child));
      value[field.name] = list;
    }
  }
  return value;
}

/** A value of any type; undefined for a data object that is not in our description. */
function decodeAny(node: SoapNode): AnyValue | undefined {
  const type = node.xsiType ?? '';
  switch (type) {
    case 'boolean':
      return isTrue(node);
    case 'int':
    case 'long':
    case 'short':
    case 'byte':
    case 'double':
    case 'float':
      return Number(node.text);
    case 'ManagedObjectReference':
      return { type: node.moType ?? '', value: node.text };
    default:
  }
  if (type.startsWith('ArrayOf')) return decodeArray(type.slice('ArrayOf'.length), node);
  if (type in VIM_TYPES) return typed(type as keyof VimTypes, node);
  // Enumerations and strings come by the name of their type; a data object of another type is of no use to us.
  return node.children.length === 0 ? node.text : undefined;
}

function decodeArray(item: string, node: SoapNode): readonly AnyValue[] {
  const values: AnyValue[] = [];
  for (const child of node.children) {
    const value = arrayItem(item, child);
    if (value !== undefined) values.push(value);
  }
  return values;
}

function arrayItem(item: string, child: SoapNode): AnyValue | undefined {
  switch (item) {
    case 'String':
      return child.text;
    case 'Boolean':
      return isTrue(child);
    case 'Int':
    case 'Long':
    case 'Short':
    case 'Byte':
      return Number(child.text);
    case 'ManagedObjectReference':
      return { type: child.moType ?? '', value: child.text };
    case 'AnyType':
      return decodeAny(child);
    default:
      return item in VIM_TYPES ? typed(item as keyof VimTypes, child) : child.children.length === 0 ? child.text : undefined;
  }
}

function typed(type: keyof VimTypes, node: SoapNode): TypedObject {
  const named = node.xsiType !== undefined && node.xsiType in VIM_TYPES ? (node.xsiType as keyof VimTypes) : type;
  return { _any: named, value: decodeObject(type, node) };
}

/** Properties of a managed object, by path. What is not there, or not readable, is undefined. */
export class Properties {
  readonly ref: MoRef;
  readonly #values = new Map<string, AnyValue>();

  constructor(ref: MoRef) {
    this.ref = ref;
  }

  set(path: string, value: AnyValue | undefined): void {
    if (value === undefined) this.#values.delete(path);
    else this.#values.set(path, value);
  }

  get(path: string): AnyValue | undefined {
    return this.#values.get(path);
  }

  string(path: string): string | undefined {
    const value = this.#values.get(path);
    return typeof value === 'string' ? value : undefined;
  }

  number(path: string): number | undefined {
    const value = this.#values.get(path);
    return typeof value === 'number' ? value : undefined;
  }

  boolean(path: string): boolean | undefined {
    const value = this.#values.get(path);
    return typeof value === 'boolean' ? value : undefined;
  }

  reference(path: string): MoRef | undefined {
    const value = this.#values.get(path);
    return isMoRef(value) ? value : undefined;
  }

  references(path: string): readonly MoRef[] {
    const value = this.#values.get(path);
    return Array.isArray(value) ? value.filter(isMoRef) : [];
  }

  /** A data object of that type, or of one that is based on it. */
  object<T extends keyof VimTypes>(path: string, type: T): VimTypes[T] | undefined {
    return asType(this.#values.get(path), type);
  }

  list<T extends keyof VimTypes>(path: string, type: T): readonly VimTypes[T][] {
    const value = this.#values.get(path);
    if (!Array.isArray(value)) return [];
    const found: VimTypes[T][] = [];
    for (const item of value as readonly AnyValue[]) {
      const one = asType(item, type);
      if (one !== undefined) found.push(one);
    }
    return found;
  }
}

/** A value as a data object of that type; undefined when it is something else. */
export function asType<T extends keyof VimTypes>(value: AnyValue | undefined, type: T): VimTypes[T] | undefined {
  if (typeof value !== 'object' || !('_any' in value)) return undefined;
  for (let name: string | undefined = value._any; name !== undefined; name = VIM_TYPES[name as keyof VimTypes].base) {
    if (name !== type) continue;
    // Decoding has made it out of that type's fields. Not `as VimTypes[T]`: the union of all types is more than the compiler takes.
    // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-assertion
    return value.value as never;
  }
  return undefined;
}
