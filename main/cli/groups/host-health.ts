import type { HealthReading, HostHealth } from '../../../drivers/api/extras.ts';
import { requireExtra } from '../../../drivers/core/require-extra.ts';
import type { CommandDef } from '../shell/command.ts';
import { printTable } from '../shell/print-table.ts';

/** What a sensor says, as people read it. */
function measured({ value, unit }: HealthReading): string {
  return value === undefined ? '-' : `${value} ${unit}`.trim();
}

function headline({ host, state, vendor, model, serial, firmware }: HostHealth): string {
  const parts = [[vendor, model].filter((word) => word !== undefined).join(' '), serial === undefined ? '' : `serial ${serial}`, firmware === undefined ? '' : `firmware ${firmware}`];
  return [`${host}: ${state}`, ...parts.filter((part) => part !== '')].join(', ');
}

/** `host-health`: hardware and sensors of the hosts behind the connection. */
export const hostHealth: CommandDef = {
  name: 'host-health',
  help: 'hardware and sensors of the host',
  description: 'Shows what the host is made of, and what its sensors say.',
  options: [{ name: 'problems', type: 'bool', help: 'only what is not well' }],
  run: async (shell, args) => {
    const all = await requireExtra(await shell.connection(), 'health', 'readAll')();
    const hosts = args.has('problems') ? all.map((host) => ({ ...host, readings: host.readings.filter(({ state }) => state === 'warning' || state === 'critical') })) : all;
    if (shell.options.json) {
      shell.printJson(hosts);
      return true;
    }
    for (const host of hosts) {
      shell.print(`${headline(host)}\n`);
      if (host.readings.length > 0) printTable(shell, ['Sensor', 'Kind', 'Value', 'State'], host.readings.map((reading) => [reading.name, reading.kind, measured(reading), reading.state]));
      for (const { note } of host.readings) if (note !== undefined) shell.print(`${note}\n`);
    }
    return true;
  },
};
