import type { Disposable } from '../api/connection.ts';
import type { KnownTag, TagChange } from '../api/extras.ts';
import type { CallOptions } from '../api/records.ts';
import type { DomainRef } from '../api/refs.ts';
import { Emitter } from '../core/emitter.ts';
import { libvirtError } from '../core/error-text.ts';
import { DisposableStore, disposableInterval, disposableTimeout } from '../core/lifecycle.ts';
import { VirError } from '../core/vir-error.ts';
import type { EsxSession } from './esx-session.ts';
import type { Machine } from './machine.ts';
import type { MachineChange } from './machine-index.ts';
import { Tagging, type VsphereTag } from './tagging.ts';
import { asType } from './vim/vim-codec.ts';
import type { CustomFieldDef } from './vim/vim.gen.ts';
import type { AnyValue } from './vim/vim-value.ts';

/** The vCenter tells nobody of tags that others give. */
const ASK_AGAIN_MS = 60_000;
/** What will not be otherwise in a minute. */
const REFUSALS = ['auth-failed', 'access-denied', 'no-support', 'operation-failed'] as const;
/** New machines come in bursts. */
const GATHER_MS = 200;

/** Labels of machines: custom attributes, which come with the machine's properties, and tags, which another protocol tells. */
export class MachineTags implements Disposable {
  readonly #session: EsxSession;
  readonly #tagging: Tagging | undefined;
  readonly #store = new DisposableStore();
  readonly #changed = new Emitter<Machine>();
  readonly #new = new Set<Machine>();
  #fields: ReadonlyMap<number, string> = new Map();
  #readingFields: Promise<void> | undefined;
  #gathering: Disposable | undefined;
  #following = false;
  #isRefused = false;

  constructor(session: EsxSession) {
    this.#session = session;
    this.#tagging = session.vapi === undefined ? undefined : new Tagging(session.vapi);
    this.#store.add(session.closed.event(() => { this.dispose(); }));
  }

  /** Tells of a machine whose labels are others than before, other than by its properties. */
  get onDidChange(): Emitter<Machine>['event'] {
    return this.#changed.event;
  }

  readonly dispose = (): void => {
    this.#store.dispose();
    this.#changed.dispose();
  };

