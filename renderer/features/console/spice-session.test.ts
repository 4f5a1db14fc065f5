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
});
