import { CONFIG, CURRENT, DOMAIN, LIVE } from './common-options.ts';
import type { CommandTable } from './command-table.ts';

/** Data table: options of the commands that look at machines, word for word as virsh takes and explains them. */
export const MONITOR_TABLE = {
  domblkerror: {
    help: 'Show errors on block devices',
    description: 'Show block device errors',
    options: [DOMAIN],
  },
  domblkinfo: {
    help: 'domain block device size information',
    description: 'Get block device size info for a domain.',
    options: [
      DOMAIN,
      { name: 'device', type: 'string', help: 'block device' },
      { name: 'human', type: 'bool', help: 'Human readable output' },
      { name: 'all', type: 'bool', help: 'display all block devices info' },
    ],
  },
  domblkstat: {
    help: 'get device block stats for a domain',
    description: 'Get device block stats for a running domain. See man page or use --human for explanation of fields',
    options: [
      DOMAIN,
      { name: 'device', type: 'string', mayBeEmpty: true, help: 'block device' },
      { name: 'human', type: 'bool', help: 'print a more human readable output' },
    ],
  },
  domcontrol: {
    help: 'domain control interface state',
    description: 'Returns state of a control interface to the domain.',
    options: [DOMAIN],
  },
  'domif-getlink': {
    help: 'get link state of a virtual interface',
    description: "Get link state of a domain's virtual interface.",
    options: [
      DOMAIN,
      { name: 'interface', type: 'data', required: true, help: 'interface device (MAC Address)' },
      { name: 'persistent', type: 'alias', help: '', aliasOf: 'config' },
      { name: 'config', type: 'bool', help: 'Get persistent interface state' },
    ],
  },
  domifaddr: {
    help: "Get network interfaces' addresses for a running domain",
    description: "Get network interfaces' addresses for a running domain",
    options: [
      DOMAIN,
      { name: 'interface', type: 'string', help: 'network interface name' },
      { name: 'full', type: 'bool', help: 'always display names and MACs of interfaces' },
      { name: 'source', type: 'string', help: "address source: 'lease', 'agent', or 'arp'" },
    ],
  },
  domifstat: {
    help: 'get network interface stats for a domain',
    description: 'Get network interface stats for a running domain.',
    options: [
      DOMAIN,
      { name: 'interface', type: 'data', required: true, help: 'interface device specified by name or MAC Address' },
    ],
  },
  dommemstat: {
    help: 'get memory statistics for a domain',
    description: 'Get memory statistics for a running domain.',
    options: [
      DOMAIN,
      { name: 'period', type: 'int', mustBeNamed: true, help: 'period in seconds to set collection' },
      CONFIG,
      LIVE,
      CURRENT,
    ],
  },
  domtime: {
    help: 'domain time',
    description: "Gets or sets the domain's system time",
    options: [
      DOMAIN,
      { name: 'now', type: 'bool', help: 'set to the time of the host running virsh' },
      { name: 'pretty', type: 'bool', help: "print domain's time in human readable form" },
      { name: 'sync', type: 'bool', help: "instead of setting given time, synchronize from domain's RTC" },
      { name: 'time', type: 'int', help: 'time to set' },
    ],
  },
} as const satisfies CommandTable;
