import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { VirStream } from '../../../drivers/api/stream.ts';
import { DomainConsoleFlags, DomainEventGraphicsPhase, DomainEventType } from '../../../drivers/core/constants.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import type { CallContext, ServerStream } from '../../contract/define.ts';
import { FakeHypervisor, type FakeMachine } from '../../testing/fake-hypervisor.ts';
import { serveRfb, type FakeRfbOptions } from '../../testing/fake-rfb-server.ts';
import { PageStream } from '../../testing/page-stream.ts';
import { ServiceBench } from '../../testing/service-bench.ts';
import { streamPair } from '../../testing/stream-pair.ts';
import { ConsolesService } from './consoles-service.ts';
import { consolesHandlers } from './handlers.ts';

const VNC = `<devices><graphics type='vnc' port='5907' passwdValue/><serial type='pty'><alias name='serial0'/></serial></devices>`;
let fake: FakeHypervisor;
let bench: ServiceBench;
let machine: FakeMachine;
let display: FakeRfbOptions;
let dialled: unknown[];
let serials: { readonly flags: number; readonly far: VirStream }[];
let busy = false;

beforeEach(async () => {
  fake = new FakeHypervisor();
  machine = fake.add('web', { state: 'running', xml: VNC.replace(' passwdValue', '') });
  display = {};
  dialled = [];
  serials = [];
  busy = false;
  fake.dial = (target) => {
    dialled.push(target);
    const [ours, theirs] = streamPair();
    serveRfb(theirs, display).catch(() => undefined); // ends with its stream
    return Promise.resolve(ours);
  };
  fake.extra = { domain: {
    openConsole: (_dom, _name, flags = 0) => {
      if (busy && flags !== DomainConsoleFlags.FORCE) return Promise.reject(new VirError({ code: 'operation-failed', domain: 'qemu', message: 'operation failed: Active console session exists for this domain' }));
      const [ours, far] = streamPair();
      serials.push({ flags, far });
      return Promise.resolve(ours);
    },
  } };
  bench = await ServiceBench.make(fake);
});
afterEach(() => bench.dispose());

async function open() {
  const id = await bench.open();
  const key = { connectionId: id, uuid: machine.uuid };
  const service = new ConsolesService({ inventory: bench.inventory, prompts: bench.prompts, dialHere: () => Promise.reject(new Error('not here')) });
  const page = new PageStream();
  const context: CallContext = { signal: page.server.signal, clientId: 'test' };
  const accept = (): ServerStream => page.server;
  return { key, service, page, context, accept, handlers: consolesHandlers(service) };
}

async function shakeHands(page: PageStream): Promise<void> {
  expect((await page.take(12)).toString()).toBe('RFB 003.008\n');
  page.send('RFB 003.008\n');
  expect([...(await page.take(2))]).toEqual([1, 1]);
  page.send(Uint8Array.of(1));
  expect((await page.take(4)).readUInt32BE()).toBe(0);
}

/** The link message of a session's first channel. */
function mainLink(): Uint8Array {
  const link = Buffer.alloc(16 + 18);
  link.write('REDQ', 'latin1');
  link[20] = 1;
  return link;
}

