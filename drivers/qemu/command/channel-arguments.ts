import type { Channel, GuestConsole } from '../../conf/domain/chardev.ts';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { confError, unsupported } from '../../conf/lens/conf-error.ts';
import { addressProps } from './address-props.ts';
import { deviceArguments, netdevArguments } from './arguments.ts';
import { chardevArguments } from './chardev-arguments.ts';
import type { CommandContext } from './command-context.ts';
import type { Props } from './props.ts';

/** Channels between the host and programs in the guest. */
export function channelArguments(def: DomainDef, context: CommandContext): string[] {
  return def.devices.channels.flatMap((channel) => {
    const chardev = chardevArguments(channel, { alias: channel.alias ?? '', spiceName: 'vdagent' }, context);
    switch (channel.target.type) {
      case 'guestfwd':
        return [...chardev, ...netdevArguments(guestForwardProps(channel), context)];
      case 'virtio':
        return [...chardev, ...deviceArguments(channelDeviceProps(channel, def), def, context)];
      case 'xen':
        throw unsupported(`unsupported channel target type ${channel.target.type}`, 'qemu');
    }
  });
}

/** An address of the user network that leads to a character device. */
export function guestForwardProps({ alias = '', target }: Channel): Props {
  return { type: 'user', guestfwd: [{ str: `tcp:${target.address ?? ''}:${target.port ?? 0}-chardev:char${alias}` }], id: alias };
}

const SPICE_AGENT = 'com.redhat.spice.0';

/** A virtio channel's properties. */
export function channelDeviceProps(channel: Channel, def: DomainDef): Props {
  const { type, target: { name } } = channel;
  if (type === 'spicevmc' && name !== undefined && name !== SPICE_AGENT) throw unsupported(`Unsupported spicevmc target name '${name}'`, 'qemu');
  return virtioPortProps('virtserialport', channel, def, name ?? (type === 'spicevmc' ? SPICE_AGENT : undefined));
}

/** The properties of a port of a virtio-serial controller. */
export function virtioPortProps(driver: 'virtserialport' | 'virtconsole', device: Channel | GuestConsole, def: DomainDef, name?: string): Props {
  const { address, alias = '' } = device;
  if (address !== undefined && address.type !== 'ccw' && address.type !== 'virtio-serial') throw confError('internal-error', 'virtio serial device has invalid address type', 'qemu');
  return { driver, ...addressProps(device, def), chardev: `char${alias}`, id: alias, name };
}
