/** Questions that any host can be asked about a machine, and its answers to what is wrong. No invocation changes anything. */
export function questions(machine: string): readonly (readonly string[])[] {
  return [...LISTS, ...HOST, ...WRONG, ...aboutMachine(machine)];
}

/** Commands that a read-only connection answers or refuses. */
export function readOnlyQuestions(machine: string): readonly (readonly string[])[] {
  const refused = ['start', 'shutdown', 'suspend', 'resume', 'reset', 'reboot', 'destroy', 'undefine', 'autostart', 'console', 'screenshot'];
  return [
    ['list', '--all'],
    ['dominfo', machine],
    ['dumpxml', machine],
    ['dumpxml', machine, '--security-info'],
    ['domstats', machine],
    ['version'],
    ['nodeinfo'],
    ['capabilities'],
    ['net-list', '--all'],
    ['define', 'ok.xml'],
    ['create', 'ok.xml'],
    ...refused.map((command) => [command, machine]),
  ].map((words) => ['-r', ...words]);
}

const LISTS: readonly (readonly string[])[] = [
  ['list'],
  ['list', '--all'],
  ['list', '--inactive'],
  ['list', '--all', '--title'],
  ['list', '--uuid'],
  ['list', '--name', '--id'],
  ['list', '--all', '--managed-save'],
  ['list', '--state-paused'],
  ['list', '--with-snapshot'],
  ['list', '--table', '--name'],
  ['-q', 'list', '--all'],
  ['list --all; list --name'],
  ['net-list'],
  ['net-list', '--all'],
  ['net-list', '--uuid'],
  ['net-list', '--name', '--all'],
  ['net-list', '--name', '--uuid'],
  ['net-dumpxml', 'default'],
  ['net-dumpxml', 'default', '--inactive'],
  ['pool-list', '--all'],
  ['pool-list', '--all', '--details'],
  ['pool-list', '--uuid', '--name'],
  ['pool-list', '--type', 'dir'],
  ['pool-dumpxml', 'default-pool'],
  ['vol-list', 'default-pool'],
  ['vol-list', 'default-pool', '--details'],
  ['nodedev-list'],
  ['nodedev-list', '--tree'],
  ['nodedev-list', '--cap', 'net'],
  ['nodedev-list', '--all'],
];

const HOST: readonly (readonly string[])[] = [
  ['nodeinfo'],
  ['capabilities'],
  ['domcapabilities'],
  ['domcapabilities', '--virttype', 'qemu'],
  ['domcapabilities', '--arch', 'foo'],
  ['version'],
  ['version', '--daemon'],
  ['hostname'],
  ['uri'],
  ['event', '--list'],
  ['event', '--event', 'reboot', '--timeout', '1'],
];

const WRONG: readonly (readonly string[])[] = [
  ['nosuch'],
  ['list; nosuch'],
  ['list "'],
  ['list', '--foo'],
  ['list', 'foo'],
  ['list', ';', 'list'],
  ['dominfo'],
  ['dominfo', 'nosuch'],
  ['dominfo', ''],
  ['domstate', '--domain'],
  ['dumpxml', 'nosuch'],
  ['start', 'nosuch'],
  ['suspend', 'nosuch'],
  ['undefine', 'nosuch'],
  ['destroy', 'nosuch'],
  ['screenshot', 'nosuch'],
  ['console', 'nosuch'],
  ['vncdisplay', 'nosuch'],
  ['domstats', 'nosuch'],
  ['event', 'nosuch'],
  ['event', '--event', 'nosuch'],
  ['event', '--all', '--event', 'reboot'],
  ['event', '--all', '--timeout', 'x'],
  ['net-dumpxml', 'nosuch'],
  ['net-dumpxml', ''],
  ['vol-list', ''],
  ['net-dumpxml'],
  ['pool-dumpxml', 'nosuch'],
  ['pool-list', '--type', 'foo'],
  ['vol-list', 'nosuch'],
  ['nodedev-list', '--cap', 'foo'],
  ['nodedev-list', '--all', '--inactive'],
  ['define', '/nonexistent'],
  ['define', ''],
  ['define', '/etc'],
  ['define', 'empty.xml'],
  ['define', 'nameless.xml'],
  ['define', 'broken.xml'],
  ['create', 'nameless.xml'],
  ['-d', 'foo', 'list'],
  ['-k', 'x', 'list'],
  ['-k', '-1', 'list'],
  ['-e', 'ab', 'list'],
  ['-Z', 'list'],
  ['--foo', 'list'],
];

