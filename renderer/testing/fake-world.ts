import type { ConnectionInfo } from '../../main/contract/connections.ts';
import type { ConnectionId, MachineUuid } from '../../main/contract/ids.ts';
import type { MachineRow, MachineState, MachineVerb, VerbSet, VerbState } from '../../main/contract/inventory.ts';

/** What a made-up world has. */
export interface WorldOptions {
  readonly machines: number;
  readonly hosts: number;
  /** Every machine runs, for the bench of moving rows. */
  readonly allRunning?: boolean;
}

const NAMES = [
  'web-01', 'dev-fedora', 'haiku-beta', 'win11-cad', 'build-7', 'auth-01', 'ci-runner-01', 'db-01', 'db-02', 'db-old', 'mail-01', 'backup-02', 'ci-runner-02',
  'ci-runner-03', 'erp-app-01', 'erp-db-01', 'git-01', 'jump-01', 'k8s-cp-01', 'k8s-node-01', 'k8s-node-02', 'k8s-node-03', 'monitor-01', 'pbx-01', 'proxy-01', 'web-02', 'wiki-01',
] as const;
const HOSTS = [
  { label: 'This computer', uri: 'qemu:///system', badge: '' },
  { label: 'kvm-03', uri: 'qemu+ssh://anna@kvm-03/system', badge: 'ssh' },
  { label: 'ber-kvm-01', uri: 'qemu+ssh://anna@ber-kvm-01/system', badge: 'ssh' },
  { label: 'ber-kvm-02', uri: 'qemu+ssh://anna@ber-kvm-02/system', badge: 'ssh' },
  { label: 'Test host', uri: 'test:///default', badge: 'test' },
  { label: 'kvm-07', uri: 'qemu+ssh://anna@kvm-07/system', badge: 'ssh' },
] as const;
const STATES: readonly MachineState[] = ['running', 'running', 'off', 'running', 'paused', 'running', 'running', 'running', 'running', 'crashed', 'busy', 'running'];
const TAGS: readonly (readonly string[])[] = [['prod'], [], ['ci'], ['prod', 'nginx'], []];

const yes: VerbState = { enabled: true };
const no = (reason: VerbState['reason']): VerbState => ({ enabled: false, ...(reason === undefined ? {} : { reason }) });

/** What can be done in a state: much simplified from main's own table. */
export function verbsFor(state: MachineState, stale: boolean): VerbSet {
  const verbs: readonly MachineVerb[] = ['start', 'resume', 'pause', 'shutdown', 'reboot', 'cycle', 'reset', 'nmi', 'forceOff', 'save', 'dropSave', 'autostart', 'delete', 'openConsole', 'changeMedia', 'screenshot', 'snapshot', 'clone', 'relocate', 'consolidate', 'template', 'tags', 'protect', 'rename'];
  const of = (verb: MachineVerb): VerbState => {
    if (verb === 'relocate' || verb === 'consolidate' || verb === 'template') return no('reason.notSupported');
    if (stale) return no('reason.stale');
    if (state === 'busy') return verb === 'forceOff' || verb === 'openConsole' ? yes : no('reason.busy');
    const up = state === 'running' || state === 'paused';
    switch (verb) {
      case 'start':
        return state === 'off' || state === 'crashed' ? yes : no('reason.alreadyRunning');
      case 'resume':
        return state === 'paused' ? yes : no('reason.notPaused');
      case 'pause':
      case 'shutdown':
      case 'reboot':
      case 'cycle':
      case 'nmi':
        return state === 'running' ? yes : state === 'paused' ? no('reason.paused') : no('reason.notRunning');
      case 'dropSave':
        return no('reason.noSavedState');
      case 'reset':
      case 'forceOff':
      case 'save':
      case 'screenshot':
        return up ? yes : no('reason.notRunning');
      case 'autostart':
      case 'delete':
      case 'openConsole':
      case 'changeMedia':
      case 'tags':
      case 'snapshot':
      case 'protect':
      case 'clone':
        return yes;
      case 'rename':
        return up ? no('reason.mustBeOff') : yes;
    }
  };
  return Object.fromEntries(verbs.map((verb) => [verb, of(verb)])) as VerbSet;
}

