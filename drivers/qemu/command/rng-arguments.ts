import type { Rng } from '../../conf/domain/devices.ts';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import type { QemuCapabilities } from '../conf/qemu-capabilities.ts';
import { addressProps } from './address-props.ts';
import { deviceArguments, objectArguments } from './arguments.ts';
import { chardevArguments } from './chardev-arguments.ts';
import type { CommandContext } from './command-context.ts';
import { nonZeroProp, virtioProps } from './device-props.ts';
import type { Props } from './props.ts';
import { zpciArguments } from './zpci-arguments.ts';

/** Sources of randomness. */
export function rngArguments(def: DomainDef, context: CommandContext): string[] {
  return def.devices.rngs.flatMap((rng) => [
    ...(rng.backend.model === 'egd' ? chardevArguments(rng.backend, { alias: rng.alias ?? '' }, context) : []),
    ...objectArguments(rngBackendProps(rng), context),
    ...zpciArguments(rng, def, context),
    ...deviceArguments(rngDeviceProps(rng, def, context.caps), def, context),
  ]);
}

/** What randomness comes from, as an object. */
export function rngBackendProps({ alias = '', backend }: Rng): Props {
  const id = `obj${alias}`;
  switch (backend.model) {
    case 'random':
      return { 'qom-type': 'rng-random', id, filename: backend.file };
    case 'egd':
      return { 'qom-type': 'rng-egd', id, chardev: `char${alias}` };
    case 'builtin':
      return { 'qom-type': 'rng-builtin', id };
  }
}

const DEFAULT_PERIOD_MS = 1000;

/** The properties of a source of randomness. */
export function rngDeviceProps(rng: Rng, def: DomainDef, caps: QemuCapabilities): Props {
  const { alias = '', rate } = rng;
  const bytes = nonZeroProp(rate?.bytes);
  return {
    ...virtioProps('virtio-rng', rng, rng.model, rng.driver, caps),
    rng: `obj${alias}`,
    id: alias,
    'max-bytes': bytes,
    period: bytes === undefined ? undefined : (nonZeroProp(rate?.period) ?? DEFAULT_PERIOD_MS),
    ...addressProps(rng, def),
  };
}
