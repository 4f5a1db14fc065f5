/** A MAC address with two lower-case digits a byte; undefined if the text is none. */
export function parseMacAddress(text: string): string | undefined {
  const found = /^([0-9a-fA-F]{1,2}(?::[0-9a-fA-F]{1,2}){5})(?:[\u0000-\u0020].*)?$/s.exec(text);
  return found?.[1]?.split(':').map((part) => part.toLowerCase().padStart(2, '0')).join(':');
}

/** Whether the address is for a group of hosts. */
export function isMulticastMac(mac: string): boolean {
  return (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1;
}
