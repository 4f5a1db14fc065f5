import type { SpiceMainConn, SpiceOutgoing } from '@spice-project/spice-html5';
import { describe, expect, it } from 'vitest';
import { SpiceInput } from './spice-input.ts';
import { wantedChannels } from './spice-session.ts';
import { scancodeOf } from './spice-scancodes.ts';

describe('a SPICE display', () => {
  it('opens the channels that the window shows, of the first screen', () => {
    const list = Uint8Array.of(6, 0, 0, 0, 2, 0, 2, 1, 3, 0, 4, 0, 5, 0, 9, 0);
    const { type, data } = wantedChannels({ type: 104, data: list.buffer });
    expect(type).toBe(104);
    expect([...new Uint8Array(data ?? new ArrayBuffer(0))]).toEqual([3, 0, 0, 0, 2, 0, 3, 0, 4, 0]);
    expect(wantedChannels({ type: 104 })).toEqual({ type: 104 });
  });

  it("sends the keyboard's own codes", () => {
    expect([scancodeOf('KeyA', true), scancodeOf('KeyA', false)]).toEqual([0x1e, 0x9e]);
    expect([scancodeOf('ArrowUp', true), scancodeOf('ArrowUp', false)]).toEqual([0x48e0, 0xc8e0]);
    expect(scancodeOf('BrowserBack', true)).toBeUndefined();
  });

  it('says keys in its own words, and none while it only looks', () => {
    const sent: string[] = [];
    const send_msg = (message: SpiceOutgoing): void => {
      const bytes = new ArrayBuffer(message.buffer_size());
      message.to_buffer(bytes);
      sent.push(Buffer.from(bytes).toString('hex'));
    };
    let may = true;
    const main = { mouse_mode: 2, inputs: { state: 'ready', waiting_for_ack: 0, send_msg } } as unknown as SpiceMainConn;
    const input = new SpiceInput(() => main, () => may);
    input.key('ArrowUp', true);
    input.key('KeyA', false);
    may = false;
    input.key('KeyA', true);
    // u16 type, u32 size, u32 scan code
    expect(sent).toEqual(['650004000000e0480000', '6600040000009e000000']);
  });

  it('presses a button where the pointer is, also when places wait for their turn', () => {
    const sent: string[] = [];
    const send_msg = (message: SpiceOutgoing): void => {
      const bytes = new DataView(new ArrayBuffer(message.buffer_size()));
      message.to_buffer(bytes.buffer);
      sent.push(message.type === 112 ? `at ${bytes.getUint32(6, true)} ${bytes.getUint32(10, true)}` : `${message.type} button ${bytes.getUint8(6)}`);
    };
    const main = { mouse_mode: 2, inputs: { state: 'ready', waiting_for_ack: 7, send_msg } } as unknown as SpiceMainConn;
    const input = new SpiceInput(() => main, () => true);
    const canvas = Object.assign(new EventTarget(), { width: 640, height: 480, focus: () => undefined, setPointerCapture: () => undefined, getBoundingClientRect: () => ({ left: 0, top: 0, width: 640, height: 480 }) });
    input.attach(canvas as unknown as HTMLCanvasElement);
    const act = (type: string, clientX: number, clientY: number): boolean => canvas.dispatchEvent(Object.assign(new Event(type), { clientX, clientY, button: 0, pointerId: 1 }));
    act('pointermove', 1, 1);
    act('pointermove', 20, 20);
    act('pointermove', 300, 200);
    expect(sent).toEqual(['at 1 1']);
    act('pointerdown', 300, 200);
    act('pointermove', 400, 240);
    act('pointerup', 400, 240);
    expect(sent.slice(1)).toEqual(['at 300 200', '113 button 1', 'at 400 240', '114 button 1']);
    input.dispose();
  });
});
