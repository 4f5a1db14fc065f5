import type { ConsoleInfo } from '../../main/contract/consoles.ts';
import type { VireoClient } from '../../main/contract/contract.ts';
import type { ClientStream } from '../../main/contract/define.ts';
import type { MachineKey } from '../../main/contract/ids.ts';
import type { MachineRow } from '../../main/contract/inventory.ts';
import { IpcError } from '../ipc/ipc-error.ts';
import { serveFakeRfb, type DrawScreen } from './fake-rfb.ts';
import { fakeStream } from './fake-stream.ts';

/** What a made-up machine's consoles are like. */
export type FakeConsoleCase = 'all' | 'spice' | 'tls' | 'nowhere' | 'none' | 'busy' | 'silent' | 'password' | 'ends' | 'garbage' | 'flood';

const CASES: readonly FakeConsoleCase[] = ['all', 'spice', 'tls', 'nowhere', 'none', 'busy', 'silent', 'password', 'ends', 'garbage', 'flood'];
/** The case of that name; the usual one for any other name. */
export const consoleCase = (name: string | null): FakeConsoleCase => CASES.find((one) => one === name) ?? 'all';

/** Where made-up consoles get their bytes. */
export interface FakeConsoleOptions {
  readonly which: FakeConsoleCase;
  /** Address of a WebSocket server that has a real display at `/vnc` and a real serial line at `/serial`. */
  readonly bridge: string | undefined;
}

const info = (id: string, kind: ConsoleInfo['kind'], label: string, change: Partial<ConsoleInfo> = {}): ConsoleInfo => ({ id, kind, label, usable: true, reason: undefined, values: {}, canAddVnc: false, ...change });
const display = info('vnc:0', 'vnc', 'Display 1');
const serial = info('serial:serial0', 'serial', 'Serial 1');
const pictures = info('screenshots', 'screenshots', 'Screenshots');

function listFor(which: FakeConsoleCase): readonly ConsoleInfo[] {
  switch (which) {
    case 'spice':
      return [info('spice:0', 'spice', 'Display 1', { usable: false, reason: 'console.tlsOnly', canAddVnc: true }), serial, pictures];
    case 'tls':
      return [info('vnc:0', 'vnc', 'Display 1', { usable: false, reason: 'console.tlsOnly' }), pictures];
    case 'nowhere':
      return [info('vnc:0', 'vnc', 'Display 1', { usable: false, reason: 'console.listensNowhere' })];
    case 'none':
      return [];
    case 'busy':
    case 'silent':
      return [serial];
    default:
      return [display, serial, pictures];
  }
}

const LINES = ['Debian GNU/Linux 12 {name} tty1', '', '{name} login: anna', 'Password:', 'Linux {name} 6.1.0-28-amd64 #1 SMP PREEMPT_DYNAMIC Debian 6.1.119-1 x86_64', '', 'anna@{name}:~$ uptime', ' 14:02:11 up 23 days,  4:12,  1 user,  load average: 0.42, 0.38, 0.31', 'anna@{name}:~$ '];

const drawText =
  (name: string): DrawScreen =>
  (context, tick) => {
    context.fillStyle = '#000000';
    context.fillRect(0, 0, context.canvas.width, context.canvas.height);
    context.font = '16px monospace';
    context.direction = 'ltr';
    context.fillStyle = '#c9c9c9';
    LINES.forEach((line, at) => {
      context.fillText(line.replaceAll('{name}', name), 8, 24 + at * 18);
    });
    if (tick % 2 === 0) context.fillRect(8 + 9.6 * (8 + name.length), 24 + 18 * (LINES.length - 1) - 2, 9, 3);
  };

