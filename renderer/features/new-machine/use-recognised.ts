import { useEffect, useState } from 'react';
import type { ConnectionId } from '../../../main/contract/ids.ts';
import type { Recognised } from '../../../main/contract/new-machine.ts';
import { useApp } from '../../state/app-context.tsx';
import { useCall } from '../app/use-call.ts';
import type { Draft } from './use-draft.ts';

const SETTLED_AFTER_MS = 350;

/** What the chosen image or tree holds, asked for when typing has paused; undefined: not known. */
export function useRecognised(host: ConnectionId | undefined, { source, path, url }: Draft): { readonly found: Recognised | undefined; readonly pending: boolean } {
  const { client } = useApp();
  const what = source === 'tree' ? url.trim() : source === 'library' || source === 'disk' ? path.trim() : '';
  const [settled, setSettled] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => { setSettled(what); }, SETTLED_AFTER_MS);
    return () => { clearTimeout(timer); };
  }, [what]);
  const isTree = source === 'tree';
  const askable = settled === what && (isTree ? /^https?:\/\/[^/]+\/./.test(settled) : settled.startsWith('/'));
  const key = host === undefined || !askable ? undefined : `${host} ${settled}`;
  const asked = useCall(key, async () => {
    if (host === undefined) return { key, found: undefined };
    return { key, found: await client.newMachines.recognise(isTree ? { connectionId: host, url: settled } : { connectionId: host, path: settled }) };
  });
  // An answer about what was chosen before says nothing of this.
  return { found: key !== undefined && asked.value?.key === key ? asked.value.found : undefined, pending: what !== '' && (settled !== what || asked.pending) };
}
