/** Microseconds since 1970: libvirt's invented counters are all derived from it. */
export function nowMicroseconds(): bigint {
  return BigInt(Math.round((performance.timeOrigin + performance.now()) * 1000));
}
