import type { ConnectFacet } from '../../api/facets/connect.ts';
import type { SecretFacet } from '../../api/facets/secret.ts';
import type { SecretEvent } from '../../api/events.ts';
import type { SecretRef, Uuid } from '../../api/refs.ts';
import { formatSecretXml, parseSecretXml, secretUsageOf, type SecretDef, type SecretUsageType } from '../../conf/secret/secret-def.ts';
import { ConnectListAllSecretsFlags as List, SecretEventLifecycleType as Event, SecretUsageType as Usage } from '../../core/constants.ts';
import { Emitter } from '../../core/emitter.ts';
import { libvirtError } from '../../core/error-text.ts';
import { parseUuid } from '../../core/uuid.ts';
import { EventList } from '../objects/event-list.ts';
import { allFlags, checkFlags, matchesFlags, type FlagGroup } from '../objects/flags.ts';
import { ObjectStore, type KeptDef, type KeptObject, type StorePlace } from '../objects/object-store.ts';
import { keyKeeperOf, type KeyStore } from './keyring-key.ts';
import { openValue, sealValue, type KeyKeeper } from './vault.ts';

/** A secret as the store keeps it: secrets have no names of their own. */
interface KeptSecret extends KeptDef {
  readonly secret: SecretDef;
}

const NUMBERS: Readonly<Record<SecretUsageType, number>> = { none: Usage.NONE, volume: Usage.VOLUME, ceph: Usage.CEPH, iscsi: Usage.ISCSI, tls: Usage.TLS, vtpm: Usage.VTPM };

/** How another definition names a secret. */
export type SecretLookup = { readonly uuid: string } | { readonly usageType: SecretUsageType; readonly usageId: string };

/**
 * Secrets of a driver without a daemon. Definitions are files; values lie beside them, encrypted (`vault.ts`). What is ephemeral is
 * kept in this process only.
 */
export class Secrets {
  readonly #store: ObjectStore<KeptSecret>;
  readonly #place: StorePlace;
  readonly #keyring: KeyStore | undefined;
  readonly #ephemeral = new Map<Uuid, { def: SecretDef; value: Uint8Array | undefined }>();
  readonly #told = new Emitter<SecretEvent>();
  #keeper: Promise<KeyKeeper> | undefined;
  readonly onDidTell = this.#told.event;

