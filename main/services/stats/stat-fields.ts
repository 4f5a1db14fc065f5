import type { TypedParameter } from '../../../drivers/api/records.ts';

/** The counters of one machine in one tick; NaN: the host did not say. Reused for every record: nothing is allocated. */
export interface Counters {
  cpuNs: number;
  readBytes: number;
  writtenBytes: number;
  receivedBytes: number;
  sentBytes: number;
  memoryBytes: number;
}

/** Counters without a value. */
export function noCounters(): Counters {
  return { cpuNs: NaN, readBytes: NaN, writtenBytes: NaN, receivedBytes: NaN, sentBytes: NaN, memoryBytes: NaN };
}

/**
 * Sums one record's parameters into `into`. libvirt's field names: `cpu.time` (ns), `balloon.*` (KiB),
 * `block.N.rd.bytes`, `net.N.rx.bytes`. Runs ten thousand times a tick: looks at as few characters as it can.
 */
export function readCounters(params: readonly TypedParameter[], into: Counters): void {
  let currentKiB = NaN;
  let rssKiB = NaN;
  let availableKiB = NaN;
  let unusedKiB = NaN;
  into.cpuNs = into.readBytes = into.writtenBytes = into.receivedBytes = into.sentBytes = NaN;
  for (const param of params) {
    const { field } = param;
    switch (field.charCodeAt(0)) {
      case 0x63: // c
        if (field === 'cpu.time') into.cpuNs = Number(param.value);
        break;
      case 0x6e: // n
        switch (directionOf(field)) {
          case 0x72: // r
            into.receivedBytes = plus(into.receivedBytes, param);
            break;
          case 0x74: // t
            into.sentBytes = plus(into.sentBytes, param);
            break;
          default:
        }
        break;
      case 0x62: // b
        if (field.charCodeAt(1) === 0x6c) {
          switch (directionOf(field)) {
            case 0x72: // r
              into.readBytes = plus(into.readBytes, param);
              break;
            case 0x77: // w
              into.writtenBytes = plus(into.writtenBytes, param);
              break;
            default:
          }
        } else if (field === 'balloon.current') currentKiB = Number(param.value);
        else if (field === 'balloon.rss') rssKiB = Number(param.value);
        else if (field === 'balloon.available') availableKiB = Number(param.value);
        else if (field === 'balloon.unused') unusedKiB = Number(param.value);
        break;
      default:
    }
  }
  into.memoryBytes = memoryUsed(currentKiB, rssKiB, availableKiB, unusedKiB) * 1024;
}

/** The first letter of `rd`, `wr`, `rx` or `tx` in `….rd.bytes`; 0 for fields that do not end so. */
function directionOf(field: string): number {
  const { length } = field;
  // 'b' of "bytes" and the dot before it: no other field of these groups has both there.
  if (field.charCodeAt(length - 5) !== 0x62 || field.charCodeAt(length - 6) !== 0x2e) return 0;
  return field.charCodeAt(length - 8);
}

/** What the guest itself says, else what it takes of the host, else what it has been given. */
export function memoryUsed(currentKiB: number, rssKiB: number, availableKiB: number, unusedKiB: number): number {
  const guest = availableKiB - unusedKiB;
  if (guest >= 0) return guest;
  return Number.isNaN(rssKiB) ? currentKiB : Number.isNaN(currentKiB) ? rssKiB : Math.min(rssKiB, currentKiB);
}

function plus(sum: number, { value }: TypedParameter): number {
  return Number.isNaN(sum) ? Number(value) : sum + Number(value);
}
