import { basename, dirname, join } from 'node:path';
import { PRODUCTS, vmrunPlaces, type ProductKind } from '../../../drivers/vmware/products.ts';
import type { Discovery } from '../../contract/connections.ts';
import type { MessageKey, MessageValueName } from '../../contract/message-keys.ts';
import type { Computer } from './computer.ts';
import { installCommand, installQemuCommand } from './install-command.ts';
import { sshHosts } from './ssh-hosts.ts';

/** Looks at what this computer offers; what is expected and not there is told as not found, with the way to it. */
export async function discover(computer: Computer): Promise<readonly Discovery[]> {
  const parts = await Promise.all([system(computer), session(computer), others(computer), vmware(computer), qemu(computer), kvm(computer), ssh(computer)]);
  return [...parts.flat(), found('test', 'discover.test', { uri: 'test:///default', label: 'Test host', detail: 'test:///default' })];
}

const SYSTEM_DIR = '/var/run/libvirt';

async function system(computer: Computer): Promise<readonly Discovery[]> {
  if (computer.platform === 'win32') return [];
  const path = await firstOf(computer, [`${SYSTEM_DIR}/virtqemud-sock`, `${SYSTEM_DIR}/libvirt-sock`]);
  const base = { uri: 'qemu:///system', label: 'This computer' };
  if (path === undefined) {
    const detail = `${SYSTEM_DIR}/libvirt-sock`;
    const daemon = await onPath(computer, ['libvirtd', 'virtqemud']);
    if (daemon !== undefined) {
      const start = problem('discover.problem.notListening', {}, `sudo systemctl enable --now ${basename(daemon)}.socket`);
      return [found('libvirt-system', 'discover.libvirtSystem', { ...base, detail }, start)];
    }
    const command = await installHere(computer);
    return [missing('libvirt-system', 'discover.libvirtSystem', { ...base, detail }, problem('discover.problem.socketMissing', {}, command))];
  }
  const reach = await computer.reach(path);
  if (reach === 'denied') return denied(computer, path, base);
  const how = reach === 'dead' ? problem('discover.problem.notListening', {}, 'sudo systemctl start libvirtd') : undefined;
  return [found('libvirt-system', 'discover.libvirtSystem', { ...base, detail: path }, how)];
}

async function denied(computer: Computer, path: string, base: { readonly uri: string; readonly label: string }): Promise<readonly Discovery[]> {
  const owner = await computer.groupOf(path);
  const group = owner === undefined || owner === 'root' ? 'libvirt' : owner;
  const { user } = computer;
  const how = problem('discover.problem.socketDenied', { user, group }, `sudo usermod -aG ${group} ${user}`);
  const full = found('libvirt-system', 'discover.libvirtSystem', { ...base, detail: path }, how);
  const readOnly = `${path}-ro`;
  if ((await computer.reach(readOnly)) !== 'open') return [full];
  return [full, { ...found('libvirt-readonly', 'discover.libvirtReadOnly', { ...base, detail: readOnly }), readOnly: true }];
}

async function session(computer: Computer): Promise<readonly Discovery[]> {
  if (computer.platform === 'win32' || computer.uid === 0) return [];
  const runtime = computer.env['XDG_RUNTIME_DIR'];
  const dir = join(runtime === undefined || runtime === '' ? `/run/user/${computer.uid}` : runtime, 'libvirt');
  const path = await firstOf(computer, [`${dir}/virtqemud-sock`, `${dir}/libvirt-sock`]);
  const base = { uri: 'qemu:///session', label: 'This computer (session)' };
  if (path !== undefined && (await computer.reach(path)) === 'open') return [found('libvirt-session', 'discover.libvirtSession', { ...base, detail: path })];
  const daemon = await onPath(computer, ['virtqemud', 'libvirtd']);
  if (daemon === undefined) return [];
  const how = problem('discover.problem.sessionNotStarted', {}, `${daemon} --daemon --timeout=120`);
  return [found('libvirt-session', 'discover.libvirtSession', { ...base, detail: daemon }, how)];
}

const OTHER_DAEMONS = [
  { daemon: 'virtxend', kind: 'libvirt-xen', key: 'discover.libvirtXen', uri: 'xen:///system' },
  { daemon: 'virtlxcd', kind: 'libvirt-lxc', key: 'discover.libvirtLxc', uri: 'lxc:///system' },
  { daemon: 'virtvboxd', kind: 'libvirt-vbox', key: 'discover.libvirtVbox', uri: 'vbox:///system' },
  { daemon: 'virtbhyved', kind: 'libvirt-bhyve', key: 'discover.libvirtBhyve', uri: 'bhyve:///system' },
] as const;

async function others(computer: Computer): Promise<readonly Discovery[]> {
  const all = await Promise.all(
    OTHER_DAEMONS.map(async ({ daemon, kind, key, uri }) => {
      const path = `${SYSTEM_DIR}/${daemon}-sock`;
      return (await computer.exists(path)) && (await computer.reach(path)) === 'open' ? [found(kind, key, { uri, label: uri, detail: path })] : [];
    }),
  );
  return all.flat();
}

