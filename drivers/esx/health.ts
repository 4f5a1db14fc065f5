import type { HealthReading, HealthState, HostHealth } from '../api/extras.ts';
import type { CallOptions } from '../api/records.ts';
import type { EsxSession } from './esx-session.ts';
import type { AnyHostHardwareElementInfo, HealthSystemRuntime, HostNumericSensorInfo } from './vim/vim.gen.ts';
import type { Properties } from './vim/vim-codec.ts';

const PATHS = [
  'name', 'overallStatus', 'summary.hardware.vendor', 'summary.hardware.model', 'summary.hardware.otherIdentifyingInfo', 'hardware.biosInfo.biosVersion', 'runtime.healthSystemRuntime',
];
/** Hosts list versions of drivers among the sensors. */
const SOFTWARE = 'software components';
/** The same units in signs that are shorter than the host's words. */
const UNITS: Readonly<Record<string, string>> = { 'degrees c': '°C', 'degrees f': '°F', volts: 'V', watts: 'W', amps: 'A', percentage: '%', percent: '%', rpm: 'RPM', unspecified: '', unavailable: '', '': '' };

/** How well all hosts of the connection are: one call, whatever their number. */
export async function readHealth(session: EsxSession, options: CallOptions = {}): Promise<readonly HostHealth[]> {
  return (await session.read(session.hosts, PATHS, options)).map(healthOf);
}

function healthOf(host: Properties): HostHealth {
  const serial = host.list('summary.hardware.otherIdentifyingInfo', 'HostSystemIdentificationInfo').find(({ identifierType }) => /^(?:SerialNumberTag|ServiceTag|EnclosureSerialNumberTag)$/.test(identifierType.key));
  return {
    host: host.string('name') ?? host.ref.value,
    state: stateOf(host.string('overallStatus')),
    vendor: filled(host.string('summary.hardware.vendor')),
    model: filled(host.string('summary.hardware.model')),
    serial: filled(serial?.identifierValue),
    firmware: filled(host.string('hardware.biosInfo.biosVersion')),
    readings: readingsOf(host.object('runtime.healthSystemRuntime', 'HealthSystemRuntime')),
  };
}

function filled(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text.trim();
}

function readingsOf(health: HealthSystemRuntime | undefined): readonly HealthReading[] {
  const { memoryStatusInfo = [], cpuStatusInfo = [], storageStatusInfo = [] } = health?.hardwareStatusInfo ?? {};
  return [
    ...(health?.systemHealthInfo?.numericSensorInfo ?? []).filter(({ sensorType }) => sensorType.toLowerCase() !== SOFTWARE).map(sensor),
    ...cpuStatusInfo.map((info) => element('processor', info)),
    ...memoryStatusInfo.map((info) => element('memory', info)),
    ...storageStatusInfo.map((info) => element('storage', info)),
  ];
}

function sensor({ name, healthState, currentReading, unitModifier, baseUnits, sensorType }: HostNumericSensorInfo): HealthReading {
  const unit = UNITS[baseUnits.toLowerCase()] ?? baseUnits;
  // Without a unit it is a discrete state, whose number says nothing to people.
  const value = unit === '' ? undefined : Number((currentReading * 10 ** unitModifier).toPrecision(12));
  return { name: sensorName(name), kind: sensorType.toLowerCase(), value, unit, state: stateOf(healthState?.key) };
}

/** Hosts write what it says behind the name: `Fan 1 --- Normal`. */
function sensorName(name: string): string {
  return name.replace(/\s+---\s+.*$/, '').trim();
}

function element(kind: string, { name, status }: AnyHostHardwareElementInfo): HealthReading {
  return { name, kind, value: undefined, unit: '', state: stateOf(status.key) };
}

function stateOf(colour: string | undefined): HealthState {
  switch (colour?.toLowerCase()) {
    case 'green':
      return 'ok';
    case 'yellow':
      return 'warning';
    case 'red':
      return 'critical';
    default:
      return 'unknown';
  }
}
