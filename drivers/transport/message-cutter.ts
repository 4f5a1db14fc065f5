/**
 * Cuts a stream of libvirt's messages so that each message travels in TLS records of its own.
 *
 * libvirtd asks its socket, not its TLS library, whether there is more to read: a message that stands behind another one in
 * the same record lies there until something else comes.
 *
 * ```
 * u32 length, itself included | message
 * ```
 */
export function messageCutter(): (chunk: Uint8Array) => readonly Uint8Array[] {
  /** Bytes of the current message that are still to come; 0: a length comes next. */
  let left = 0;
  /** A length that is cut in two. */
  let head: Uint8Array = new Uint8Array(0);
  return (chunk) => {
    const bytes = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
    head = new Uint8Array(0);
    const pieces: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; ) {
      if (left === 0) {
        if (bytes.length - at < 4) {
          head = bytes.subarray(at);
          break;
        }
        left = new DataView(bytes.buffer, bytes.byteOffset + at).getUint32(0);
      }
      const end = Math.min(bytes.length, at + Math.max(left, 4));
      pieces.push(bytes.subarray(at, end));
      left = Math.max(0, left - (end - at));
      at = end;
    }
    return pieces;
  };
}
