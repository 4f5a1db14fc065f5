import type { CallDescription, Field } from './description.ts';
import { pascal } from './codecs.ts';

/** A facet's method and the call that serves it. */
export interface FacetBinding {
  readonly facet: string;
  readonly method: string;
  readonly program: string;
  readonly call: CallDescription;
}

/** Arguments that the adapter fills in, not the caller. */
const FILLED = new Set(['needResults', 'maxnames', 'maxids', 'maxuuids', 'nparams']);
/** Fields of answers that only repeat a list's length. */
const LENGTHS = new Set(['ret', 'nparams']);
/** Calls whose typed parameters may be texts when this flag is set (`VIR_TYPED_PARAM_STRING_OKAY`). */
const TEXT_PARAMS = new Set([
  'DOMAIN_GET_MEMORY_PARAMETERS', 'DOMAIN_GET_NUMA_PARAMETERS', 'DOMAIN_GET_BLKIO_PARAMETERS', 'DOMAIN_BLOCK_STATS_FLAGS',
  'DOMAIN_GET_INTERFACE_PARAMETERS', 'DOMAIN_GET_BLOCK_IO_TUNE', 'NODE_GET_MEMORY_PARAMETERS', 'NODE_GET_SEV_INFO',
]);

/** The libvirt function of a call, in lower case: how calls and methods find each other. */
export function callKey(program: string, name: string): string {
  const words = program === 'remote' ? name : name.replace('DOMAIN_', `DOMAIN_${program.toUpperCase()}_`);
  return words.replace(/_/g, '').toLowerCase();
}

/** One table of methods for each facet: `{ getInfo: async (dom, options) => … }`. */
export function emitFacets(bindings: readonly FacetBinding[]): string {
  const facets = [...new Set(bindings.map((binding) => binding.facet))];
  return facets
    .map((facet) => {
      const mine = bindings.filter((binding) => binding.facet === facet);
      const type = `${facetType(facet)}Methods`;
      return `/** The calls of ${facet} that need no adapting. */
export const ${facet}Methods = (c: Caller) => ({
${mine.map(emitMethod).join('\n')}
}) satisfies Partial<${type}>;
`;
    })
    .join('\n');
}

/** `nwFilter` → `NWFilter`. */
export function facetType(facet: string): string {
  return (facet.slice(0, 1).toUpperCase() + facet.slice(1)).replace(/^Nw/, 'NW');
}

function emitMethod(binding: FacetBinding): string {
  const { call } = binding;
  const plain = call.args.filter((field) => !FILLED.has(field.name) && field.name !== 'flags');
  const hasFlags = call.args.some((field) => field.name === 'flags');
  const names = plain.map((field) => argumentName(field, binding));
  const parameters = [...names, ...(hasFlags ? ['flags = 0'] : []), 'options'].join(', ');
  const values = call.args.map((field) => argumentValue(field, binding));
  const args = values.length === 0 ? 'undefined' : `{ ${values.join(', ')} }`;
  const proc = `${binding.program === 'remote' ? 'P' : upper(binding.program)}.${pascal(call.name)}`;
  if (isCounted(call)) {
    return `  ${binding.method}: (${parameters}) => c.countedParams(${proc}, (nparams) => (${args}), options),`;
  }
  const answer = call.ret.length === 0 ? undefined : resultField(call);
  const awaited = `await c.call(${proc}, ${args}, options)`;
  if (call.ret.length === 0) return `  ${binding.method}: async (${parameters}) => {\n    ${awaited};\n  },`;
  return answer === undefined
    ? `  ${binding.method}: (${parameters}) => c.call(${proc}, ${args}, options),`
    : `  ${binding.method}: async (${parameters}) => (${awaited}).${answer},`;
}

/** Asked twice: first with room for nothing, which answers how many there are. */
function isCounted(call: CallDescription): boolean {
  return call.args.some((field) => field.name === 'nparams') && call.ret.some((field) => field.name === 'nparams');
}

function resultField(call: CallDescription): string | undefined {
  const isList = call.ret.some((field) => field.type.shape === 'list');
  const fields = call.ret.length > 1 && isList ? call.ret.filter((field) => !LENGTHS.has(field.name)) : call.ret;
  return fields.length === 1 ? fields[0]?.name : undefined;
}

function argumentName(field: Field, binding: FacetBinding): string {
  return isDeviceName(field, binding) ? 'dev' : field.name;
}

function argumentValue(field: Field, binding: FacetBinding): string {
  if (isDeviceName(field, binding)) return 'name: dev.name';
  switch (field.name) {
    case 'needResults':
      return 'needResults: true';
    case 'maxnames':
    case 'maxids':
    case 'maxuuids':
      return `${field.name}: LIMITS.${binding.call.ret[0]?.type.limit ?? ''}`;
    case 'flags': {
      const flags = TEXT_PARAMS.has(binding.call.name) ? 'flags | TEXT_PARAMS_OKAY' : 'flags';
      if (field.type.base === 'uhyper') return `flags: BigInt(${flags})`;
      return flags === 'flags' ? 'flags' : `flags: ${flags}`;
    }
    default:
      return field.name;
  }
}

/** Calls about a device of the host take its name alone. */
function isDeviceName(field: Field, binding: FacetBinding): boolean {
  return binding.facet === 'nodeDevice' && field.name === 'name' && !binding.method.startsWith('lookup');
}

function upper(program: string): string {
  return program.slice(0, 1).toUpperCase();
}
