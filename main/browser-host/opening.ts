import type { VireoHandlers } from '../contract/contract.ts';
import type { ConnectionInfo } from '../contract/connections.ts';
import type { CallContext } from '../contract/define.ts';

/** What a start may ask to see, by the names that virt-manager's users know. */
export const OPENING_OPTIONS = {
  connect: { type: 'string', short: 'c' },
  'show-domain-creator': { type: 'boolean' },
  'show-domain-console': { type: 'string' },
  'show-domain-editor': { type: 'string' },
  'show-domain-performance': { type: 'string' },
  'show-domain-delete': { type: 'string' },
  'show-host-summary': { type: 'boolean' },
} as const;

/** The values of {@link OPENING_OPTIONS}, as `parseArgs` gives them. */
export type OpeningValues = { readonly [name in keyof typeof OPENING_OPTIONS]?: string | boolean | undefined };

const OF_MACHINES = { 'show-domain-console': 'console', 'show-domain-editor': 'hardware', 'show-domain-performance': 'overview', 'show-domain-delete': 'delete' } as const;

/** What stands behind `open=` in an address: `uri=…&machine=…&show=console`; empty: nothing is asked. */
export function openingOf(values: OpeningValues): string {
  const opening = new URLSearchParams();
  if (typeof values.connect === 'string') opening.set('uri', values.connect);
  for (const [option, show] of Object.entries(OF_MACHINES)) {
    const machine = values[option as keyof typeof OF_MACHINES];
    if (typeof machine !== 'string') continue;
    opening.set('machine', machine);
    opening.set('show', show);
  }
  if (values['show-domain-creator'] === true) opening.set('show', 'new');
  else if (values['show-host-summary'] === true || (opening.has('uri') && !opening.has('show'))) opening.set('show', 'host');
  return opening.toString();
}

/** Whoever starts the application. */
const STARTER: CallContext = { signal: new AbortController().signal, clientId: 'start' };

/** Puts the host that a start asks for on the list, and connects to it. An address alone never does: it may come from anywhere. */
export async function admitHost(handlers: Pick<VireoHandlers, 'connections'>, opening: string): Promise<void> {
  const uri = new URLSearchParams(opening).get('uri');
  if (uri === null) return;
  let list: readonly ConnectionInfo[] = [];
  const watching = await handlers.connections.watch({}, (now) => { list = now; }, STARTER);
  watching.dispose();
  const known = list.find((one) => one.uri === uri);
  if (known === undefined) await handlers.connections.add({ uri, readOnly: false, autoConnect: false }, STARTER);
  else if (known.state === 'disconnected' || known.state === 'failed') await handlers.connections.connect({ id: known.id }, STARTER);
}
