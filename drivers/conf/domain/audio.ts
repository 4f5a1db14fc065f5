import { enumOf, int, string, uint, uintOf, yesNo } from '../lens/codec.ts';
import { xmlError } from '../lens/conf-error.ts';
import { element } from '../lens/element.ts';
import type { ElementLens } from '../lens/element.ts';
import { attr, child } from '../lens/fields.ts';
import type { LensValue, ValueOf } from '../lens/lens.ts';
import { nonZero } from './device-info.ts';

/** What plays the guest's sound. */
export const AUDIO_TYPES = ['none', 'alsa', 'coreaudio', 'jack', 'oss', 'pulseaudio', 'sdl', 'spice', 'file', 'dbus'] as const;

const settings = element(
  { frequency: attr(uint, nonZero), channels: attr(uint, nonZero), format: attr(enumOf(['u8', 's8', 'u16', 's16', 'u32', 's32', 'f32'])) },
  { keep: true },
);

const direction = element(
  {
    mixingEngine: attr(yesNo),
    fixedSettings: attr(yesNo),
    voices: attr(uintOf({ positive: true })),
    bufferLength: attr(uintOf({ positive: true })),
    dev: attr(string),
    bufferCount: attr(uintOf({ positive: true })),
    tryPoll: attr(yesNo),
    serverName: attr(string),
    clientName: attr(string),
    connectPorts: attr(string),
    exactName: attr(yesNo),
    name: attr(string),
    streamName: attr(string),
    latency: attr(uintOf({ positive: true })),
    settings: child(settings),
  },
  {
    parsed(value) {
      if (value.settings !== undefined && value.fixedSettings !== true) throw xmlError('<settings> element can only be used with fixedSettings="yes"');
      if (value.fixedSettings === true) value.settings ??= settings.create();
    },
  },
);

type Direction = LensValue<typeof direction>;
type Kind = (typeof AUDIO_TYPES)[number];

const KEPT: Readonly<Record<Kind, readonly (keyof Direction)[]>> = {
  none: [],
  spice: [],
  file: [],
  dbus: [],
  alsa: ['dev'],
  coreaudio: ['bufferCount'],
  jack: ['serverName', 'clientName', 'connectPorts', 'exactName'],
  oss: ['dev', 'bufferCount', 'tryPoll'],
  pulseaudio: ['name', 'streamName', 'latency'],
  sdl: ['bufferCount'],
};

const shape = {
  id: attr(uintOf({ positive: true }), { required: true }),
  type: attr(enumOf(AUDIO_TYPES), { required: true }),
  timerPeriod: attr(uintOf({ positive: true })),
  tryMMap: attr(yesNo),
  exclusive: attr(yesNo),
  dspPolicy: attr(int),
  serverName: attr(string),
  driver: attr(enumOf(['esd', 'alsa', 'arts', 'pulseaudio'])),
  path: attr(string),
  input: child(direction),
  output: child(direction),
};

/** What plays the guest's sound on the host. */
export type Audio = ValueOf<typeof shape>;

/** What plays the guest's sound on the host. */
export const audio: ElementLens<Audio> = element(shape, {
  parsed(value) {
    if (value.type !== 'oss') {
      value.tryMMap = undefined;
      value.exclusive = undefined;
      value.dspPolicy = undefined;
    }
    if (value.type !== 'pulseaudio') value.serverName = undefined;
    if (value.type !== 'sdl') value.driver = undefined;
    if (value.type !== 'file') value.path = undefined;
    value.input = kept(value.input, value.type);
    value.output = kept(value.output, value.type);
  },
});

function kept(value: Direction | undefined, type: Kind): Direction | undefined {
  if (value === undefined) return undefined;
  const { mixingEngine, fixedSettings, voices, bufferLength, settings: own } = value;
  const result: Partial<Direction> = { mixingEngine, fixedSettings, voices, bufferLength, settings: own };
  for (const key of KEPT[type]) Object.assign(result, { [key]: value[key] });
  return direction.create(result);
}
