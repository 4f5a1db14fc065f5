import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { METHOD_ACCESS } from '../drivers/core/method-access.ts';
import { emitCodecs, emitServed, type Records } from './protocol/codecs.ts';
import { parseDescription, type CallDescription, type ProgramDescription } from './protocol/description.ts';
import { callKey, emitFacets, facetType, type FacetBinding } from './protocol/facet-table.ts';

const FOLDER = 'drivers/remote/protocol';
const PROGRAMS = ['remote', 'qemu', 'lxc', 'admin'] as const;
/** Programs whose records and limits are the remote program's. */
const BORROWS_FROM: { readonly [program: string]: string } = { qemu: 'remote', lxc: 'remote' };
const BANNER = '// Made by `npm run generate` from the descriptions (*.proto.txt). Do not edit.\n';

/** A file that a generator makes; `path` is relative to the repository. */
export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

/** libvirt's RPC codecs and the facet tables of the remote driver, from the descriptions. */
export function generate(root: string): readonly GeneratedFile[] {
  const programs = PROGRAMS.map((name) => parseDescription(readFileSync(join(root, FOLDER, `${name}.proto.txt`), 'utf8')));
  const records: Records = new Map(programs.flatMap((program) => program.records.map((item) => [item.name, item] as const)));
  const methods = facetMethods();
  return [
    ...programs.map((program) => codecFile(program, records, methods)),
    ...programs.map((program) => servedFile(program, records)),
    facetFile(programs, methods),
  ];
}

interface FacetMethod {
  readonly facet: string;
  readonly method: string;
  readonly access: string;
}

function facetMethods(): ReadonlyMap<string, FacetMethod> {
  const found = new Map<string, FacetMethod>();
  for (const [facet, methods] of Object.entries(METHOD_ACCESS)) {
    for (const [method, access] of Object.entries(methods as { readonly [name: string]: string })) {
      found.set((facet + method).toLowerCase(), { facet, method, access });
    }
  }
  return found;
}

function codecFile(program: ProgramDescription, records: Records, methods: ReadonlyMap<string, FacetMethod>): GeneratedFile {
  const access = (call: CallDescription): string => (program.name === 'admin' ? undefined : methods.get(callKey(program.name, call.name))?.access) ?? 'read';
  return { path: `${FOLDER}/${program.name}.gen.ts`, text: withImports(emitCodecs(program, records, access), program, records) };
}

function servedFile(program: ProgramDescription, records: Records): GeneratedFile {
  const body = emitServed(program, records);
  const file = `${program.name}.gen.ts`;
  const types = [...new Set(body.match(/\b[A-Z]\w+(?:Args|Ret)\b/g) ?? [])].sort();
  const text = withImports(body, program, records, true).replace(
    BANNER,
    `${BANNER}import type { ${types.join(', ')} } from './${file}';\nimport * as P from './${file}';\n`,
  );
  return { path: `${FOLDER}/${program.name}-served.gen.ts`, text };
}

/** Prepends the imports of whatever the body mentions. */
function withImports(body: string, program: ProgramDescription, records: Records, served = false): string {
  const uses = (word: string): boolean => new RegExp(`\\b${word}\\b`).test(body);
  const imports: string[] = [];
  const add = (file: string, words: readonly string[], type = true): void => {
    const used = words.filter(uses);
    if (used.length > 0) imports.push(`import ${type ? 'type ' : ''}{ ${used.join(', ')} } from '${file}';\n`);
  };
  const recordTypes = [...new Set([...records.values()].map((item) => item.tsType))].sort();
  const own = new Set(['GraphicsIdentity', 'RemoteErrorPayload', 'RemoteSecurityLabel', 'RemoteVcpuInfo']);
  add('../../api/events.ts', ['GraphicsAddress']);
  add('../../api/records.ts', [...recordTypes.filter((type) => !type.endsWith('Ref') && !own.has(type) && type !== 'GraphicsAddress'), 'TypedParameter']);
  add('../../api/refs.ts', [...recordTypes.filter((type) => type.endsWith('Ref') && !type.startsWith('Admin')), 'Uuid']);
  add('../admin/admin-refs.ts', recordTypes.filter((type) => type.startsWith('Admin')));
  add('./records.ts', [...own]);
  add('./procedure.ts', ['EventMessage', 'Procedure', 'ServedProcedure']);
  add('./lists.ts', ['getList', 'putList', 'putOptional'], false);
  add('./xdr-reader.ts', ['XdrReader']);
  add('./xdr-writer.ts', ['XdrWriter']);
  if (program.records.length === 0 || served) {
    const codecs = [...records.keys()].flatMap((name) => [`get${name.slice(0, 1).toUpperCase()}${name.slice(1)}`, `put${name.slice(0, 1).toUpperCase()}${name.slice(1)}`]);
    add(`./${BORROWS_FROM[program.name] ?? program.name}.gen.ts`, ['LIMITS', ...codecs], false);
  }
  return `${BANNER}${imports.join('')}\n${body}`;
}

function facetFile(programs: readonly ProgramDescription[], methods: ReadonlyMap<string, FacetMethod>): GeneratedFile {
  const bindings: FacetBinding[] = [];
  for (const program of programs) {
    if (program.name === 'admin') continue; // its methods stand in a table of their own
    for (const call of program.calls) {
      const found = methods.get(callKey(program.name, call.name));
      if (found !== undefined && !call.adapted) bindings.push({ facet: found.facet, method: found.method, program: program.name, call });
    }
  }
  const facets = [...new Set(bindings.map((binding) => binding.facet))];
  const imports = facets.map((facet) => `import type { ${facetType(facet)}Methods } from '../api/facets/${kebab(facet)}.ts';\n`).join('');
  const others = bindings.some((binding) => binding.program === 'qemu') ? "import * as Q from './protocol/qemu.gen.ts';\n" : '';
  const text = `${BANNER}${imports}import type { Caller } from './caller.ts';
import { TEXT_PARAMS_OKAY } from './caller.ts';
import * as P from './protocol/remote.gen.ts';
${others}
const { LIMITS } = P;

${emitFacets(bindings)}`;
  return { path: 'drivers/remote/facets.gen.ts', text };
}

function kebab(facet: string): string {
  return facet.replace(/^nwFilter/, 'nwfilter').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
