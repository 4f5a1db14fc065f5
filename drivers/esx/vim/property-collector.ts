import type { CallOptions } from '../../api/records.ts';
import type { ObjectContent, PropertyFilterSpec, PropertySpec, TraversalSpec } from './vim.gen.ts';
import { Properties } from './vim-codec.ts';
import type { VimClient } from './vim-client.ts';
import type { MoRef } from './vim-value.ts';

/** So many objects come in one answer. */
const PAGE_OBJECTS = 1000;

/** The properties of some objects; objects that are gone meanwhile are not among the answers. */
export async function readMany(client: VimClient, refs: readonly MoRef[], paths: readonly string[], options: CallOptions = {}): Promise<readonly Properties[]> {
  if (refs.length === 0) return [];
  const types = [...new Set(refs.map(({ type }) => type))];
  return retrieve(client, { propSet: types.map((type) => ({ type, all: false, pathSet: paths })), objectSet: refs.map((obj) => ({ obj, skip: false })) }, options);
}

/**
 * The properties of one object.
 *
 * @throws no-domain when it has been removed.
 */
export async function readOne(client: VimClient, ref: MoRef, paths: readonly string[], options: CallOptions = {}): Promise<Properties> {
  const [found] = await readMany(client, [ref], paths, options);
  return found ?? new Properties(ref);
}

/** The properties of all objects of some types below a container, through a view that is dropped at once. */
export async function readBelow(client: VimClient, container: MoRef, wanted: readonly PropertySpec[], options: CallOptions = {}): Promise<readonly Properties[]> {
  const view = await client.call('CreateContainerView', client.manager('viewManager'), { container, type: wanted.map(({ type }) => type), recursive: true }, options);
  try {
    return await retrieve(client, viewSpec(view, wanted), options);
  } finally {
    await client.call('DestroyView', view, {}).catch(() => undefined); // it goes with the session
  }
}

/** What a filter over a container view looks like. */
export function viewSpec(view: MoRef, wanted: readonly PropertySpec[]): PropertyFilterSpec {
  const traversal: TraversalSpec = { _type: 'TraversalSpec', name: 'view', type: 'ContainerView', path: 'view', skip: false };
  return { propSet: wanted, objectSet: [{ obj: view, skip: true, selectSet: [traversal] }] };
}

/** All pages of a query. */
async function retrieve(client: VimClient, spec: PropertyFilterSpec, options: CallOptions): Promise<readonly Properties[]> {
  const collector = client.content.propertyCollector;
  const found: Properties[] = [];
  let page = await client.call('RetrievePropertiesEx', collector, { specSet: [spec], options: { maxObjects: PAGE_OBJECTS } }, options);
  while (page !== undefined) {
    for (const content of page.objects ?? []) found.push(propertiesOf(content));
    if (page.token === undefined || page.token === '') break;
    page = await client.call('ContinueRetrievePropertiesEx', collector, { token: page.token }, options);
  }
  return found;
}

function propertiesOf(content: ObjectContent): Properties {
  const properties = new Properties(content.obj);
  for (const { name, val } of content.propSet ?? []) properties.set(name, val);
  return properties;
}
