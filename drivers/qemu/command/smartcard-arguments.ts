import type { Smartcard } from '../../conf/domain/chardev.ts';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { controllerAliasOf } from './address-props.ts';
import { deviceArguments } from './arguments.ts';
import { chardevArguments } from './chardev-arguments.ts';
import type { CommandContext } from './command-context.ts';
import type { Props } from './props.ts';

/** Where certificates of the host's smart cards lie. */
const DEFAULT_DATABASE = '/etc/pki/nssdb';

/** The smart card reader. */
export function smartcardArguments(def: DomainDef, context: CommandContext): string[] {
  const [smartcard] = def.devices.smartcards;
  if (smartcard === undefined) return [];
  const chardev = smartcard.mode === 'passthrough' ? chardevArguments(smartcard, { alias: smartcard.alias ?? '', spiceName: 'smartcard' }, context) : [];
  return [...chardev, ...deviceArguments(smartcardDeviceProps(smartcard, def), def, context)];
}

/** A smart card's properties. */
export function smartcardDeviceProps(smartcard: Smartcard, def: DomainDef): Props {
  const { alias = '', address } = smartcard;
  const bus = `${controllerAliasOf(def, 'ccid', address?.type === 'ccid' ? address.controller : 0)}.0`;
  return { ...cardProps(smartcard), id: alias, bus };
}

function cardProps({ mode, alias = '', certificates, database }: Smartcard): Props {
  switch (mode) {
    case 'host':
      return { driver: 'ccid-card-emulated', backend: 'nss-emulated' };
    case 'host-certificates':
      return { driver: 'ccid-card-emulated', backend: 'certificates', cert1: certificates[0], cert2: certificates[1], cert3: certificates[2], db: database ?? DEFAULT_DATABASE };
    case 'passthrough':
      return { driver: 'ccid-card-passthru', chardev: `char${alias}` };
  }
}
