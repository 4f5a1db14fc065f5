import type { DomainMethods } from '../../api/facets/domain.ts';
import { DomainMemoryFlags as Mem, KeycodeSet } from '../../core/constants.ts';
import { randomBytes } from 'node:crypto';
import type { VirStream } from '../../api/stream.ts';
import type { EmbedState } from './embed-state.ts';
import { checkFlags, methodsOf } from './method-table.ts';
import { qemuError } from './qemu-error.ts';

const PIECE_BYTES = 65_536;
const MOST_KEYS = 16;
/** QEMU's own pause between pressing and letting go. */
const DEFAULT_HOLD_MS = 100;

/** The screen, the keyboard and the memory of a machine that runs. */
export const domainScreen = methodsOf<DomainMethods>()({
  async screenshot({ state }, dom, screen, flags = 0) {
    checkFlags(flags, 0, 'qemuDomainScreenshot');
    const machine = await state.require(dom);
    const run = machine.running();
    const { videos } = run.live.devices;
    if (videos.length === 0) throw qemuError('operation-invalid', 'can\'t take a screenshot of a domain without a video card'); 
    const heads = videos[0]?.model?.heads ?? 1;
    if (screen >= heads * videos.length) throw qemuError('invalid-arg', 'no such screen');
    const monitor = machine.monitor();
    // PNG came with QEMU 7.1.
    const { major, minor } = monitor.version;
    const png = major > 7 || (major === 7 && minor >= 1);
    const file = `${run.socketFolder}/screen-${randomBytes(4).toString('hex')}`;
    const head = screen === 0 ? {} : { device: videos[Math.floor(screen / heads)]?.alias ?? '', head: screen % heads };
    await monitor.execute('screendump', { filename: file, ...head, ...(png ? { format: 'png' } : {}) });
    return { mime: png ? 'image/png' : 'image/x-portable-pixmap', stream: await fileStream(state, file) };
  },
  async sendKey({ state }, dom, codeset, holdtime, keycodes, flags = 0) {
    checkFlags(flags, 0, 'qemuDomainSendKey');
    if (keycodes.length > MOST_KEYS) throw qemuError('invalid-arg', `Too many keycodes in parameter, limited to ${MOST_KEYS}`);
    const keys = keycodes.map((code) => ({ type: 'number', data: qnumOf(codeset, code) }));
    await (await state.require(dom)).monitor().execute('send-key', { keys, 'hold-time': holdtime === 0 ? DEFAULT_HOLD_MS : holdtime });
  },
  async pmWakeup({ state }, dom, flags = 0) {
    checkFlags(flags, 0, 'qemuDomainPMWakeup');
    await (await state.require(dom)).monitor().execute('system_wakeup');
  },
  async memoryPeek({ state }, dom, offset, size, flags = 0) {
    checkFlags(flags, Mem.VIRTUAL | Mem.PHYSICAL, 'qemuDomainMemoryPeek');
    if (flags !== Mem.VIRTUAL && flags !== Mem.PHYSICAL) throw qemuError('invalid-arg', 'flags parameter must be VIR_MEMORY_VIRTUAL or VIR_MEMORY_PHYSICAL');
    const machine = await state.require(dom);
    const file = `${machine.running().socketFolder}/memory-${randomBytes(4).toString('hex')}`;
    await machine.monitor().execute(flags === Mem.VIRTUAL ? 'memsave' : 'pmemsave', { val: offset, size, filename: file });
    const bytes = await state.surroundings.files.readRange(file, 0n, size);
    await state.surroundings.files.remove([file]);
    return bytes;
  },
});

/** A file as a stream; it is removed when the stream ends. */
export async function fileStream(state: EmbedState, file: string): Promise<VirStream> {
  const { files } = state.surroundings;
  const [info] = await files.stat([file]);
  const sizeBytes = info?.sizeBytes ?? 0n;
  let at = 0n;
  const end = (): Promise<void> => {
    at = sizeBytes;
    return files.remove([file]);
  };
  return {
    async recv() {
      if (at < sizeBytes) {
        const piece = await files.readRange(file, at, PIECE_BYTES);
        at = piece.length === 0 ? sizeBytes : at + BigInt(piece.length);
        if (piece.length > 0) return piece;
      }
      await files.remove([file]);
      return undefined;
    },
    send: () => Promise.reject(qemuError('operation-denied', 'stream can only be read')),
    finish: end,
    abort: end,
  };
}

/** Keys that have another number in QEMU's set than in Linux'; most of the first 88 have the same. */
const LINUX_TO_QNUM: Readonly<Record<number, number>> = {
  85: 118, 89: 115, 96: 156, 97: 157, 98: 181, 99: 84, 100: 184, 102: 199, 103: 200, 104: 201, 105: 203, 106: 205, 107: 207, 108: 208, 109: 209, 110: 210, 111: 211, 113: 160, 114: 174,
  115: 176, 116: 222, 117: 89, 119: 198, 121: 126, 125: 219, 126: 220, 127: 221,
};

/** A key's number in QEMU's set (qnum). @throws invalid-arg for sets and keys we do not know. */
function qnumOf(codeset: number, code: number): number {
  if (code < 0 || code > 0xffff) throw qemuError('invalid-arg', `invalid keycode ${code}`);
  if (codeset === KeycodeSet.QNUM || codeset === KeycodeSet.XT || codeset === KeycodeSet.XT_KBD) return code;
  const known = LINUX_TO_QNUM[code] ?? (code <= 88 ? code : undefined);
  if (codeset !== KeycodeSet.LINUX || known === undefined) throw qemuError('invalid-arg', `cannot translate keycode ${code} of codeset ${codeset} to qnum keycode`);
  return known;
}
