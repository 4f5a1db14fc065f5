import type { Sound } from '../../conf/domain/devices.ts';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { confError } from '../../conf/lens/conf-error.ts';
import { addressProps } from './address-props.ts';
import { deviceArguments } from './arguments.ts';
import { audioAlias } from './audio-arguments.ts';
import type { CommandContext } from './command-context.ts';
import type { Props } from './props.ts';
import { zpciArguments } from './zpci-arguments.ts';

const DRIVERS: Partial<Record<Sound['model'], string>> = { es1370: 'ES1370', ac97: 'AC97', ich6: 'intel-hda', usb: 'usb-audio', ich9: 'ich9-intel-hda', sb16: 'sb16' };

/** Sound cards. The PC's speaker is no device. */
export function soundArguments(def: DomainDef, context: CommandContext): string[] {
  return def.devices.sounds.flatMap((sound) => {
    if (sound.model === 'pcspk') return ['-soundhw', 'pcspk'];
    return [
      ...zpciArguments(sound, def, context),
      ...deviceArguments(soundDeviceProps(sound, def), def, context),
      ...codecProps(sound, def).flatMap((props) => deviceArguments(props, def, context)),
    ];
  });
}

const hasCodecs = ({ model }: Sound): boolean => model === 'ich6' || model === 'ich9';

/** A sound card's properties. */
export function soundDeviceProps(sound: Sound, def: DomainDef): Props {
  const driver = DRIVERS[sound.model];
  if (driver === undefined) throw confError('internal-error', `sound card model '${sound.model}' is not supported by qemu`, 'qemu');
  return { driver, id: sound.alias, audiodev: hasCodecs(sound) ? undefined : audioAlias(def, sound.audio), ...addressProps(sound, def) };
}

/** The properties of what hangs on a card's own bus; a card that names nothing has one for both directions. */
export function codecProps(sound: Sound, def: DomainDef): Props[] {
  if (!hasCodecs(sound)) return [];
  const { alias = '' } = sound;
  const types = sound.codecs.length === 0 ? (['duplex'] as const) : sound.codecs.map(({ type }) => type);
  return types.map((type, cad) => ({ driver: `hda-${type}`, id: `${alias}-codec${cad}`, bus: `${alias}.0`, cad, audiodev: audioAlias(def, sound.audio) }));
}
