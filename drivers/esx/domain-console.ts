import type { DomainMethods } from '../api/facets/domain.ts';
import type { DomainRef } from '../api/refs.ts';
import type { VirStream } from '../api/stream.ts';
import { libvirtError } from '../core/error-text.ts';
import { VirError } from '../core/vir-error.ts';
import { parseDatastorePath } from '../vmx/datastore-path.ts';
import { fileAddress } from './datastores.ts';
import { assertOn, current } from './domain-lifecycle.ts';
import type { EsxSession } from './esx-session.ts';
import { downloadStream } from './http-stream.ts';
import type { Machine } from './machine.ts';
import { checkFlags, methodsOf } from './method-table.ts';
import { openWebSocket } from './vim/host-web-socket.ts';

/** Screens of machines. */
export const domainConsole = methodsOf<DomainMethods>()({
  openGraphics: (session, dom, idx, flags = 0) => openScreen(session, dom, idx, flags),
  openGraphicsFD: (session, dom, idx, flags = 0) => openScreen(session, dom, idx, flags),
  async screenshot(session, dom, screen, flags = 0) {
    checkFlags(flags, 0, 'esxDomainScreenshot');
    if (screen !== 0) throw libvirtError('esx', 'invalid-arg', 'Screen cannot be selected');
    const machine = await current(session, dom);
    assertOn(machine);
    return { mime: 'image/png', stream: await picture(session, machine) };
  },
});

/**
 * A machine's screen: RFB inside a WebSocket, opened by a ticket that is good for one time and some minutes. The ticket
 * names the server, which may be another one than ours, and its certificate.
 */
async function openScreen(session: EsxSession, dom: DomainRef, idx: number, flags: number): Promise<VirStream> {
  checkFlags(flags, 1, 'esxDomainOpenGraphicsFD');
  if (idx !== 0) throw libvirtError('esx', 'internal-error', `No graphics backend with index ${idx}`);
  const machine = await current(session, dom);
  assertOn(machine);
  const ticket = await session.client.call('AcquireTicket', machine.ref, { ticketType: 'webmks' });
  const { endpoint } = session.client.http;
  return openWebSocket(session.client.http, {
    host: ticket.host === undefined || ticket.host === '' ? endpoint.host : ticket.host,
    port: ticket.port ?? endpoint.port,
    path: `/ticket/${encodeURIComponent(ticket.ticket)}`,
    thumbprint: ticket.sslThumbprint === '' ? undefined : ticket.sslThumbprint,
  });
}

/** Hosts give a picture at an address of theirs; where they do not, the machine writes one into its datastore. */
async function picture(session: EsxSession, machine: Machine): Promise<VirStream> {
  try {
    return await downloadStream(session.client.http, `/screen?id=${encodeURIComponent(machine.ref.value)}`);
  } catch (error) {
    if (!VirError.is(error)) throw error;
  }
  const result = await session.task(machine, 'Could not take a picture of the screen', () => session.client.call('CreateScreenshot_Task', machine.ref, {}));
  const name = typeof result === 'string' ? result : '';
  const parts = parseDatastorePath(name);
  if (parts === undefined) throw libvirtError('esx', 'operation-failed', 'the host does not say where the picture is');
  const datacenterPath = session.tree.pathOf(session.datacenterOf(machine));
  const stream = await downloadStream(session.client.http, fileAddress({ name: parts.datastore, datacenterPath }, parts.path));
  return { ...stream, finish: async () => { await stream.finish(); await removePicture(session, machine, name); } };
}

async function removePicture(session: EsxSession, machine: Machine, name: string): Promise<void> {
  const datacenter = session.datacenterOf(machine).ref;
  // A picture that stays is no failure of taking it.
  await session.run('Could not remove the picture', () => session.client.call('DeleteDatastoreFile_Task', session.client.manager('fileManager'), { name, datacenter })).catch(() => undefined);
}