  constructor(place: StorePlace, keyring: KeyStore | undefined) {
    this.#place = place;
    this.#keyring = keyring;
    this.#store = new ObjectStore({
      word: 'secret', longWord: 'secret', domain: 'secret', notFound: 'no-secret',
      parse: (xml) => keptOf(parseSecretXml(xml)), format: ({ secret }) => formatSecretXml(secret),
    }, place);
    this.#store.onDidChange(({ change, object }: { readonly change: string; readonly object: KeptObject<KeptSecret> }) => {
      if (change === 'defined') this.#lifecycle(object.def.secret, Event.DEFINED);
      if (change === 'undefined') this.#lifecycle(object.def.secret, Event.UNDEFINED);
    });
  }

  readonly dispose = (): void => {
    this.#store.dispose();
    this.#told.dispose();
  };

  watch(): void {
    this.#store.watch();
  }

  async all(): Promise<readonly SecretDef[]> {
    return [...(await this.#store.all()).map(({ def }) => def.secret), ...[...this.#ephemeral.values()].map(({ def }) => def)];
  }

  /** @throws no-secret */
  async require(uuid: Uuid): Promise<SecretDef> {
    const found = (await this.all()).find((each) => each.uuid === uuid);
    if (found === undefined) throw libvirtError('secret', 'no-secret', `no secret with matching uuid '${uuid}'`, { subject: uuid });
    return found;
  }

  /** @throws no-secret */
  async requireByUsage(type: SecretUsageType | undefined, id: string): Promise<SecretDef> {
    const found = (await this.all()).find((each) => {
      const usage = secretUsageOf(each);
      return usage.type === type && usage.id === id;
    });
    if (found === undefined) throw libvirtError('secret', 'no-secret', `no secret with matching usage '${id}'`, { subject: id });
    return found;
  }

  async define(def: SecretDef): Promise<SecretDef> {
    return this.#store.changing(async () => {
      const all = await this.all();
      const usage = secretUsageOf(def);
      const twin = all.find(({ uuid }) => uuid === def.uuid);
      if (twin !== undefined) {
        const old = secretUsageOf(twin);
        if (old.id !== usage.id) throw libvirtError('secret', 'internal-error', `a secret with UUID ${def.uuid} is already defined for use with ${old.id}`);
        if (twin.isPrivate && !def.isPrivate) throw libvirtError('secret', 'internal-error', 'cannot change private flag on existing secret');
      } else {
        const other = usage.type === 'none' ? undefined : all.find((each) => secretUsageOf(each).type === usage.type && secretUsageOf(each).id === usage.id);
        if (other !== undefined) throw libvirtError('secret', 'internal-error', `a secret with UUID ${other.uuid} already defined for use with ${usage.id}`);
      }
      const value = await this.#valueIfAny(def.uuid);
      if (def.ephemeral) {
        this.#ephemeral.set(def.uuid, { def, value });
        await this.#removeFiles(def.uuid);
        if (twin?.ephemeral !== false) this.#lifecycle(def, Event.DEFINED);
      } else {
        this.#ephemeral.delete(def.uuid);
        await this.#store.writeConfig(keptOf(def));
        if (value !== undefined) await this.#writeValue(def, value);
      }
      return def;
    });
  }

  async undefine(uuid: Uuid): Promise<void> {
    await this.#store.changing(async () => {
      const def = await this.require(uuid);
      if (this.#ephemeral.delete(uuid)) this.#lifecycle(def, Event.UNDEFINED);
      await this.#removeFiles(uuid);
    });
  }

  async setValue(uuid: Uuid, value: Uint8Array): Promise<void> {
    await this.#store.changing(async () => {
      const def = await this.require(uuid);
      await this.#writeValue(def, value);
      this.#told.fire({ kind: 'value-changed', secret: refOf(def) });
    });
  }

  /** The value, private or not: for what runs machines, not for people. @throws no-secret when it has none. */
  async valueOf(uuid: Uuid): Promise<Uint8Array> {
    await this.require(uuid);
    const value = await this.#valueIfAny(uuid);
    if (value === undefined) throw libvirtError('secret', 'no-secret', `secret '${uuid}' does not have a value`, { subject: uuid });
    return value;
  }

  /** As {@link Secrets.valueOf}, named by what another definition says. */
  async lookUpValue(wanted: SecretLookup): Promise<Uint8Array> {
    if (!('uuid' in wanted)) return this.valueOf((await this.requireByUsage(wanted.usageType, wanted.usageId)).uuid);
    const uuid = parseUuid(wanted.uuid);
    if (uuid === undefined) throw libvirtError('secret', 'no-secret', `no secret with matching uuid '${wanted.uuid}'`, { subject: wanted.uuid });
    return this.valueOf(uuid);
  }

  /** Where the key of the stored values is, for people. */
  async keptIn(): Promise<string> {
    return (await this.#keeperOf()).description;
  }

  async #valueIfAny(uuid: Uuid): Promise<Uint8Array | undefined> {
    const ephemeral = this.#ephemeral.get(uuid);
    if (ephemeral !== undefined) return ephemeral.value;
    const [sealed] = await this.#place.files.read([this.#valueFile(uuid)]);
    return sealed === undefined ? undefined : openValue(await (await this.#keeperOf()).key(), sealed, uuid);
  }

  async #writeValue(def: SecretDef, value: Uint8Array): Promise<void> {
    const ephemeral = this.#ephemeral.get(def.uuid);
    if (ephemeral !== undefined) ephemeral.value = Uint8Array.from(value);
    else await this.#place.files.write(this.#valueFile(def.uuid), sealValue(await (await this.#keeperOf()).key(), value, def.uuid));
  }

  async #removeFiles(uuid: Uuid): Promise<void> {
    await this.#place.files.remove([this.#valueFile(uuid)]);
    await this.#store.removeConfig(uuid);
  }

  #valueFile(uuid: Uuid): string {
    return `${this.#place.folder}/${uuid}.value`;
  }

  #keeperOf(): Promise<KeyKeeper> {
    const { files, folder } = this.#place;
    this.#keeper ??= files.makeFolder(folder).then(() => keyKeeperOf(files, folder, this.#keyring));
    return this.#keeper;
  }

  #lifecycle(def: SecretDef, event: number): void {
    this.#told.fire({ kind: 'lifecycle', secret: refOf(def), event, detail: 0 });
  }
}

