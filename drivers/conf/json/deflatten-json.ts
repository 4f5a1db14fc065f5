import { libvirtError } from '../../core/error-text.ts';
import type { VirError } from '../../core/vir-error.ts';
import { jsonArray, type JsonValue } from './json-value.ts';

/** A tree under construction: objects are still maps that later dotted keys extend. */
type Node = { readonly map: Map<string, Node> } | { readonly leaf: JsonValue };

/**
 * Undoes flattening: `{"file.driver": "nbd"}` becomes `{"file": {"driver": "nbd"}}`, and an object whose keys are
 * exactly 0..n-1 becomes an array (QEMU's pseudo-protocol writes backing files so).
 */
export function deflattenJson(value: JsonValue): JsonValue {
  return finish(deflattenKeys(value));
}

function deflattenKeys(value: JsonValue): Node {
  if (value.type !== 'object') return { leaf: value };
  const result = new Map<string, Node>();
  for (const [key, inner] of value.pairs) insert(result, key, inner);
  return { map: result };
}

function insert(into: Map<string, Node>, key: string, value: JsonValue): void {
  const dot = key.indexOf('.');
  if (dot === -1) {
    if (into.has(key)) throw invalidArg(`can't deflatten colliding key '${key}'`);
    into.set(key, deflattenKeys(value));
    return;
  }
  const head = key.slice(0, dot);
  let below = into.get(head);
  if (below === undefined) {
    below = { map: new Map() };
    into.set(head, below);
  }
  if (!('map' in below)) throw invalidArg('mixing nested objects and values is forbidden in JSON deflattening');
  insert(below.map, key.slice(dot + 1), value);
}

function finish(node: Node): JsonValue {
  if ('leaf' in node) return node.leaf;
  const pairs = new Map([...node.map].map(([key, inner]) => [key, finish(inner)] as const));
  const items: JsonValue[] = [];
  for (let index = 0; index < pairs.size; index++) {
    const item = pairs.get(String(index));
    if (item === undefined) return { type: 'object', pairs };
    items.push(item);
  }
  return jsonArray(items);
}

function invalidArg(message: string): VirError {
  return libvirtError('none', 'invalid-arg', message);
}