describe('ConsolesService', () => {
  it('lists what there is', async () => {
    const { handlers, key, context } = await open();
    expect((await handlers.list(key, context)).map(({ id }) => id)).toEqual(['vnc:0', 'serial:serial0', 'screenshots']);
  });

  it('carries a display to the page, which sees no security', async () => {
    const { handlers, key, page, context, accept } = await open();
    const done = handlers.vnc({ machine: key, id: 'vnc:0' }, accept, context);
    await shakeHands(page);
    page.send('abc');
    expect((await page.take(8)).toString()).toBe('helloabc');
    expect(dialled).toEqual([{ kind: 'tcp', host: '127.0.0.1', port: 5907 }]);
    page.close();
    await done;
  });

  it('takes the password of the document without asking', async () => {
    machine.xml = VNC.replace('passwdValue', `passwd='secret'`);
    display = { types: [2], password: 'secret' };
    const { handlers, key, page, context, accept } = await open();
    const done = handlers.vnc({ machine: key, id: 'vnc:0' }, accept, context);
    await shakeHands(page);
    expect(bench.prompts.pending).toEqual([]);
    page.close();
    await done;
  });

  it('asks for the password, again after a wrong one, and remembers the right one', async () => {
    display = { types: [2], password: 'right' };
    const { handlers, key, page, context, accept } = await open();
    const asked: boolean[] = [];
    bench.prompts.onDidChange(([first]) => {
      if (first === undefined) return;
      asked.push('retry' in first.prompt && first.prompt.retry);
      bench.prompts.answer(first.promptId, { kind: 'text', text: asked.length === 1 ? 'wrong' : 'right', store: false });
    });
    const done = handlers.vnc({ machine: key, id: 'vnc:0' }, accept, context);
    await shakeHands(page);
    page.close();
    await done;
    expect(asked).toEqual([false, true]);
    const again = new PageStream();
    const second = handlers.vnc({ machine: key, id: 'vnc:0' }, () => again.server, context);
    await Promise.race([shakeHands(again), second]);
    again.close();
    await second.catch(() => undefined);
    expect(asked).toHaveLength(2);
  });

  it('says who else looks, as far as the host tells', async () => {
    const { key, service, context } = await open();
    const event = (phase: number, service_: string): void => {
      fake.emit({ kind: 'graphics', dom: fake.ref(machine), phase, local: { family: 0, node: '127.0.0.1', service: '5907' }, remote: { family: 0, node: '10.0.0.9', service: service_ }, authScheme: 'none', subject: [] });
    };
    event(DomainEventGraphicsPhase.CONNECT, '4000'); // refused later, or not: it is not in yet
    const first = await service.openVnc(key, 'vnc:0', context.signal);
    expect(first.others).toBe(0);
    const second = await service.openVnc(key, 'vnc:0', context.signal);
    expect(second.others).toBe(1);
    first.release();
    second.release();
    event(DomainEventGraphicsPhase.INITIALIZE, '4000');
    expect((await service.openVnc(key, 'vnc:0', context.signal)).others).toBe(1);
    event(DomainEventGraphicsPhase.DISCONNECT, '4000');
    machine.xml = `<devices><graphics type='spice' port='5907'/></devices>`;
    const busy = await service.findSpice(key, 'spice:0', false);
    await expect(busy.openChannel(mainLink(), context.signal)).rejects.toMatchObject({ code: 'resource-busy' });
  });

  it('tells when nobody gives the password, and when the machine is off', async () => {
    display = { types: [2], password: 'right' };
    const { handlers, key, context, accept } = await open();
    bench.prompts.onDidChange(([first]) => {
      if (first !== undefined) bench.prompts.answer(first.promptId, undefined);
    });
    await expect(handlers.vnc({ machine: key, id: 'vnc:0' }, accept, context)).rejects.toMatchObject({ code: 'auth-cancelled' });
    fake.setState(machine, 'shutoff', DomainEventType.STOPPED);
    await expect(handlers.vnc({ machine: key, id: 'vnc:0' }, accept, context)).rejects.toMatchObject({ code: 'operation-invalid' });
    await expect(handlers.serial({ machine: key, id: 'serial:serial0', force: false }, accept, context)).rejects.toMatchObject({ code: 'operation-invalid' });
  });

  it('carries a serial line both ways, until the machine stops', async () => {
    const { handlers, key, page, context, accept } = await open();
    const done = handlers.serial({ machine: key, id: 'serial:serial0', force: false }, accept, context);
    page.send('ls\r');
    await new Promise(setImmediate);
    const far = serials[0]?.far;
    expect(Buffer.from((await far?.recv()) as Uint8Array).toString()).toBe('ls\r');
    await far?.send(Buffer.from('bin etc'));
    expect((await page.take(7)).toString()).toBe('bin etc');
    await far?.finish();
    await done;
  });

  it('reaches a line that listens on the network, and speaks telnet with it', async () => {
    machine.xml = `<devices><serial type='tcp'><source mode='bind' host='0.0.0.0' service='7000'/><protocol type='telnet'/></serial></devices>`;
    const fars: VirStream[] = [];
    fake.dial = (target) => {
      dialled.push(target);
      const [ours, far] = streamPair();
      fars.push(far);
      return Promise.resolve(ours);
    };
    const { service, key } = await open();
    const line = await service.openSerial(key, 'serial:serial0', false);
    expect(dialled).toEqual([{ kind: 'tcp', host: '127.0.0.1', port: 7000 }]);
    const [far] = fars;
    await far?.send(Uint8Array.of(255, 251, 1, 104, 105));
    expect(await line.recv()).toEqual(Uint8Array.of(104, 105));
    expect(await far?.recv()).toEqual(Buffer.of(255, 253, 1));
    await line.send(Uint8Array.of(255));
    expect(await far?.recv()).toEqual(Buffer.of(255, 255));
    await line.abort();
  });

  it('takes a busy line over only when told to', async () => {
    busy = true;
    const { handlers, key, page, context, accept } = await open();
    await expect(handlers.serial({ machine: key, id: 'serial:serial0', force: false }, accept, context)).rejects.toMatchObject({ code: 'operation-failed' });
    const done = handlers.serial({ machine: key, id: 'serial:serial0', force: true }, accept, context);
    await new Promise(setImmediate);
    page.close();
    await done;
    expect(serials).toMatchObject([{ flags: DomainConsoleFlags.FORCE }]);
  });

  it('knows no consoles that are not there', async () => {
    const { handlers, key, context, accept } = await open();
    await expect(handlers.vnc({ machine: key, id: 'vnc:7' }, accept, context)).rejects.toMatchObject({ code: 'invalid-arg' });
  });
});