const GROUPS: readonly FlagGroup<SecretDef>[] = [
  { mask: List.EPHEMERAL | List.NO_EPHEMERAL, bit: ({ ephemeral }) => (ephemeral ? List.EPHEMERAL : List.NO_EPHEMERAL) },
  { mask: List.PRIVATE | List.NO_PRIVATE, bit: ({ isPrivate }) => (isPrivate ? List.PRIVATE : List.NO_PRIVATE) },
];

/** The methods of one connection. */
export function secretFacets(secrets: Secrets): { readonly secret: SecretFacet; readonly connect: ConnectFacet; readonly dispose: () => void } {
  const events = new EventList<SecretEvent>('secret');
  const listening = secrets.onDidTell(events.fire);
  const secret = {
    lookupByUUID: async (uuid) => refOf(await secrets.require(uuid)),
    lookupByUsage: async (usageType, usageID) => refOf(await secrets.requireByUsage(wordOf(usageType), usageID)),
    async defineXML(xml, flags = 0) {
      checkFlags('secret', flags, 1, 'secretDefineXML');
      return refOf(await secrets.define(parseSecretXml(xml)));
    },
    async getXMLDesc({ uuid }, flags = 0) {
      checkFlags('secret', flags, 0, 'secretGetXMLDesc');
      return formatSecretXml(await secrets.require(uuid));
    },
    async setValue({ uuid }, value, flags = 0) {
      checkFlags('secret', flags, 0, 'secretSetValue');
      await secrets.setValue(uuid, value);
    },
    async getValue({ uuid }, flags = 0) {
      checkFlags('secret', flags, 0, 'secretGetValue');
      if ((await secrets.require(uuid)).isPrivate) throw libvirtError('secret', 'invalid-secret', 'secret is private', { subject: uuid });
      return secrets.valueOf(uuid);
    },
    undefine: ({ uuid }) => secrets.undefine(uuid),
  } satisfies SecretFacet;
  const connect = {
    numOfSecrets: async () => (await secrets.all()).length,
    listSecrets: async () => (await secrets.all()).map(({ uuid }) => uuid),
    async listAllSecrets(flags = 0) {
      checkFlags('secret', flags, allFlags(GROUPS), 'secretConnectListAllSecrets');
      return (await secrets.all()).filter((each) => matchesFlags(GROUPS, each, flags)).map(refOf);
    },
    secretEventRegisterAny(kind, wanted, listener) {
      secrets.watch();
      return Promise.resolve(events.register(kind, (event) => wanted === undefined || event.secret.uuid === wanted.uuid, listener));
    },
    secretEventDeregisterAny(callbackID) {
      events.deregister(callbackID);
      return Promise.resolve();
    },
  } satisfies ConnectFacet;
  const dispose = (): void => {
    listening.dispose();
    events.dispose();
  };
  return { secret, connect, dispose };
}

function wordOf(usageType: number): SecretUsageType | undefined {
  return (Object.keys(NUMBERS) as readonly SecretUsageType[]).find((word) => NUMBERS[word] === usageType);
}

function keptOf(secret: SecretDef): KeptSecret {
  return { name: secret.uuid, uuid: secret.uuid, secret };
}

function refOf(def: SecretDef): SecretRef {
  const { type, id } = secretUsageOf(def);
  return { uuid: def.uuid, usageType: NUMBERS[type], usageID: id };
}
