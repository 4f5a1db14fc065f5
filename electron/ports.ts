import { ipcMain, MessageChannelMain, type IpcMainEvent } from 'electron';
import type { VireoHandlers } from '../main/contract/contract.ts';
import { servePage, type RouterLog } from '../main/router.ts';
import { ASK_PORT, GIVE_PORT } from './channels.ts';
import { isOwnPage } from './page-protocol.ts';
import { portTransport } from './port-transport.ts';

/** Whether a message comes from the main frame of one of our own pages. */
export function isTrusted(event: Pick<IpcMainEvent, 'senderFrame' | 'sender'>): boolean {
  const frame = event.senderFrame;
  return frame !== null && frame.parent === null && frame === event.sender.mainFrame && isOwnPage(frame.url);
}

/** Gives every page of ours its port, and serves it. A page that asks again (a reload) gets a new one. */
export function givePorts(handlers: VireoHandlers, log: RouterLog): void {
  const served = new Map<number, { readonly close: () => void }>();
  ipcMain.on(ASK_PORT, (event) => {
    const { sender } = event;
    if (!isTrusted(event)) {
      log.warn(`a page that is not ours asked for a port: ${event.senderFrame?.url ?? 'unknown'}`);
      return;
    }
    served.get(sender.id)?.close();
    const { port1, port2 } = new MessageChannelMain();
    const page = servePage({ handlers, transport: portTransport(port1), clientId: `window-${sender.id}`, log });
    served.set(sender.id, page);
    sender.once('destroyed', () => {
      served.delete(sender.id);
      page.close();
    });
    sender.postMessage(GIVE_PORT, null, [port2]);
  });
}
