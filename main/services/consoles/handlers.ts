import type { HandlersOf } from '../../contract/contract.ts';
import type { ServerStream } from '../../contract/define.ts';
import type { ConsolesService } from './consoles-service.ts';
import { pump } from './pump.ts';
import { greetPage } from './rfb-front.ts';
import { greetSpicePage } from './spice-front.ts';

/** Main's side of `consoles`. */
export function consolesHandlers(consoles: ConsolesService): HandlersOf<'consoles'> {
  return {
    list: (key) => consoles.list(key),
    vnc: async ({ machine, id }, accept, { signal }) => {
      const display = await consoles.openVnc(machine, id, signal);
      try {
        const page = accept({ kind: 'vnc', path: display.path, viewOnly: display.viewOnly, others: display.others });
        try {
          const ahead = await greetPage(page);
          if (ahead.length > 0) await display.stream.send(ahead);
        } catch (error) {
          await display.stream.abort();
          if (gone(page)) return;
          throw error;
        }
        await pump({ page, host: display.stream, early: display.early });
      } finally {
        display.release();
      }
    },
    spice: async ({ machine, id, force }, accept, { signal }) => {
      const display = await consoles.findSpice(machine, id, force);
      const page = accept({ kind: 'spice', path: display.path, viewOnly: display.viewOnly });
      try {
        const { channel, ahead } = await greetSpicePage(page, (link) => display.openChannel(link, page.signal));
        try {
          if (ahead.length > 0) await channel.stream.send(ahead);
          await pump({ page, host: channel.stream, early: channel.early });
        } finally {
          channel.release();
        }
      } catch (error) {
        if (!gone(page) && !signal.aborted) throw error;
      }
    },
    serial: async ({ machine, id, force }, accept) => {
      const host = await consoles.openSerial(machine, id, force);
      await pump({ page: accept({ kind: 'serial', path: 'direct' }), host });
    },
  };
}

function gone({ signal }: ServerStream): boolean {
  return signal.aborted;
}