function vncFor(which: FakeConsoleCase, name: string): ClientStream<{ readonly kind: 'vnc'; readonly path: string; readonly viewOnly: boolean; readonly others: number }> {
  if (which === 'password') throw new IpcError({ code: 'auth-failed', domain: 'rpc', message: 'authentication failed: wrong password' });
  const { stream, peer } = fakeStream({ kind: 'vnc', path: 'over ssh', viewOnly: false, others: 0 } as const);
  if (which === 'garbage') peer.push(new TextEncoder().encode('HTTP/1.1 400 Bad Request\r\n\r\n'));
  else if (which === 'flood') serveFakeRfb(peer, { widthPx: 1920, heightPx: 1080, draw: drawText(name), floodPieceBytes: 65_536 });
  else serveFakeRfb(peer, { widthPx: 1024, heightPx: 576, draw: drawText(name) });
  if (which === 'ends') setTimeout(() => { peer.end(); }, 1500);
  return stream;
}

function serialFor(which: FakeConsoleCase, name: string, force: boolean): ClientStream<{ readonly kind: 'serial'; readonly path: string }> {
  if (which === 'busy' && !force) throw new IpcError({ code: 'operation-failed', domain: 'qemu', message: 'operation failed: Active console session exists for this domain' });
  const { stream, peer } = fakeStream({ kind: 'serial', path: 'over ssh' } as const);
  const say = (text: string): void => {
    peer.push(new TextEncoder().encode(text));
  };
  const prompt = `\x1b[32mroot@${name}\x1b[0m:\x1b[34m~\x1b[0m# `;
  if (which !== 'silent') say(`\r\nDebian GNU/Linux 12 ${name} ttyS0\r\n\r\n${name} login: root (automatic login)\r\n\r\n${prompt}`);
  peer.onData = (data) => {
    say(new TextDecoder().decode(data).replaceAll('\r', `\r\n${prompt}`));
  };
  return stream;
}

/** Bytes of something real, behind a small WebSocket server. */
function bridged<Hello>(address: string, hello: Hello): Promise<ClientStream<Hello>> {
  const { stream, peer } = fakeStream(hello);
  const socket = new WebSocket(address);
  socket.binaryType = 'arraybuffer';
  socket.onmessage = (event: MessageEvent<unknown>) => {
    if (event.data instanceof ArrayBuffer) peer.push(new Uint8Array(event.data));
  };
  socket.onclose = () => {
    peer.end();
  };
  peer.onData = (data) => {
    socket.send(data.slice());
  };
  peer.onClose = () => {
    socket.close();
  };
  return new Promise((resolve, reject) => {
    socket.onopen = () => {
      resolve(stream);
    };
    socket.onerror = () => {
      reject(new IpcError({ code: 'no-connect', domain: 'rpc', message: `nothing answers at ${address}` }));
    };
  });
}

/** A picture of a made-up screen, as PNG. */
export async function fakeScreenshot(row: MachineRow): Promise<{ readonly png: Uint8Array; readonly timeMs: number } | undefined> {
  const canvas = new OffscreenCanvas(1024, 576);
  const context = canvas.getContext('2d');
  if (context === null) return undefined;
  drawText(row.name)(context, 0);
  const blob = await canvas.convertToBlob({ type: 'image/png' });
  return { png: new Uint8Array(await blob.arrayBuffer()), timeMs: Date.now() };
}

/** Consoles of made-up machines. */
export function fakeConsoles(options: FakeConsoleOptions, nameOf: (key: MachineKey) => string): VireoClient['consoles'] {
  const { which, bridge } = options;
  return {
    list: () => Promise.resolve(listFor(which)),
    vnc: ({ machine }) => (bridge === undefined ? Promise.resolve().then(() => vncFor(which, nameOf(machine))) : bridged(`${bridge}/vnc`, { kind: 'vnc', path: 'direct', viewOnly: false, others: 0 } as const)),
    spice: () => Promise.reject(new IpcError({ code: 'operation-unsupported', domain: 'none', message: 'the display listens nowhere' })),
    serial: ({ machine, force }) => (bridge === undefined ? Promise.resolve().then(() => serialFor(which, nameOf(machine), force)) : bridged(`${bridge}/serial`, { kind: 'serial', path: 'direct' } as const)),
  };
}
