import { isPlainArray, isPlainObject, type PlainJson, type PlainJsonObject } from '../../conf/json/plain-json.ts';
import { Reply } from '../qmp/reply.ts';
import { malformed } from '../qmp/qmp-error.ts';

/** What query-qmp-schema answers, by name. */
export type QapiSchema = ReadonlyMap<string, PlainJsonObject>;

/** Reads the answer to query-qmp-schema. */
export function qapiSchema(answer: PlainJson): QapiSchema {
  return new Map(Reply.list('query-qmp-schema', answer).map((entry) => [entry.string('name'), entry.value]));
}

const MAX_DEPTH = 1000;

/**
 * Whether a place is in the schema: `command/arg-type/member/…`, `ret-type` likewise. In the place of a member, `+case` is a variant,
 * `*name` a member that may be left out, `^word` a word of an enumeration, `!type` a type of JSON, `$feature` a feature.
 * Arrays count as what they hold.
 */
export function schemaHas(schema: QapiSchema, place: string): boolean {
  const [command = '', ...steps] = place.split('/');
  return schema.has(command) && walk(schema, command, steps, 0);
}

function walk(schema: QapiSchema, name: PlainJson | undefined, steps: readonly string[], depth: number): boolean {
  const entry = typeof name === 'string' ? schema.get(name) : undefined;
  if (entry === undefined || depth > MAX_DEPTH) throw malformed(`malformed QAPI schema at '${steps.join('/')}'`);
  const [step, ...rest] = steps;
  if (step === undefined) return true;
  switch (entry['meta-type']) {
    case 'array':
      return walk(schema, entry['element-type'], steps, depth + 1);
    case 'alternate':
      return objectsOf(entry, 'members').some((member) => walk(schema, member['type'], steps, depth + 1));
    case 'enum':
      return step.startsWith('^') && enumHas(entry, step.slice(1), rest[0]);
    case 'builtin':
      return step.startsWith('!') && entry['json-type'] === step.slice(1);
    default:
      break;
  }
  if (step.startsWith('$')) return hasFeature(entry, step.slice(1));
  if (entry['meta-type'] !== 'object') {
    const type = entry[step];
    return type !== undefined && walk(schema, type, rest, depth + 1);
  }
  const member = memberOf(entry, step);
  return member !== undefined && walk(schema, member['type'], rest, depth + 1);
}

function memberOf(entry: PlainJsonObject, step: string): PlainJsonObject | undefined {
  if (step.startsWith('^') || step.startsWith('!')) return undefined;
  if (step.startsWith('+')) return objectsOf(entry, 'variants').find((variant) => variant['case'] === step.slice(1));
  const member = objectsOf(entry, 'members').find((one) => one['name'] === step.replace(/^[^a-zA-Z]/, ''));
  return step.startsWith('*') && member !== undefined && !('default' in member) ? undefined : member;
}

/** QEMU 6.2 and newer say more of each word than its name. */
function enumHas(entry: PlainJsonObject, word: string, feature: string | undefined): boolean {
  const members = objectsOf(entry, 'members');
  if (members.length === 0) return feature === undefined && isPlainArray(entry['values']) && entry['values'].includes(word);
  const member = members.find((one) => one['name'] === word);
  if (member === undefined) return false;
  return feature === undefined || hasFeature(member, feature.replace(/^\$/, ''));
}

function hasFeature(entry: PlainJsonObject, name: string): boolean {
  return isPlainArray(entry['features']) && entry['features'].includes(name);
}

function objectsOf(entry: PlainJsonObject, key: string): PlainJsonObject[] {
  const list = entry[key];
  return isPlainArray(list) ? list.filter(isPlainObject) : [];
}
