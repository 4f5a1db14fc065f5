import type { CallDescription, EventDescription, Field, FieldType, ProgramDescription, RecordDescription } from './description.ts';

/** The types that the XDR classes know themselves: TypeScript type and least size in bytes. */
const SCALARS: { readonly [base: string]: readonly [tsType: string, method: string, bytes: number] } = {
  int: ['number', 'int', 4],
  uint: ['number', 'uint', 4],
  char: ['number', 'int', 4],
  uchar: ['number', 'uint', 4],
  ushort: ['number', 'uint', 4],
  hyper: ['bigint', 'hyper', 8],
  uhyper: ['bigint', 'uhyper', 8],
  double: ['number', 'double', 8],
  bool: ['boolean', 'bool', 4],
  uuid: ['Uuid', 'uuid', 16],
  string: ['string', 'string', 4],
  param: ['TypedParameter', 'param', 12],
};
const LISTS: { readonly [base: string]: string } = { string: 'strings', int: 'ints', uint: 'uints', uhyper: 'uhypers', param: 'params', chars: 'chars', opaque: 'opaque' };

/** What the emitters need to know about every record. */
export type Records = ReadonlyMap<string, RecordDescription>;

/** `DOMAIN_GET_INFO` → `DomainGetInfo`. */
export function pascal(name: string): string {
  return name
    .split('_')
    .map((word) => word.slice(0, 1) + word.slice(1).toLowerCase())
    .join('');
}

/** `storagePool` → `StoragePool`. */
export function upperFirst(name: string): string {
  return name.slice(0, 1).toUpperCase() + name.slice(1);
}

/** The TypeScript type of a field. */
export function tsType(type: FieldType, records: Records): string {
  if (type.base === 'opaque' || type.base === 'chars') return 'Uint8Array';
  const one = SCALARS[type.base]?.[0] ?? record(type.base, records).tsType;
  switch (type.shape) {
    case 'one':
    case 'fixed':
      return one;
    case 'optional':
      return `${one} | undefined`;
    case 'list':
      return `readonly ${one}[]`;
  }
}