const uuidOf = (index: number): MachineUuid => `00000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}` as MachineUuid;

/** The id of the n-th made-up connection. */
export const hostId = (index: number): ConnectionId => `c${index}` as ConnectionId;

function hostState(index: number, hosts: number): ConnectionInfo['state'] {
  return index === 5 || (index === hosts - 1 && hosts > 6) ? 'lost' : 'connected';
}

/** Made-up connections; the sixth does not answer. */
export function makeConnections(options: WorldOptions, nowMs: number): ConnectionInfo[] {
  return Array.from({ length: options.hosts }, (_, index) => {
    const host = HOSTS[index] ?? { label: `host-${index}`, uri: `qemu+ssh://root@host-${index}/system`, badge: 'ssh' };
    const state = hostState(index, options.hosts);
    const lost = state === 'lost';
    return {
      ...host,
      id: hostId(index),
      labelKey: index === 0 ? 'connection.thisComputer' : undefined,
      labelValues: {},
      folder: '',
      state,
      readOnly: index === 3,
      autoConnect: true,
      warning: undefined,
      phase: undefined,
      error: lost ? { code: 'system-error', domain: 'rpc', message: `Cannot connect to ${host.label}: No route to host`, step: 'connect' } : undefined,
      failure: lost
        ? {
            error: { code: 'system-error', domain: 'rpc', message: `Cannot connect to ${host.label}: No route to host`, step: 'connect' },
            hint: 'fault.portFiltered',
            values: { host: host.label, port: '22' },
            repairs: [{ kind: 'copy-command', label: 'repair.commandOnHost', values: { host: host.label }, command: 'sudo ufw allow 22/tcp' }, { kind: 'retry', label: 'repair.retry', values: {}, command: undefined }],
          }
        : undefined,
      lastSeenMs: lost ? nowMs - 14 * 60_000 : nowMs,
      retryAtMs: lost ? nowMs + 40_000 : undefined,
      host: { hostname: host.label, hypervisor: 'QEMU 7.2.22, libvirt 9.0.0', cpuModel: 'EPYC-Milan', cpus: 26, memoryKiB: 134_217_728n },
      route: host.badge === 'ssh' ? `root@${host.label} by SSH` : undefined,
      methods: ['eventLog.readAll'],
    } satisfies ConnectionInfo;
  });
}

/** One made-up machine. */
export function makeRow(index: number, options: WorldOptions): MachineRow {
  const name = NAMES[index] ?? `vm-${String(index).padStart(5, '0')}`;
  const host = index < 5 ? 0 : index < NAMES.length ? 1 + ((index - 5) % Math.max(1, options.hosts - 1)) : index % options.hosts;
  const stale = hostState(host % options.hosts, options.hosts) === 'lost';
  const state = options.allRunning === true ? 'running' : (STATES[index % STATES.length] ?? 'off');
  return {
    connectionId: hostId(host % options.hosts),
    uuid: uuidOf(index),
    row: index,
    name,
    title: undefined,
    state,
    stateDetail: state === 'busy' ? 'state.starting' : undefined,
    persistent: true,
    autostart: index % 3 === 0,
    hasManagedSave: false,
    vcpus: 1 + (index % 4),
    memoryKiB: 2 ** (index % 6) * 1024 * 1024,
    stale,
    verbs: verbsFor(state, stale),
    tags: TAGS[index % TAGS.length] ?? [],
    ...(name.startsWith('db-') ? { icon: 'database' } : {}),
    address: state === 'running' ? `10.0.${(index >> 8) & 255}.${index & 255}` : undefined,
  };
}