  /** What is known of a machine's labels. */
  tagsOf(machine: Machine): readonly string[] {
    return [...(this.#tagging?.labelsOf(machine.ref) ?? []), ...this.#attributesOf(machine)];
  }

  /** Reads the names of the attributes. */
  start(): Promise<void> {
    return this.#readFields();
  }

  /** Reads all machines' tags, and again from time to time. Nobody waits for it: they are told when they come. */
  follow(): void {
    if (this.#tagging === undefined || this.#following) return;
    this.#following = true;
    this.#store.add(this.#session.events.changes.event((change) => { this.#onMachine(change); }));
    const readAll = (): void => { this.#readInBackground([...this.#session.machines.all]); };
    this.#store.add(disposableInterval(readAll, ASK_AGAIN_MS));
    readAll();
  }

  async listAll(options: CallOptions = {}): Promise<readonly KnownTag[]> {
    const tagging = this.#tagging;
    const [tags, fields] = await Promise.all([tagging?.list(options) ?? [], this.#listFields(options)]);
    return [
      ...tags.map((tag): KnownTag => ({ tag: tagging?.labelOf(tag) ?? tag.name, kind: 'tag', category: tag.category, description: tag.description })),
      ...fields.map(({ name }): KnownTag => ({ tag: name, kind: 'attribute', category: undefined, description: '' })),
    ];
  }

  async readDomain(dom: DomainRef, options: CallOptions = {}): Promise<readonly string[]> {
    const machine = await this.#session.machine(dom);
    await Promise.all([this.#read([machine], options), this.#readFields(), this.#session.refresh(machine.ref, options)]);
    return this.tagsOf(machine);
  }

  async change(dom: DomainRef, { add, remove }: TagChange, options: CallOptions = {}): Promise<void> {
    const machine = await this.#session.machine(dom);
    const [fields] = await Promise.all([this.#listFields(options), this.#tagging?.list(options)]);
    const values = new Map<string, string>();
    const away: VsphereTag[] = [];
    for (const words of remove) {
      const tag = this.#tagging?.find(words);
      if (tag !== undefined) away.push(tag);
      else values.set(attributeOf(words).name, '');
    }
    const wanted: (VsphereTag | { readonly category: string; readonly name: string })[] = [];
    for (const words of add) {
      const tag = this.#tagging?.find(words) ?? newTag(words);
      if (tag !== undefined) wanted.push(tag);
      else if (words.includes('=')) values.set(attributeOf(words).name, attributeOf(words).value);
      else throw libvirtError('esx', 'invalid-arg', `there is no tag '${words}'; CATEGORY:TAG makes one, NAME=VALUE sets an attribute`, { subject: machine.name });
    }
    try {
      // Out first: of some categories a machine has one tag at most.
      await this.#tagging?.change(machine.ref, 'detach', away, options);
      const there: VsphereTag[] = [];
      for (const tag of wanted) there.push('id' in tag ? tag : await this.#make(tag.category, tag.name, options));
      await this.#tagging?.change(machine.ref, 'attach', there, options);
      await this.#setAttributes(machine, fields, values, options);
    } finally {
      await Promise.all([this.#readFields(), this.#session.refresh(machine.ref).catch(() => undefined)]); // the watch tells it, too
      await this.#read([machine], options).catch(() => undefined); // what went wrong has been told
    }
  }

  async #make(category: string, name: string, options: CallOptions): Promise<VsphereTag> {
    if (this.#tagging === undefined) throw libvirtError('esx', 'no-support', 'there are no tags here');
    return this.#tagging.make(category, name, options);
  }

  async #setAttributes(machine: Machine, fields: readonly CustomFieldDef[], values: ReadonlyMap<string, string>, options: CallOptions): Promise<void> {
    const { client } = this.#session;
    for (const [name, value] of values) {
      const known = fields.find((field) => field.name === name);
      if (known === undefined && value === '') continue;
      const manager = client.manager('customFieldsManager');
      const { key } = known ?? (await client.call('AddCustomFieldDef', manager, { name, moType: 'VirtualMachine' }, options));
      await client.call('SetField', manager, { entity: machine.ref, key, value }, options);
    }
  }

  #attributesOf(machine: Machine): readonly string[] {
    const values = machine.properties.get('customValue');
    if (!Array.isArray(values)) return [];
    const found: string[] = [];
    for (const item of values as readonly AnyValue[]) {
      const field = asType(item, 'CustomFieldStringValue');
      if (field === undefined || field.value === '') continue;
      const name = this.#fields.get(field.key);
      if (name === undefined) this.#learnField(machine);
      else found.push(`${name}=${field.value}`);
    }
    return found;
  }

  /** An attribute that was made after the names were read: read again, then told. */
  #learnField(machine: Machine): void {
    if (this.#readingFields !== undefined) return;
    const before = this.#fields.size;
    this.#readingFields = this.#readFields().finally(() => {
      this.#readingFields = undefined;
      if (this.#fields.size > before && this.#session.isOpen) this.#changed.fire(machine);
    });
  }

  async #readFields(): Promise<void> {
    try {
      this.#fields = new Map((await this.#listFields()).map(({ key, name }) => [key, name]));
    } catch (error) {
      if (!VirError.is(error)) throw error; // who may not read the names does without tags
    }
  }

  async #listFields(options: CallOptions = {}): Promise<readonly CustomFieldDef[]> {
    const manager = this.#session.client.content.customFieldsManager;
    if (manager === undefined) return [];
    const found = await this.#session.readOne(manager, ['field'], options);
    return found.list('field', 'CustomFieldDef').filter(({ managedObjectType = '' }) => managedObjectType === '' || managedObjectType === 'VirtualMachine');
  }

  #onMachine({ kind, machine }: MachineChange): void {
    if (kind !== 'added') return;
    this.#new.add(machine);
    if (this.#gathering !== undefined) return;
    const gathering = disposableTimeout(() => {
      this.#store.delete(gathering);
      this.#gathering = undefined;
      const machines = [...this.#new];
      this.#new.clear();
      this.#readInBackground(machines);
    }, GATHER_MS);
    this.#gathering = this.#store.add(gathering);
  }

  #readInBackground(machines: readonly Machine[]): void {
    if (this.#isRefused) return;
    // Whoever asks for the tags is told what is wrong; the list of machines does without them. A log-in that was refused is not
    // tried again by ourselves: vCenters lock users out after a few.
    this.#read(machines).catch((error: unknown) => {
      this.#isRefused = REFUSALS.some((code) => VirError.is(error, code));
    });
  }

  async #read(machines: readonly Machine[], options: CallOptions = {}): Promise<void> {
    if (this.#tagging === undefined || machines.length === 0) return;
    const changed = new Set(await this.#tagging.read(machines.map(({ ref }) => ref), options));
    if (!this.#session.isOpen) return;
    for (const machine of machines) if (changed.has(machine.ref)) this.#changed.fire(machine);
  }
}

function attributeOf(words: string): { readonly name: string; readonly value: string } {
  const at = words.indexOf('=');
  return at < 0 ? { name: words, value: '' } : { name: words.slice(0, at).trim(), value: words.slice(at + 1).trim() };
}

function newTag(words: string): { readonly category: string; readonly name: string } | undefined {
  const [, category, name] = /^([^:=]+):([^=]+)$/.exec(words) ?? [];
  return category === undefined || name === undefined ? undefined : { category: category.trim(), name: name.trim() };
}