/** Client codecs of a program: record codecs, calls, events, tables. */
export function emitCodecs(program: ProgramDescription, records: Records, access: (call: CallDescription) => string): string {
  const prefix = program.name.toUpperCase();
  const parts = [
    `/** The number of the ${program.name} program. */\nexport const ${prefix}_PROGRAM = 0x${program.number.toString(16)};\n`,
    program.limits.length === 0 ? '' : `/** How long lists may be. */\nexport const LIMITS = {\n${program.limits.map(([name, value]) => `  ${name}: ${value},`).join('\n')}\n} as const;\n`,
    ...program.records.map((item) => emitRecord(item, records)),
    ...program.calls.map((call) => emitCall(prefix, call, records, access(call))),
    ...program.events.map((event) => emitEvent(prefix, event, records)),
    emitTable(`${prefix}_PROCEDURES`, 'Procedure<never, unknown>', program.calls),
    emitTable(`${prefix}_EVENTS`, 'EventMessage<never>', program.events).replace('EventMessage<never>', "Pick<EventMessage<unknown>, 'program' | 'number' | 'name' | 'get'>"),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

/** The daemon's side of the same calls. */
export function emitServed(program: ProgramDescription, records: Records): string {
  return program.calls
    .map((call) => {
      const name = pascal(call.name);
      return `export const Served${name}: ServedProcedure<${argsType(call)}, ${retType(call)}> = {
  procedure: P.${name},
  getArgs: ${reader(call.args, records)},
  putRet: ${writer(call.ret, records, 'ret')},
};
`;
    })
    .join('\n');
}

/** The name of the arguments' type. */
export function argsType(call: CallDescription, qualifier = ''): string {
  return call.args.length === 0 ? 'undefined' : `${qualifier}${pascal(call.name)}Args`;
}

/** The name of the answer's type. */
export function retType(call: CallDescription, qualifier = ''): string {
  return call.ret.length === 0 ? 'undefined' : `${qualifier}${pascal(call.name)}Ret`;
}

function emitRecord(item: RecordDescription, records: Records): string {
  const name = upperFirst(item.name);
  return `export function get${name}(r: XdrReader): ${item.tsType} {
  return ${objectLiteral(item.fields, records)};
}
export function put${name}(w: XdrWriter, a: ${item.tsType}): void {
${writes(item.fields, records, '  ')}}
`;
}

function emitCall(prefix: string, call: CallDescription, records: Records, access: string): string {
  const name = pascal(call.name);
  return `${emitInterface(`${name}Args`, call.args, records)}${emitInterface(`${name}Ret`, call.ret, records)}export const ${name}: Procedure<${argsType(call)}, ${retType(call)}> = {
  program: ${prefix}_PROGRAM,
  number: ${call.number},
  name: '${call.name}',
  priority: '${call.priority}',
  access: '${access}',
  stream: ${call.stream === undefined ? 'undefined' : `'${call.stream}'`},
  put: ${writer(call.args, records, 'a')},
  get: ${reader(call.ret, records)},
};
`;
}

function emitEvent(prefix: string, event: EventDescription, records: Records): string {
  const name = pascal(event.name);
  return `${emitInterface(`${name}Message`, event.fields, records)}export const ${name}: EventMessage<${name}Message> = {
  program: ${prefix}_PROGRAM,
  number: ${event.number},
  name: '${event.name}',
  get: ${reader(event.fields, records)},
  put: ${writer(event.fields, records, 'a')},
};
`;
}

function emitInterface(name: string, fields: readonly Field[], records: Records): string {
  if (fields.length === 0) return '';
  return `export interface ${name} {\n${fields.map((field) => `  readonly ${field.name}: ${tsType(field.type, records)};`).join('\n')}\n}\n`;
}

function emitTable(name: string, type: string, items: readonly { readonly number: number; readonly name: string }[]): string {
  if (items.length === 0) return '';
  return `export const ${name}: readonly ${type}[] = [\n${items.map((item) => `  ${pascal(item.name)},`).join('\n')}\n];\n`;
}

function reader(fields: readonly Field[], records: Records): string {
  return fields.length === 0 ? '() => undefined' : `(r) => (${objectLiteral(fields, records)})`;
}

function objectLiteral(fields: readonly Field[], records: Records): string {
  return `{ ${fields.map((field) => `${field.name}: ${readExpression(field.type, records)}`).join(', ')} }`;
}

function writer(fields: readonly Field[], records: Records, name: string): string {
  if (fields.length === 0) return '() => undefined';
  return `(w, ${name}) => {\n${writes(fields, records, '    ', name)}  }`;
}

function writes(fields: readonly Field[], records: Records, indent: string, owner = 'a'): string {
  return fields.map((field) => `${indent}${writeStatement(field, records, owner)}\n`).join('');
}

function readExpression(type: FieldType, records: Records): string {
  const { base, shape, limit } = type;
  if (base === 'chars' && shape === 'fixed') return `r.fixedChars(${limit})`;
  const scalar = SCALARS[base];
  switch (shape) {
    case 'fixed':
      throw new Error(`a fixed ${base}`);
    case 'one':
      return scalar === undefined ? `get${upperFirst(base)}(r)` : `r.${scalar[1]}()`;
    case 'optional':
      if (base === 'string') return 'r.optString()';
      return `r.present() ? get${upperFirst(base)}(r) : undefined`;
    case 'list': {
      const method = LISTS[base];
      if (method !== undefined) return `r.${method}(LIMITS.${limit})`;
      return `getList(r, LIMITS.${limit}, ${leastBytes(record(base, records).fields, records)}, get${upperFirst(base)})`;
    }
  }
}

function writeStatement(field: Field, records: Records, owner: string): string {
  const { base, shape, limit } = field.type;
  const value = `${owner}.${field.name}`;
  if (base === 'chars' && shape === 'fixed') return `w.fixedChars(${value}, ${limit});`;
  const scalar = SCALARS[base];
  switch (shape) {
    case 'fixed':
      throw new Error(`a fixed ${base}`);
    case 'one':
      return scalar === undefined ? `put${upperFirst(base)}(w, ${value});` : `w.${scalar[1]}(${value});`;
    case 'optional':
      if (base === 'string') return `w.optString(${value});`;
      return `putOptional(w, ${value}, put${upperFirst(base)});`;
    case 'list': {
      const method = LISTS[base];
      if (method !== undefined) return `w.${method}(${value}, LIMITS.${limit});`;
      return `putList(w, ${value}, LIMITS.${limit}, put${upperFirst(record(base, records).name)});`;
    }
  }
}

function leastBytes(fields: readonly Field[], records: Records): number {
  return fields.reduce((sum, { type }) => {
    if (type.shape === 'fixed') return sum + 4 * Number(type.limit);
    if (type.shape !== 'one') return sum + 4;
    return sum + (SCALARS[type.base]?.[2] ?? leastBytes(record(type.base, records).fields, records));
  }, 0);
}

function record(name: string, records: Records): RecordDescription {
  const found = records.get(name);
  if (found === undefined) throw new Error(`no record '${name}'`);
  return found;
}
