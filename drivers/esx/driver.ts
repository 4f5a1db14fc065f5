import type { Connection, OpenOptions } from '../api/connection.ts';
import type { ConnectUri, Driver } from '../api/driver.ts';
import { redactUri } from '../core/connect-uri.ts';
import { libvirtError } from '../core/error-text.ts';
import { VirError } from '../core/vir-error.ts';
import { DialBudget } from '../transport/dial-budget.ts';
import { hostPort } from '../transport/tcp.ts';
import { EsxConnection } from './connection.ts';
import { EsxSession, type Scope } from './esx-session.ts';
import { InventoryTree } from './inventory-tree.ts';
import { logIn } from './log-in.ts';
import { HostHttp } from './vim/host-http.ts';
import { HostTrust } from './vim/host-trust.ts';
import { parseHostUri, type HostUri, type VcenterAddress } from './vim/host-uri.ts';
import { readOne } from './vim/property-collector.ts';
import { VimClient } from './vim/vim-client.ts';

/**
 * VMware ESX hosts and vCenters, through the vSphere Web Services API.
 *
 * `esx://host/` is one host; `vpx://vcenter/FOLDERS/DATACENTER/FOLDERS/CLUSTER/HOST` a host of a vCenter; with a shorter path
 * everything below it, with none the whole vCenter.
 */
export const esxDriver: Driver = {
  name: 'ESX',
  schemes: ['esx', 'vpx'],
  accepts: (uri) => (uri.scheme === 'esx' || uri.scheme === 'vpx') && uri.transport === undefined && uri.host !== '',
  open,
};

async function open(uri: ConnectUri, options: OpenOptions): Promise<Connection> {
  const subject = redactUri(uri.text);
  const target = parseHostUri(uri);
  const budget = new DialBudget(hostPort(target.host, target.port), options, 60_000);
  const trust = new HostTrust(target.verify);
  const http = new HostHttp(target, trust);
  const client = new VimClient(http);
  let session: EsxSession | undefined;
  try {
    http.opening = budget;
    session = await budget.race(openSession({ uri, target, client, budget, trust, options }));
    http.opening = undefined;
    return new EsxConnection(session, warningOf(target, trust));
  } catch (error) {
    client.dispose();
    if (!VirError.is(error) || error.step !== undefined) throw error;
    const { code, domain, message, cause, details } = error;
    throw new VirError({ code, domain, message, subject, cause: cause ?? undefined, details, step: 'open' });
  } finally {
    budget.dispose();
  }
}

interface Opening {
  readonly uri: ConnectUri;
  readonly target: HostUri;
  readonly client: VimClient;
  readonly budget: DialBudget;
  readonly trust: HostTrust;
  readonly options: OpenOptions;
}

async function openSession({ uri, target, client, budget, trust, options }: Opening): Promise<EsxSession> {
  const { about } = await client.connect({ deadlineMs: 30_000, signal: budget.signal });
  const wanted = target.product === 'vpx' ? 'VirtualCenter' : 'HostAgent';
  if (about.apiType !== wanted) {
    throw libvirtError('esx', 'internal-error', `Expecting '${target.host}' to be a ${productName(wanted)} host but found a ${productName(about.apiType)} host`, { step: 'open' });
  }
  budget.step = 'rpc-auth';
  const credentials = await logIn(client, uri, target, budget);
  budget.step = 'open';
  const tree = new InventoryTree(client);
  await tree.read({ signal: budget.signal });
  const scope = scopeOf(tree, target);
  const vcenter = target.vcenter === undefined ? undefined : await openVcenter({ uri, target, client, budget, trust, options }, target.vcenter, tree, credentials.userName);
  const session = new EsxSession({ client, uri: target, uriText: redactUri(uri.text), tree, scope, readOnly: options.readOnly === true, vcenter });
  await session.start();
  return session;
}

function productName(apiType: string): string {
  return apiType === 'VirtualCenter' ? 'vCenter' : apiType === 'HostAgent' ? 'ESX' : apiType;
}

/** @throws invalid-arg when the path leads nowhere. */
function scopeOf(tree: InventoryTree, { path, product }: HostUri): Scope {
  if (product === 'esx' || path.length === 0) return { container: tree.root, hosts: undefined };
  const found = tree.find(path);
  if (found === undefined) throw libvirtError('esx', 'invalid-arg', `Could not find '/${path.join('/')}' in the inventory`, { step: 'open' });
  const datacenter = tree.datacenterOf(found);
  if (datacenter === undefined || found.type === 'Datacenter') return { container: found, hosts: undefined };
  return { container: datacenter.ref, hosts: tree.hostsBelow(found) };
}

/** `vcenter=HOST[:PORT]`, or `*` for the one that the host says manages it. */
async function openVcenter({ uri, target, client, budget, trust }: Opening, { host: wanted, port }: VcenterAddress, tree: InventoryTree, userName: string): Promise<VimClient> {
  const host = wanted === '*' ? await managerOf(client, tree) : wanted;
  const http = new HostHttp({ ...target, host, port }, trust);
  http.opening = budget;
  const vcenter = new VimClient(http);
  try {
    const { about } = await vcenter.connect({ signal: budget.signal });
    if (about.apiType !== 'VirtualCenter') throw libvirtError('esx', 'internal-error', `Expecting '${host}' to be a vCenter host but found a ${productName(about.apiType)} host`);
    await logIn(vcenter, uri, { ...target, host, user: target.user === userName ? undefined : target.user, product: 'vpx' }, budget);
    http.opening = undefined;
    return vcenter;
  } catch (error) {
    vcenter.dispose();
    throw error;
  }
}

async function managerOf(client: VimClient, tree: InventoryTree): Promise<string> {
  const [host] = tree.ofType('HostSystem');
  const address = host === undefined ? undefined : (await readOne(client, host.ref, ['summary.managementServerIp'])).string('summary.managementServerIp');
  if (address === undefined) throw libvirtError('esx', 'internal-error', 'This host is not managed by a vCenter');
  return address;
}

function warningOf({ transport, verify }: HostUri, trust: HostTrust): string | undefined {
  if (transport === 'http') return 'This connection is not encrypted: passwords and screens can be read on the way.';
  if (!verify && trust.isBlind) return 'The certificate of this host was not checked (no_verify=1).';
  return undefined;
}