function aboutMachine(machine: string): readonly (readonly string[])[] {
  return [
    ['dominfo', machine],
    ['dominfo', '--domain', machine],
    ['domstate', machine],
    ['domstate', machine, '--reason'],
    ['domid', machine],
    ['domuuid', machine],
    ['domname', machine],
    ['domblklist', machine],
    ['domblklist', machine, '--details'],
    ['domblklist', machine, '--inactive', '--details'],
    ['domiflist', machine],
    ['domiflist', machine, '--inactive'],
    ['dumpxml', machine],
    ['dumpxml', machine, '--inactive'],
    ['dumpxml', machine, '--migratable'],
    ['dumpxml', machine, '--update-cpu'],
    ['dumpxml', machine, '--security-info'],
    ['dumpxml', machine, '--xpath', '//disk'],
    ['dumpxml', machine, '--xpath', '//@type'],
    ['dumpxml', machine, '--xpath', '/domain/devices/*', '--wrap'],
    ['vncdisplay', machine],
    ['domstats', machine],
    ['domstats', machine, '--state', '--interface', '--vm'],
    ['domstats', machine, '--perf', '--iothread', '--dirtyrate', '--memory'],
    ['domstats', machine, '--block', '--backing'],
    ['domstats', machine, '--raw', '--balloon'],
    ['domstats', '--enforce', '--dirtyrate'],
    ['domstats', '--list-active', '--state'],
    ['domstats', '--list-inactive', '--state'],
    ['domstats', '--nowait', '--state'],
    ['undefine', machine, '--wipe-storage'],
    ['undefine', machine, '--nvram', '--keep-nvram'],
    ['undefine', machine, '--delete-snapshots'],
    ['console', machine],
    ['reboot', machine, '--mode', 'foo'],
    ['shutdown', machine, '--mode', 'foo'],
    ['screenshot', machine, '--screen', 'foo'],
    ['screenshot', machine, '--screen', '7', '--file', 'picture'],
  ];
}

/** Commands that `help` explains in the same words. */
export const EXPLAINED: readonly string[] = [
  'autostart', 'capabilities', 'console', 'define', 'destroy', 'domblklist', 'domcapabilities', 'domid', 'domiflist', 'dominfo',
  'domname', 'domstate', 'domstats', 'domuuid', 'dumpxml', 'event', 'events', 'help', 'hostname', 'list', 'net-dumpxml', 'net-list',
  'nodedev-list', 'nodeinfo', 'nosuch', 'pool-dumpxml', 'pool-list', 'reboot', 'reset', 'resume', 'screenshot', 'shutdown', 'start',
  'suspend', 'undefine', 'uri', 'version', 'vncdisplay', 'vol-list',
];

/** Documents that the invocations name. */
export const DOCUMENTS: Readonly<Record<string, string>> = {
  'empty.xml': '',
  'nameless.xml': '<domain/>\n',
  'broken.xml': '<domain>\n  <name>x</nam>\n</domain>\n',
  'ok.xml': `<domain type='test'>
  <name>ok</name>
  <uuid>0b5c8d4e-2f3a-4a53-9d43-5b6c1d2e3f40</uuid>
  <memory>8192</memory>
  <os><type>hvm</type></os>
  <devices><disk type='file' device='disk'><source file='/nonexistent/vda'/><target dev='vda' bus='virtio'/></disk></devices>
</domain>
`,
};
