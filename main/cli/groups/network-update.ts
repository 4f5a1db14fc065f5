import { readFileOrFail } from '../read-definition.ts';
import { requireMethod } from '../../../drivers/core/require-method.ts';
import { NetworkUpdateFlags as U } from '../../../drivers/core/constants.ts';
import { attempt, explaining } from '../attempt.ts';
import { findNetwork } from '../network-argument.ts';
import { flagsOf, say } from '../say.ts';
import { exclusive } from '../shell/options.ts';
import { fault, intOf, needed } from '../shell/values.ts';
import type { Run } from '../shell/words.ts';

const COMMANDS = ['none', 'modify', 'delete', 'add-last', 'add-first'];
const SECTIONS = [
  'none', 'bridge', 'domain', 'ip', 'ip-dhcp-host', 'ip-dhcp-range', 'forward', 'forward-interface', 'forward-pf', 'portgroup', 'dns-host',
  'dns-txt', 'dns-srv',
];

/** @libvirt virsh net-update */
export const netUpdate: Run = async (shell, args) => {
  if (!exclusive(shell, args, ['current', 'live'], ['current', 'config'])) return false;
  const net = await findNetwork(shell, args);
  const commandName = needed(args, 'command');
  const command = COMMANDS.indexOf(commandName === 'add' ? 'add-last' : commandName);
  if (command <= 0) throw fault(`unrecognized command name '${commandName}'`);
  const sectionName = needed(args, 'section');
  const section = SECTIONS.indexOf(sectionName);
  if (section <= 0) throw fault(`unrecognized section name '${sectionName}'`);
  const parentIndex = intOf(args, 'parent-index') ?? -1;
  const given = needed(args, 'xml');
  const xml = given.startsWith('<') ? given : readFileOrFail(given);
  const connection = await shell.connection();
  const flags = flagsOf(args, { config: U.CONFIG, live: U.LIVE });
  await explaining(shell, `Failed to update network ${net.name}`, async () =>
    requireMethod(connection, 'network', 'update')(net, command, section, parentIndex, xml, flags),
  );
  const [config, live] = [args.has('config'), args.has('live')];
  const active = config || live ? live : (await attempt(async () => requireMethod(connection, 'network', 'isActive')(net))) !== false;
  const what = config && live ? 'persistent config and live state' : active ? 'live state' : 'persistent config';
  return say(shell, `Updated network ${net.name} ${what}`, net);
};
