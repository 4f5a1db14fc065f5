import type { Audio } from '../../conf/domain/audio.ts';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { confError } from '../../conf/lens/conf-error.ts';
import { nonZeroProp } from './device-props.ts';
import { propsText, type Props } from './props.ts';

/** What plays sound on the host. */
export function audioArguments(def: DomainDef): string[] {
  return def.devices.audios.flatMap((audio) => ['-audiodev', propsText(audioProps(audio))]);
}

/** Variables that sound needs. */
export function audioEnvironment(def: DomainDef): [name: string, value: string][] {
  return def.devices.audios.flatMap(({ driver }): [string, string][] => (driver === undefined ? [] : [['SDL_AUDIODRIVER', driver]]));
}

/**
 * QEMU's name for what a device plays on; without a number it is the first one.
 *
 * @throws VirError `internal-error` when there is none.
 */
export function audioAlias(def: DomainDef, id: number | undefined): string {
  const audio = id === undefined || id === 0 ? def.devices.audios[0] : def.devices.audios.find((each) => each.id === id);
  if (audio === undefined) throw confError('internal-error', 'unable to find audio backend for sound device', 'qemu');
  return `audio${audio.id}`;
}

type Direction = NonNullable<Audio['input']>;

/** The properties of `-audiodev`. */
export function audioProps(audio: Audio): Props {
  const { id, type, timerPeriod, tryMMap, exclusive, dspPolicy, serverName, path } = audio;
  return {
    id: `audio${id}`,
    driver: type === 'pulseaudio' ? 'pa' : type === 'file' ? 'wav' : type,
    'timer-period': nonZeroProp(timerPeriod),
    'try-mmap': tryMMap,
    exclusive,
    'dsp-policy': dspPolicy,
    server: serverName,
    path,
    in: directionProps(audio.input),
    out: directionProps(audio.output),
  };
}

function directionProps(direction: Direction | undefined): Props | undefined {
  if (direction === undefined) return undefined;
  const { settings } = direction;
  const fixed = direction.fixedSettings === true ? settings : undefined;
  const props: Props = {
    'mixing-engine': direction.mixingEngine,
    'fixed-settings': direction.fixedSettings,
    voices: nonZeroProp(direction.voices),
    'buffer-length': nonZeroProp(direction.bufferLength),
    frequency: nonZeroProp(fixed?.frequency),
    channels: nonZeroProp(fixed?.channels),
    format: fixed?.format,
    'server-name': direction.serverName,
    'client-name': direction.clientName,
    'connect-ports': direction.connectPorts,
    'exact-name': direction.exactName,
    dev: direction.dev,
    name: direction.name,
    'stream-name': direction.streamName,
    latency: nonZeroProp(direction.latency),
    'buffer-count': nonZeroProp(direction.bufferCount),
    'try-poll': direction.tryPoll,
  };
  return Object.values(props).some((value) => value !== undefined) ? props : undefined;
}