/** The product that stands beside vmrun; without one of its own program it is Player's. */
async function vmware(computer: Computer): Promise<readonly Discovery[]> {
  const { platform } = computer;
  if (platform !== 'linux' && platform !== 'darwin' && platform !== 'win32') return [];
  const path = (await onPath(computer, ['vmrun', 'vmrun.exe'])) ?? (await firstOf(computer, vmrunPlaces(platform)));
  if (path === undefined) return [];
  const workstation = platform === 'win32' ? join(dirname(path), 'vmware.exe') : join(dirname(path), 'vmware');
  const kind: ProductKind = platform === 'darwin' ? 'fusion' : (await computer.exists(workstation)) ? 'ws' : 'player';
  const { title } = PRODUCTS[kind];
  return [{ ...found('vmware', 'discover.vmware', { uri: `vmware${kind}:///session`, label: title, detail: path }), labelValues: { product: title } }];
}

async function qemu(computer: Computer): Promise<readonly Discovery[]> {
  const path = await onPath(computer, ['qemu-system-x86_64', 'qemu-system-aarch64', 'qemu-kvm', 'qemu-system-riscv64', 'qemu-system-ppc64', 'qemu-system-s390x']);
  // Of another system's hosts the driver knows its way by SSH only.
  const uri = computer.platform === 'linux' || computer.platform === 'darwin' ? 'qemu:///embed' : undefined;
  if (path !== undefined) return [found('qemu', 'discover.qemu', { uri, label: 'QEMU', detail: path })];
  const command = installQemuCommand(computer.platform, computer.arch, (await computer.readText('/etc/os-release')) ?? '');
  return [missing('qemu', 'discover.qemu', { uri: undefined, label: 'QEMU', detail: 'qemu-system-*' }, problem('discover.problem.noQemu', {}, command))];
}

async function kvm(computer: Computer): Promise<readonly Discovery[]> {
  if (computer.platform !== 'linux') return [];
  const base = { uri: undefined, label: 'KVM', detail: '/dev/kvm' };
  if (!(await computer.exists('/dev/kvm')) || !(await virtualises(computer))) return [missing('kvm', 'discover.kvm', base, problem('discover.problem.noKvm', {}, undefined))];
  if (await computer.mayUse('/dev/kvm')) return [found('kvm', 'discover.kvm', base)];
  const { user } = computer;
  const group = (await computer.groupOf('/dev/kvm')) ?? 'kvm';
  return [found('kvm', 'discover.kvm', base, problem('discover.problem.kvmDenied', { user, group }, `sudo usermod -aG ${group} ${user}`))];
}

/** In many virtual machines the device is there, and works for no guest. */
async function virtualises(computer: Computer): Promise<boolean> {
  const flags = /^flags\s*:.*$/m.exec((await computer.readText('/proc/cpuinfo')) ?? '');
  return flags === null || /\b(vmx|svm)\b/.test(flags[0]);
}

async function ssh(computer: Computer): Promise<readonly Discovery[]> {
  const hosts = await sshHosts(computer);
  return hosts.map((host) => ({
    ...found('ssh-host', 'discover.sshHost', { uri: `qemu+ssh://${host}/system`, label: host, detail: '~/.ssh/config' }),
    labelValues: { host },
  }));
}

async function installHere(computer: Computer): Promise<string | undefined> {
  return installCommand((await computer.readText('/etc/os-release')) ?? '');
}

async function firstOf(computer: Computer, paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) if (await computer.exists(path)) return path;
  return undefined;
}

async function onPath(computer: Computer, names: readonly string[]): Promise<string | undefined> {
  const separator = computer.platform === 'win32' ? ';' : ':';
  const dirs = [...(computer.env['PATH'] ?? '').split(separator), '/usr/sbin', '/usr/libexec'].filter((dir) => dir !== '');
  return firstOf(computer, names.flatMap((name) => dirs.map((dir) => join(dir, name))));
}

type Basics = Pick<Discovery, 'uri' | 'label' | 'detail'>;
type Problem = Pick<Discovery, 'problem' | 'problemValues' | 'command'>;

function problem<K extends MessageKey>(key: K, values: Readonly<Record<MessageValueName<K>, string>>, command: string | undefined): Problem {
  return { problem: key, problemValues: values, command };
}

const NO_PROBLEM: Problem = { problem: undefined, problemValues: {}, command: undefined };

function found(kind: string, labelKey: MessageKey, basics: Basics, how: Problem = NO_PROBLEM): Discovery {
  return { kind, found: true, readOnly: false, labelKey, labelValues: {}, ...basics, ...how };
}

function missing(kind: string, labelKey: MessageKey, basics: Basics, how: Problem): Discovery {
  return { ...found(kind, labelKey, basics, how), found: false };
}
