import type { MachineRow } from '../../main/contract/inventory.ts';
import type { TaskId } from '../../main/contract/ids.ts';
import type { AppState } from '../state/app-state.ts';
import type { MachinePart } from '../state/tabs-store.ts';
import type { FakeApplication } from './fake-client.ts';

const isPart = (text: string): text is MachinePart => text === 'console' || text === 'overview' || text === 'hardware' || text === 'snapshots' || text === 'xml' || text === 'log';

function failTask(fake: FakeApplication, row: MachineRow): void {
  const now = Date.now();
  fake.tasks.set([
    { id: 'r1' as TaskId, title: 'task.create', values: { name: 'web-03' }, machine: undefined, state: 'running', fraction: 0.41, phase: 'phase.createDisk', phaseValues: { disk: 'web-03.qcow2' }, cancellable: true, startedMs: now - 9000, endedMs: undefined, failure: undefined },
    { id: 'd1' as TaskId, title: 'task.start', values: { name: 'db-02' }, machine: undefined, state: 'done', fraction: 1, phase: undefined, phaseValues: {}, cancellable: false, startedMs: now - 190_000, endedMs: now - 187_000, failure: undefined },
    {
      id: 'f1' as TaskId,
      title: 'task.start',
      values: { name: row.name },
      machine: { connectionId: row.connectionId, uuid: row.uuid },
      state: 'failed',
      fraction: undefined,
      phase: undefined,
      phaseValues: {},
      cancellable: false,
      startedMs: now - 60_000,
      endedMs: now - 59_000,
      failure: {
        error: { code: 'operation-invalid', domain: 'network', message: "Requested operation is not valid: network 'lab' is not active" },
        hint: 'hint.networkInactive',
        values: { network: 'lab' },
        repairs: [{ kind: 'start-network', label: 'repair.startNetwork', values: { network: 'lab' }, command: undefined }],
      },
    },
  ]);
}

const PROMPTS = {
  'host-key': { kind: 'host-key', target: 'kvm-03', status: 'unknown', keyType: 'ED25519', fingerprint: 'SHA256:uNiVztksCsDhcc0u9e8BrojfgXMTVZf+0gKvH3QZ1qk', knownHostsFile: '~/.ssh/known_hosts' },
  'host-key-changed': { kind: 'host-key', target: 'kvm-03', status: 'changed', keyType: 'ED25519', fingerprint: 'SHA256:uNiVztksCsDhcc0u9e8BrojfgXMTVZf+0gKvH3QZ1qk', knownHostsFile: '~/.ssh/known_hosts' },
  password: { kind: 'password', target: 'anna@kvm-03', message: 'Password:', retry: true, canStore: true },
  passphrase: { kind: 'passphrase', target: 'kvm-03', keyFile: '~/.ssh/id_ed25519', retry: false, canStore: true },
  code: { kind: 'one-time-code', target: 'kvm-03', message: 'Verification code:', echo: true },
} as const;

/** Brings a made-up window to where a picture is taken: `overview:db-02`, `dialog:settings`, `prompt:password` … */
export function scenario(name: string, app: AppState, fake: FakeApplication): void {
  const [what = '', which = ''] = name.split(':');
  const row = [...fake.rows.values()].find((one) => one.name === (which === '' ? 'db-02' : which)) ?? fake.rows.get(0);
  const key = row === undefined ? undefined : { connectionId: row.connectionId, uuid: row.uuid };
  setTimeout(() => {
    const dialog = which;
    if (isPart(what) && row !== undefined && key !== undefined) app.tabs.show({ kind: 'machine', key, name: row.name }, what);
    else if ((what === 'pending' || what === 'begun') && row !== undefined && key !== undefined) {
      fake.change(row.row, { install: what, state: 'off', stateDetail: undefined });
      app.tabs.show({ kind: 'machine', key, name: row.name }, 'hardware');
    } else if (what === 'host') {
      const info = fake.connections.value.find((one) => one.label === which);
      if (info !== undefined) app.tabs.show({ kind: 'host', id: info.id, name: info.label });
    } else if (what === 'failed' && row !== undefined) failTask(fake, row);
    else if (what === 'tasks' && row !== undefined) {
      failTask(fake, row);
      app.ui.set({ tasksOpen: true });
    } else if (what === 'dialog' && key !== undefined) {
      if (dialog === 'settings' || dialog === 'shortcuts' || dialog === 'activity' || dialog === 'closing' || dialog === 'palette' || dialog === 'addHost' || dialog === 'newMachine' || dialog === 'importAppliance') app.ui.open({ kind: dialog });
      if (dialog === 'delete' || dialog === 'tags' || dialog === 'relocate') app.ui.open({ kind: dialog, machines: [key] });
      if (dialog === 'forceOff' || dialog === 'reset') app.ui.open({ kind: 'confirmVerb', verb: dialog, machines: [key] });
      if (dialog === 'exportAppliance' || dialog === 'takeSnapshot' || dialog === 'media' || dialog === 'clone' || dialog === 'rename') app.ui.open({ kind: dialog, machine: key });
      if (dialog === 'folder') app.ui.open({ kind: 'folder', hosts: [key.connectionId] });
      if (dialog === 'deleteImage') void fake.client.machines.deletePlan(key).then(({ disks: [disk] }) => { if (disk !== undefined) app.ui.open({ kind: 'deleteImage', machine: key, disk, onConfirm: () => undefined }); });
      if (dialog === 'browseImages') app.ui.open({ kind: 'browseImages', host: key.connectionId, device: 'disk', onChoose: () => undefined });
      if (dialog === 'removeHost') app.ui.open({ kind: 'removeHost', id: key.connectionId });
    } else if (what === 'prompt' || what === 'promptAboveDialog') {
      if (what === 'promptAboveDialog') app.ui.open({ kind: 'addHost' });
      const prompt = Object.entries(PROMPTS).find(([id]) => id === which)?.[1];
      const [connection] = fake.connections.value;
      // A question comes a while after the dialog that causes it.
      const waitMs = what === 'prompt' ? 0 : 400;
      setTimeout(() => {
        if (prompt !== undefined && connection !== undefined) fake.prompts.set([{ promptId: 'p1', connectionId: connection.id, prompt }]);
      }, waitMs);
    }
  }, 50);
}
