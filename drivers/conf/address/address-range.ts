import { libvirtError } from '../../core/error-text.ts';
import type { VirError } from '../../core/vir-error.ts';
import { broadcastOf, formatSocketAddress, maskByPrefix, sameAddress, type SocketAddress } from './socket-address.ts';

/** A range of addresses, both ends included. */
export interface AddressRange {
  readonly start: SocketAddress;
  readonly end: SocketAddress;
}

/**
 * Checks that a range is one, and inside the network if one is given. Its size must fit 16 bits.
 *
 * @throws VirError `internal-error` saying which rule it breaks.
 */
export function checkAddressRange(range: AddressRange, network?: { readonly address: SocketAddress; readonly prefix: number | undefined }): void {
  const { start, end } = range;
  const text = `${formatSocketAddress(start)} - ${formatSocketAddress(end)}`;
  if (start.family !== end.family) throw broken(`mismatch of address family in range ${text}`);
  if (network !== undefined) checkInNetwork(range, text, network.address, network.prefix);
  const head = start.bytes.length - 2;
  if (!sameHead(start.bytes, end.bytes, head)) throw broken(`range ${text} is too large (> 65535)`);
  if (tail(end.bytes, head) < tail(start.bytes, head)) throw broken(`range ${text} is reversed `);
}

function checkInNetwork(range: AddressRange, text: string, address: SocketAddress, prefix: number | undefined): void {
  const { start, end } = range;
  const network = formatSocketAddress(address);
  if (start.family !== address.family) throw broken(`mismatch of address family in range ${text} for network ${network}`);
  if (prefix === undefined) throw broken(`bad prefix -1 for network ${network} when  checking range ${text}`);
  const netAddress = maskByPrefix(address, prefix);
  if (!sameAddress(maskByPrefix(start, prefix), netAddress) || !sameAddress(maskByPrefix(end, prefix), netAddress)) {
    throw broken(`range ${text} is not entirely within network ${network}/${prefix}`);
  }
  if (start.family !== 'ipv4') return;
  if (sameAddress(start, netAddress)) throw broken(`start of range ${text} in network ${network}/${prefix} is the network address`);
  if (sameAddress(end, broadcastOf(address, prefix))) {
    throw broken(`end of range ${text} in network ${network}/${prefix} is the broadcast address`);
  }
}

function sameHead(left: Uint8Array, right: Uint8Array, length: number): boolean {
  return left.slice(0, length).every((byte, index) => byte === right[index]);
}

function tail(bytes: Uint8Array, head: number): number {
  return (bytes[head] ?? 0) * 256 + (bytes[head + 1] ?? 0);
}

function broken(message: string): VirError {
  return libvirtError('none', 'internal-error', message);
}
