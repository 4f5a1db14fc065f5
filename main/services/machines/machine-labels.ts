import type { Connection } from '../../../drivers/api/connection.ts';
import type { KnownTag, TagChange } from '../../../drivers/api/extras.ts';
import type { DomainRef } from '../../../drivers/api/refs.ts';
import { DomainMetadataType } from '../../../drivers/core/constants.ts';
import { hasExtra, requireExtra } from '../../../drivers/core/require-extra.ts';
import { hasMethod, requireMethod } from '../../../drivers/core/require-method.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import type { MachineKey } from '../../contract/ids.ts';
import type { InstallMark } from '../../contract/inventory.ts';
import type { TagOffer } from '../../contract/machines.ts';
import type { InventoryService } from '../inventory/inventory-service.ts';
import { iconIn, installMarkIn, isProtectedIn, tagsElement, tagsIn, TAGS_URI } from '../inventory/machine-tags.ts';
import { inParallel } from '../pacer.ts';

const PARALLEL = 3;
/** VIR_DOMAIN_AFFECT_LIVE and _CONFIG. */
const LIVE = 1;
const CONFIG = 2;

/** Names and tags of machines. Tags: the host's own where it keeps some, else our element in the machine's metadata. */
export class MachineLabels {
  readonly #inventory: InventoryService;

  constructor({ inventory }: { readonly inventory: InventoryService }) {
    this.#inventory = inventory;
  }

  /** What a machine can be tagged with. */
  async offer({ connectionId, uuid }: MachineKey): Promise<TagOffer> {
    const { connection } = this.#inventory.live({ connectionId, uuid });
    if (hasExtra(connection, 'tags', 'listAll')) {
      const known = await requireExtra(connection, 'tags', 'listAll')();
      return { known, keeper: 'host' };
    }
    const words = new Set<string>();
    for (const entry of this.#inventory.all()) if (entry.connectionId === connectionId) for (const tag of entry.tags) words.add(tag);
    return { known: [...words].sort().map((tag): KnownTag => ({ tag, kind: 'tag', category: undefined, description: '' })), keeper: 'machine' };
  }

  /** Gives a machine another name. */
  async rename(key: MachineKey, name: string): Promise<void> {
    const { connection, ref } = this.#inventory.live(key);
    try {
      await requireMethod(connection, 'domain', 'rename')(ref, name, 0);
    } finally {
      this.#inventory.invalidate(key);
    }
  }

  /** Protects machines, or no longer. */
  async protect(keys: readonly MachineKey[], isProtected: boolean): Promise<void> {
    await inParallel(keys, PARALLEL, async (key) => {
      const { connection, ref, entry } = this.#inventory.live(key);
      try {
        const element = await readElement(connection, ref);
        if (isProtectedIn(element) !== isProtected) await writeElement(connection, ref, entry.persistent, tagsElement(tagsIn(element), isProtected, iconIn(element), installMarkIn(element)));
      } finally {
        entry.titleKnown = false;
        this.#inventory.invalidate(key);
      }
    });
  }

  /** Gives machines tags and takes some away. */
  async change(keys: readonly MachineKey[], change: TagChange): Promise<void> {
    await inParallel(keys, PARALLEL, async (key) => {
      const { connection, ref, entry } = this.#inventory.live(key);
      try {
        if (hasExtra(connection, 'tags', 'change')) await requireExtra(connection, 'tags', 'change')(ref, change);
        else await writeTags(connection, ref, entry.persistent, change);
      } finally {
        entry.titleKnown = false;
        this.#inventory.invalidate(key);
      }
    });
  }
}

/** A machine's tags, read anew. */
export async function readTags(connection: Connection, ref: DomainRef): Promise<readonly string[]> {
  if (hasExtra(connection, 'tags', 'readDomain')) return requireExtra(connection, 'tags', 'readDomain')(ref);
  return tagsIn(await readElement(connection, ref));
}

/** Whether a machine says itself that it must not be deleted or forced off; hosts without metadata protect nothing. */
export async function readProtection(connection: Connection, ref: DomainRef): Promise<boolean> {
  return hasMethod(connection, 'domain', 'getMetadata') && isProtectedIn(await readElement(connection, ref));
}

/** Our element in a machine's metadata; empty where there is none. */
async function readElement(connection: Connection, ref: DomainRef): Promise<string> {
  try {
    return await requireMethod(connection, 'domain', 'getMetadata')(ref, DomainMetadataType.ELEMENT, TAGS_URI, 0);
  } catch (error) {
    if (VirError.is(error, 'no-domain-metadata') || VirError.is(error, 'no-support') || VirError.is(error, 'operation-unsupported') || VirError.is(error, 'argument-unsupported')) return '';
    throw error;
  }
}

/** Writes tags into a machine's metadata: into what runs and into what is stored. */
export async function writeTags(connection: Connection, ref: DomainRef, persistent: boolean, { add, remove }: TagChange): Promise<void> {
  const away = new Set(remove);
  const element = await readElement(connection, ref);
  const now = [...new Set([...(await readTags(connection, ref)).filter((tag) => !away.has(tag)), ...add.map((tag) => tag.trim()).filter((tag) => tag !== '')])];
  await writeElement(connection, ref, persistent, tagsElement(now, isProtectedIn(element), iconIn(element), installMarkIn(element)));
}

async function writeElement(connection: Connection, ref: DomainRef, persistent: boolean, element: string | undefined): Promise<void> {
  const flags = (ref.id >= 0 ? LIVE : 0) | (persistent ? CONFIG : 0);
  await requireMethod(connection, 'domain', 'setMetadata')(ref, DomainMetadataType.ELEMENT, element, 'vireo', TAGS_URI, flags);
}

/** Says how far a machine's installation is; undefined: there is nothing to install any more. */
export async function writeInstallMark(connection: Connection, ref: DomainRef, persistent: boolean, install: InstallMark | undefined): Promise<void> {
  const element = await readElement(connection, ref);
  await writeElement(connection, ref, persistent, tagsElement(tagsIn(element), isProtectedIn(element), iconIn(element), install));
}
