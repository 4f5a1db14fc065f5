import type { Connection } from '../../../drivers/api/connection.ts';
import { ConnectListAllNetworksFlags as Networks } from '../../../drivers/core/constants.ts';
import { hasMethod, requireMethod } from '../../../drivers/core/require-method.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import { parseXml } from '../../../drivers/conf/xml/parse-xml.ts';

/** What VMware calls the first one, on every host it installs. */
const USUAL = 'VM Network';

/**
 * The port group that machines are connected to, on hosts whose networks are switches: the wanted one, or the first of the wanted
 * switch. Undefined: the host has none.
 *
 * @throws no-network when nothing is called so.
 */
export async function findPortGroup(connection: Connection, wanted: string | undefined): Promise<string | undefined> {
  if (!hasMethod(connection, 'connect', 'listAllNetworks') || !hasMethod(connection, 'network', 'getXMLDesc')) return wanted;
  const all: { readonly network: string; readonly group: string }[] = [];
  for (const network of await requireMethod(connection, 'connect', 'listAllNetworks')(Networks.ACTIVE)) {
    const { root } = parseXml(await requireMethod(connection, 'network', 'getXMLDesc')(network, 0));
    for (const each of root.elements('portgroup')) all.push({ network: network.name, group: each.attribute('name') ?? '' });
  }
  if (wanted === undefined) return (all.find(({ group }) => group === USUAL) ?? all[0])?.group;
  const found = all.find(({ group }) => group === wanted) ?? all.find(({ network }) => network === wanted);
  if (found !== undefined) return found.group;
  throw new VirError({ code: 'no-network', domain: 'none', message: `Network not found: no network or port group with name '${wanted}' (there are: ${all.map(({ group }) => `'${group}'`).join(', ')})` });
}
