import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GeneratedFile } from './generate-protocol.ts';

const FOLDER = 'drivers/esx/vim';

interface Field {
  readonly name: string;
  readonly kind: string;
  readonly optional: boolean;
  readonly list: boolean;
}

interface TypeDescription {
  readonly name: string;
  readonly base: string | undefined;
  readonly fields: readonly Field[];
}

interface MethodDescription {
  readonly name: string;
  readonly args: readonly Field[];
  readonly result: Field | undefined;
}

const PRIMITIVES: Readonly<Record<string, string>> = { string: 'string', date: 'string', bool: 'boolean', int: 'number', long: 'number', double: 'number', ref: 'MoRef', any: 'AnyValue' };

/** The types and tables of the vSphere API, from our description of it. */
export function generateVim(root: string): readonly GeneratedFile[] {
  const { types, methods } = parse(readFileSync(join(root, FOLDER, 'vim.schema.txt'), 'utf8'));
  const known = new Set(types.map(({ name }) => name));
  const check = (owner: string, { name, kind }: Field): void => {
    if (PRIMITIVES[kind] === undefined && !known.has(kind)) throw new Error(`${owner}.${name}: there is no type ${kind}`);
  };
  for (const { name, base, fields } of types) {
    if (base !== undefined && !known.has(base)) throw new Error(`${name}: there is no base ${base}`);
    for (const field of fields) check(name, field);
  }
  for (const { name, args, result } of methods) for (const field of [...args, ...(result === undefined ? [] : [result])]) check(name, field);
  return [{ path: `${FOLDER}/vim.gen.ts`, text: emit(types, methods) }];
}

function parse(text: string): { readonly types: readonly TypeDescription[]; readonly methods: readonly MethodDescription[] } {
  const types: (TypeDescription & { fields: Field[] })[] = [];
  const methods: (MethodDescription & { args: Field[] })[] = [];
  let fields: Field[] = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const head = /^(type|method) (\w+)(?: : (\w+))?(?: -> (\S+))?$/.exec(line);
    if (head !== null) {
      const [, what, name = '', base, result] = head;
      fields = [];
      if (what === 'type') types.push({ name, base, fields });
      else methods.push({ name, args: fields, result: result === undefined ? undefined : parseField(`returnval:${result}`) });
      continue;
    }
    if (!line.startsWith('  ')) throw new Error(`cannot read: ${line}`);
    fields.push(...line.trim().split(/\s+/).map(parseField));
  }
  return { types, methods };
}

function parseField(text: string): Field {
  const match = /^(\w+):(\w+)(\[\])?(\?)?$/.exec(text);
  if (match === null) throw new Error(`cannot read the field ${text}`);
  const [, name = '', kind = '', list, optional] = match;
  return { name, kind, list: list !== undefined, optional: optional !== undefined };
}

function emit(types: readonly TypeDescription[], methods: readonly MethodDescription[]): string {
  const childrenOf = (name: string): readonly string[] => types.filter(({ base }) => base === name).flatMap((type) => [type.name, ...childrenOf(type.name)]);
  const inFamily = (type: TypeDescription): boolean => type.base !== undefined || childrenOf(type.name).length > 0;
  const byName = new Map(types.map((type) => [type.name, type]));
  const tsKind = ({ kind, list }: Field): string => {
    const one = PRIMITIVES[kind] ?? (childrenOf(kind).length > 0 ? `Any${kind}` : kind);
    return list ? `readonly ${one}[]` : one;
  };
  const line = (field: Field): string => `  readonly ${field.name}${field.optional || field.list ? '?' : ''}: ${tsKind(field)};`;
  const allFields = (type: TypeDescription): readonly Field[] => {
    const base = type.base === undefined ? undefined : byName.get(type.base);
    return [...(base === undefined ? [] : allFields(base)), ...type.fields];
  };
  const interfaces = types.map((type) => {
    const mark = inFamily(type) ? [`  readonly _type: '${type.name}';`, '  /** The type as the host named it, where it is none of ours. */', '  readonly _xsi?: string;'] : [];
    const body = [...mark, ...allFields(type).map(line)];
    const union = childrenOf(type.name);
    const alias = union.length === 0 ? [] : [`export type Any${type.name} = ${[type.name, ...union].join(' | ')};`];
    const empty = body.length === 0 ? [`export type ${type.name} = Readonly<Record<string, never>>;`] : [`export interface ${type.name} {`, ...body, '}'];
    return [...empty, ...alias].join('\n');
  });
  const rows = types.map((type) => {
    const base = type.base === undefined ? 'undefined' : `'${type.base}'`;
    return `  ${type.name}: { base: ${base}, isFamily: ${String(inFamily(type))}, fields: [${allFields(type).map(tableField).join(', ')}] },`;
  });
  const signatures = methods.map(({ name, args, result }) => {
    const parameters = args.length === 0 ? 'Readonly<Record<string, never>>' : `{\n${args.map((field) => `  ${line(field)}`).join('\n')}\n  }`;
    const answer = result === undefined ? 'undefined' : `${tsKind(result)}${result.optional || result.list ? ' | undefined' : ''}`;
    return `  ${name}: { readonly args: ${parameters}; readonly result: ${answer} };`;
  });
  const methodRows = methods.map(({ name, args, result }) => `  ${name}: { args: [${args.map(tableField).join(', ')}], result: ${result === undefined ? 'undefined' : tableField(result)} },`);
  return `// Made by \`npm run generate\` from vim.schema.txt. Do not edit.
import type { AnyValue, FieldTable, MethodTable, MoRef, TypeTable } from './vim-value.ts';

${interfaces.join('\n\n')}

/** Every data object by its name. */
export interface VimTypes {
${types.map(({ name }) => `  readonly ${name}: ${childrenOf(name).length > 0 ? `Any${name}` : name};`).join('\n')}
}

/** What each method takes and gives. */
export interface VimMethods {
${signatures.join('\n')}
}

const f = (name: string, kind: string, isList = false): FieldTable => ({ name, kind, isList });

export const VIM_TYPES: Readonly<Record<keyof VimTypes, TypeTable>> = {
${rows.join('\n')}
};

export const VIM_METHODS: Readonly<Record<keyof VimMethods, MethodTable>> = {
${methodRows.join('\n')}
};
`;
}

function tableField({ name, kind, list }: Field): string {
  return `f('${name}', '${kind}'${list ? ', true' : ''})`;
}
