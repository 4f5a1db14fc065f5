import type { ConnectUri } from '../api/driver.ts';
import { readAuthFile } from '../transport/auth-file.ts';
import type { DialBudget } from '../transport/dial-budget.ts';
import { libvirtError } from '../core/error-text.ts';
import type { HostUri } from './vim/host-uri.ts';
import type { Credentials, VimClient } from './vim/vim-client.ts';
import { isFault } from './vim/vim-faults.ts';

const TRIES = 3;

/**
 * Logs in; what the URI does not say stands in libvirt's file of passwords (`[auth-esx-HOST]`), or a person is asked.
 *
 * @throws auth-failed when the host does not accept it, or nobody can be asked; auth-cancelled when the person gives up.
 */
export async function logIn(client: VimClient, uri: ConnectUri, target: HostUri, budget: DialBudget): Promise<Credentials> {
  const stored = await storedCredentials(uri, target);
  if (stored !== undefined) {
    await client.login(stored, { signal: budget.signal });
    return stored;
  }
  const userName = target.user ?? (await askUser(target, budget));
  for (let attempt = 0; ; attempt += 1) {
    const password = await askPassword(userName, target, budget, attempt > 0);
    try {
      await client.login({ userName, password }, { signal: budget.signal });
      return { userName, password };
    } catch (error) {
      if (!isFault(error, 'InvalidLogin') || attempt + 1 >= TRIES) throw error;
    }
  }
}

/** The entry of libvirt's file for this host, if it is for this user. */
async function storedCredentials(uri: ConnectUri, { host, user }: HostUri): Promise<Credentials | undefined> {
  const entry = (await readAuthFile(uri))?.credentials('esx', host);
  const userName = user ?? entry?.get('username');
  const password = entry?.get('password');
  if (userName === undefined || password === undefined || (entry?.get('username') ?? userName) !== userName) return undefined;
  return { userName, password };
}

async function askUser({ host, product }: HostUri, budget: DialBudget): Promise<string> {
  if (!budget.canAsk) throw libvirtError('esx', 'auth-failed', 'Username request failed', { subject: host, step: 'rpc-auth' });
  const initial = product === 'vpx' ? 'administrator@vsphere.local' : 'root';
  const answer = await budget.ask({ kind: 'username', target: host, message: product === 'vpx' ? 'vCenter' : 'ESX', initial });
  if (answer?.kind !== 'text') throw libvirtError('esx', 'auth-cancelled', 'Username request failed', { subject: host, step: 'rpc-auth' });
  return answer.text === '' ? initial : answer.text;
}

async function askPassword(userName: string, { host, product }: HostUri, budget: DialBudget, retry: boolean): Promise<string> {
  if (!budget.canAsk) throw libvirtError('esx', 'auth-failed', 'Password request failed', { subject: host, step: 'rpc-auth' });
  const answer = await budget.ask({ kind: 'password', target: `${userName}@${host}`, message: product === 'vpx' ? 'vCenter' : 'ESX', retry, canStore: true });
  if (answer?.kind !== 'text') throw libvirtError('esx', 'auth-cancelled', 'Password request failed', { subject: host, step: 'rpc-auth' });
  return answer.text;
}
