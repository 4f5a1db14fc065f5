import { DomainMigrateFlags as M } from '../../../drivers/core/constants.ts';
import { checkMigration } from '../../../drivers/core/check-migration.ts';
import { typed } from '../../../drivers/core/typed-params.ts';
import { explaining } from '../attempt.ts';
import { domainOption, findDomain } from '../domain-argument.ts';
import { openConnection } from '../open-connection.ts';
import type { CommandDef } from '../shell/command.ts';
import { readFile } from '../shell/inputs.ts';
import { flagsOf } from '../say.ts';
import { needed, optional } from '../shell/values.ts';

const FLAGS: Readonly<Record<string, number>> = { 'copy-storage-all': M.NON_SHARED_DISK, 'copy-storage-inc': M.NON_SHARED_INC, unsafe: M.UNSAFE };

/** `migrate-check`: why a machine cannot move to a host, before it is tried. */
export const migrateCheck: CommandDef = {
  name: 'migrate-check',
  help: 'say why a domain cannot be migrated to another host',
  description: 'Looks whether a running domain could be migrated to another host as migrate would do it, and says what is in the way and what to do about it. Changes nothing.',
  options: [
    domainOption(),
    { name: 'desturi', type: 'data', required: true, help: 'connection URI of the destination host as seen from here' },
    { name: 'dname', type: 'string', help: 'rename to new name during migration' },
    { name: 'xml', type: 'string', help: 'filename containing updated XML for the target' },
    { name: 'copy-storage-all', type: 'bool', help: 'migration with non-shared storage with full disk copy' },
    { name: 'copy-storage-inc', type: 'bool', help: 'migration with non-shared storage with incremental copy' },
    { name: 'unsafe', type: 'bool', help: 'force migration even if it may be unsafe' },
  ],
  run: async (shell, args) => {
    const domain = await findDomain(shell, args);
    if (domain === undefined) return false;
    const source = await shell.connection();
    const dest = await openConnection({ uri: needed(args, 'desturi'), readOnly: true });
    try {
      const [dname, xml] = [optional(args, 'dname'), optional(args, 'xml')];
      const params = [...(dname === undefined ? [] : [typed.string('destination_name', dname)]), ...(xml === undefined ? [] : [typed.string('destination_xml', readFile(xml))])];
      const found = await explaining(shell, `Failed to look whether domain '${domain.name}' can be migrated`, () => checkMigration(source, domain, dest, { params, flags: flagsOf(args, FLAGS) }));
      if (shell.options.json) shell.printJson(found);
      else if (found.length === 0) shell.printExtra(`Domain '${domain.name}' can be migrated\n`);
      else for (const { message, advice } of found) shell.print(`${message}\n  ${advice}\n`);
      return found.length === 0;
    } finally {
      await dest.close();
    }
  },
};
