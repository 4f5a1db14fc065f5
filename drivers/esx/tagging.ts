import type { CallOptions } from '../api/records.ts';
import { libvirtError } from '../core/error-text.ts';
import { VirError } from '../core/vir-error.ts';
import { isRecord, type VapiClient } from './vim/vapi-client.ts';
import { moKey, type MoRef } from './vim/vim-value.ts';

/** A tag of the vCenter's tagging service. */
export interface VsphereTag {
  readonly id: string;
  readonly name: string;
  readonly category: string;
  readonly description: string;
}

/** So many machines are asked about in one call. */
const MACHINES_A_CALL = 1000;
/** Names of tags come one by one; so many at a time. */
const PARALLEL = 6;
const TAGS = 'cis/tagging/tag';
const CATEGORIES = 'cis/tagging/category';
const ASSOCIATIONS = 'cis/tagging/tag-association';

/** The tags of a vCenter and the machines that have them. Names are read once, and again when a tag is not known. */
export class Tagging {
  readonly #vapi: VapiClient;
  readonly #tags = new Map<string, VsphereTag>();
  readonly #categories = new Map<string, string>();
  /** Ids of tags, by machine; machines that have none are not in it. */
  readonly #attached = new Map<string, readonly string[]>();

  constructor(vapi: VapiClient) {
    this.#vapi = vapi;
  }

  /** A machine's tags as people read them, sorted. */
  labelsOf(machine: MoRef): readonly string[] {
    const ids = this.#attached.get(moKey(machine)) ?? [];
    return ids.flatMap((id) => this.#tags.get(id) ?? []).map((tag) => this.labelOf(tag)).sort();
  }

  /** The name alone where no other category has it, else `Category:name`. */
  labelOf({ name, category }: VsphereTag): string {
    for (const other of this.#tags.values()) if (other.name === name && other.category !== category) return `${category}:${name}`;
    return name;
  }

  /** The tag that a person means: its name, or `Category:name`. */
  find(words: string): VsphereTag | undefined {
    const all = [...this.#tags.values()];
    return all.find(({ name, category }) => `${category}:${name}` === words) ?? all.find(({ name }) => name === words);
  }

  /** Reads which tags these machines have: one call for a thousand. Gives those whose tags are others than before. */
  async read(machines: readonly MoRef[], options: CallOptions = {}): Promise<readonly MoRef[]> {
    const before = new Map(machines.map((machine) => [moKey(machine), this.labelsOf(machine).join('\n')]));
    for (let at = 0; at < machines.length; at += MACHINES_A_CALL) {
      const asked = machines.slice(at, at + MACHINES_A_CALL);
      const answer = await this.#vapi.call({ method: 'POST', path: ASSOCIATIONS, action: 'list-attached-tags-on-objects', body: { object_ids: asked.map(objectOf) } }, options);
      for (const machine of asked) this.#attached.delete(moKey(machine));
      for (const one of listOf(answer)) {
        const object = isRecord(one) && isRecord(one['object_id']) ? one['object_id'] : {};
        const ids = isRecord(one) ? texts(one['tag_ids']) : [];
        if (ids.length > 0 && typeof object['type'] === 'string' && typeof object['id'] === 'string') this.#attached.set(moKey({ type: object['type'], value: object['id'] }), ids);
      }
    }
    await this.#learn([...this.#attached.values()].flat(), options);
    return machines.filter((machine) => before.get(moKey(machine)) !== this.labelsOf(machine).join('\n'));
  }

  /** All tags that there are. */
  async list(options: CallOptions = {}): Promise<readonly VsphereTag[]> {
    const ids = texts(await this.#vapi.call({ method: 'GET', path: TAGS }, options));
    const there = new Set(ids);
    for (const id of this.#tags.keys()) if (!there.has(id)) this.#tags.delete(id);
    await this.#learn(ids, options);
    return [...this.#tags.values()].sort((one, other) => compare(one.category, other.category) || compare(one.name, other.name));
  }

  /** Makes a tag, and its category where there is none of that name. */
  async make(category: string, name: string, options: CallOptions = {}): Promise<VsphereTag> {
    for (const id of texts(await this.#vapi.call({ method: 'GET', path: CATEGORIES }, options))) await this.#categoryName(id, options);
    const known = [...this.#categories].find(([, each]) => each === category)?.[0];
    const categoryId = known ?? (await this.#create(CATEGORIES, { name: category, description: '', cardinality: 'MULTIPLE', associable_types: [] }, options));
    this.#categories.set(categoryId, category);
    const id = await this.#create(TAGS, { name, description: '', category_id: categoryId }, options);
    const made: VsphereTag = { id, name, category, description: '' };
    this.#tags.set(id, made);
    return made;
  }

  /** Gives a machine tags, or takes them away. */
  async change(machine: MoRef, how: 'attach' | 'detach', tags: readonly VsphereTag[], options: CallOptions = {}): Promise<void> {
    if (tags.length === 0) return;
    const action = how === 'attach' ? 'attach-multiple-tags-to-object' : 'detach-multiple-tags-from-object';
    const answer = await this.#vapi.call({ method: 'POST', path: ASSOCIATIONS, action, body: { object_id: objectOf(machine), tag_ids: tags.map(({ id }) => id) } }, options);
    if (!isRecord(answer) || answer['success'] !== false) return;
    const messages = listOf(answer['error_messages']).flatMap((one) => (isRecord(one) && typeof one['default_message'] === 'string' ? [one['default_message']] : []));
    throw libvirtError('esx', 'operation-failed', messages.length === 0 ? 'the vCenter refused the tags' : messages.join(' '));
  }

  async #create(path: string, body: object, options: CallOptions): Promise<string> {
    const id = await this.#vapi.call({ method: 'POST', path, body, makes: true }, options);
    if (typeof id !== 'string') throw libvirtError('esx', 'internal-error', 'the vCenter does not say what it has made');
    return id;
  }

  /** Reads the names of tags that are not known yet. */
  async #learn(ids: readonly string[], options: CallOptions): Promise<void> {
    const unknown = [...new Set(ids)].filter((id) => !this.#tags.has(id));
    const next = unknown.values();
    const worker = async (): Promise<void> => {
      for (const id of next) await this.#learnOne(id, options);
    };
    await Promise.all(Array.from({ length: Math.min(PARALLEL, unknown.length) }, worker));
  }

  async #learnOne(id: string, options: CallOptions): Promise<void> {
    const tag = await this.#vapi.call({ method: 'GET', path: TAGS, id }, options).catch((error: unknown) => {
      if (VirError.is(error, 'operation-failed')) return undefined; // somebody has removed it meanwhile
      throw error;
    });
    if (!isRecord(tag) || typeof tag['name'] !== 'string' || typeof tag['category_id'] !== 'string') return;
    const category = await this.#categoryName(tag['category_id'], options);
    this.#tags.set(id, { id, name: tag['name'], category, description: typeof tag['description'] === 'string' ? tag['description'] : '' });
  }

  async #categoryName(id: string, options: CallOptions): Promise<string> {
    const known = this.#categories.get(id);
    if (known !== undefined) return known;
    const category = await this.#vapi.call({ method: 'GET', path: CATEGORIES, id }, options);
    const name = isRecord(category) && typeof category['name'] === 'string' ? category['name'] : id;
    this.#categories.set(id, name);
    return name;
  }
}

function objectOf({ type, value }: MoRef): { readonly type: string; readonly id: string } {
  return { type, id: value };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

function texts(value: unknown): readonly string[] {
  return listOf(value).filter((one): one is string => typeof one === 'string');
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
