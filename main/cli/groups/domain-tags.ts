import { hasExtra, requireExtra } from '../../../drivers/core/require-extra.ts';
import { requireMethod } from '../../../drivers/core/require-method.ts';
import { readTags, writeTags } from '../../services/machines/machine-labels.ts';
import { explaining } from '../attempt.ts';
import { domainOption, findDomain } from '../domain-argument.ts';
import type { CommandDef } from '../shell/command.ts';
import { printTable } from '../shell/print-table.ts';

/** `tag-list`: what machines can be tagged with. */
export const tagList: CommandDef = {
  name: 'tag-list',
  help: 'list the tags and attributes that domains can have',
  description: 'Lists what a host that keeps tags has of them. Other hosts keep them in the domains; see domtag.',
  options: [],
  run: async (shell) => {
    const known = await requireExtra(await shell.connection(), 'tags', 'listAll')();
    if (shell.options.json) shell.printJson(known);
    else printTable(shell, ['Tag', 'Kind', 'Category', 'Description'], known.map(({ tag, kind, category, description }) => [tag, kind, category ?? '-', description]));
    return true;
  },
};

/** `domtag`: a domain's tags. */
export const domtag: CommandDef = {
  name: 'domtag',
  help: "show or change a domain's tags",
  description: 'Without tags, shows those that the domain has. A vCenter has tags of categories and attributes: CATEGORY:TAG makes one that is not there, NAME=VALUE sets an attribute. Elsewhere a tag is any word, kept in the domain\'s metadata.',
  options: [domainOption(), { name: 'remove', type: 'bool', help: 'takes the tags away' }, { name: 'tag', type: 'argv', help: 'tags to give' }],
  run: async (shell, args) => {
    const domain = await findDomain(shell, args);
    if (domain === undefined) return false;
    const connection = await shell.connection();
    const words = args.all('tag');
    if (words.length > 0) {
      const change = args.has('remove') ? { add: [], remove: words } : { add: words, remove: [] };
      await explaining(shell, `Failed to change the tags of domain '${domain.name}'`, async () => {
        if (hasExtra(connection, 'tags', 'change')) return requireExtra(connection, 'tags', 'change')(domain, change);
        return writeTags(connection, domain, await requireMethod(connection, 'domain', 'isPersistent')(domain), change);
      });
    }
    const now = await readTags(connection, domain);
    if (shell.options.json) shell.printJson(now);
    else if (words.length > 0) shell.printExtra(`Domain '${domain.name}' is tagged ${now.length === 0 ? 'with nothing' : now.map((tag) => `'${tag}'`).join(', ')}\n`);
    else for (const tag of now) shell.print(`${tag}\n`);
    return true;
  },
};
