import type { Connection } from '../../drivers/api/connection.ts';
import type { DomainRef, Uuid } from '../../drivers/api/refs.ts';
import { requireMethod } from '../../drivers/core/require-method.ts';
import { parseUuid } from '../../drivers/core/uuid.ts';
import { VirError } from '../../drivers/core/vir-error.ts';
import type { CommandArgs, OptionDef } from './shell/command.ts';
import { readText } from './shell/options.ts';
import type { Shell } from './shell/shell.ts';

/** The `<domain>` that most commands begin with. */
export function domainOption(help = 'domain name, id or uuid'): OptionDef {
  return { name: 'domain', type: 'data', required: true, help };
}

/** What a command looks a domain up by. */
export type LookupKind = 'id' | 'uuid' | 'name';

/** The machine that `--domain` names; undefined when there is none, which has been said. */
export async function findDomain(
  shell: Shell,
  args: CommandArgs,
  kinds: readonly LookupKind[] = ['id', 'uuid', 'name'],
): Promise<DomainRef | undefined> {
  const name = readText(shell, args, 'domain');
  return name === undefined || name === 'wrong' ? undefined : findDomainByName(shell, name.text, kinds);
}

/** The machine of that id, UUID or name; undefined when there is none, which has been said. */
export async function findDomainByName(
  shell: Shell,
  name: string,
  kinds: readonly LookupKind[] = ['id', 'uuid', 'name'],
): Promise<DomainRef | undefined> {
  const connection = await shell.connection();
  for (const look of lookups(connection, name, kinds)) {
    try {
      return await look();
    } catch (error) {
      // virsh keeps quiet about each try and says only that none succeeded.
      if (!VirError.is(error)) throw error;
    }
  }
  shell.error(`failed to get domain '${name}'`);
  return undefined;
}

function* lookups(connection: Connection, name: string, kinds: readonly LookupKind[]): Generator<() => Promise<DomainRef>> {
  if (kinds.includes('id') && /^[ \t]*\+?\d{1,9}$/.test(name)) yield () => requireMethod(connection, 'domain', 'lookupByID')(Number(name));
  const uuid: Uuid | undefined = name.length === 36 ? parseUuid(name) : undefined;
  if (kinds.includes('uuid') && uuid !== undefined) yield () => requireMethod(connection, 'domain', 'lookupByUUID')(uuid);
  if (kinds.includes('name')) yield () => requireMethod(connection, 'domain', 'lookupByName')(name);
}
