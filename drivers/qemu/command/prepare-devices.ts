import { chardevSource } from '../../conf/domain/chardev.ts';
import type { Channel } from '../../conf/domain/chardev.ts';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { prepareGraphics, type GraphicsFacts } from './prepare-graphics.ts';

/** What devices are given when a machine starts. */
export interface DeviceFacts extends GraphicsFacts {
  readonly paths: { readonly libDir: string; readonly channelDir: string };
  /** A number for a guest's sockets that no other guest has. */
  readonly freeGuestCid: () => number;
}

/**
 * Settles what devices leave open until a machine starts: ports, sockets, numbers. Changes the definition. Devices have
 * their names and addresses.
 */
export function prepareDevices(def: DomainDef, facts: DeviceFacts): void {
  prepareGraphics(def, facts);
  nameChannels(def, facts.paths.channelDir);
  for (const { cid } of def.devices.vsocks) if (cid?.auto === true) cid.address = facts.freeGuestCid();
}

/** Sockets of channels that name none. */
function nameChannels(def: DomainDef, directory: string): void {
  for (const channel of def.devices.channels) prepareChannel(channel, directory);
}

/** The socket of a channel that names none. Changes the channel. */
export function prepareChannel(channel: Channel, directory: string): void {
  const { type, target, sources: [source], address } = channel;
  if (target.type !== 'virtio' || type !== 'unix' || source?.path !== undefined) return;
  const two = (value: number): string => String(value).padStart(2, '0');
  const place = address?.type === 'virtio-serial' ? [address.controller, address.bus, address.port].map(two).join('-') : '00-00-00';
  channel.sources = [chardevSource({ ...source, mode: 'bind', path: `${directory}/${target.name ?? `vioser-${place}.sock`}` })];
}
