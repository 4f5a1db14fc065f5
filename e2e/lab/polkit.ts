import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ProcessId, isAlive, logTail, startService, stopProcess } from './lab-process.ts';
import type { PrivateLibvirtd } from './libvirt/libvirtd.ts';
import { startPrivateLibvirtd } from './libvirt/private-libvirtd.ts';
import { abandonedDirs, makeOwnedDir } from './owned-dir.ts';
import { type Argv, LabError, run, waitFor } from './run.ts';
import { type LabUser, ensureLabUser } from './user.ts';

const PREFIX = 'polkit-';

/** What polkit answers when the user wants to manage machines. `password`: the user's own, as an administrator's. */
export type PolkitAnswer = 'yes' | 'no' | 'password';

/** A libvirtd that asks polkit, with a message bus and a polkitd of their own. */
export interface PolkitHouse {
  readonly daemon: PrivateLibvirtd;
  readonly user: LabUser;
  /** Changes the rule. */
  answer(answer: PolkitAnswer): Promise<void>;
  /** The argument vector that runs a program as the user, who sees the house's bus as the system's. */
  wrap(argv: Argv): Argv;
  dispose(): Promise<void>;
}

/** Starts all three; the rule says `password` at first. */
export async function startPolkitHouse(): Promise<PolkitHouse> {
  for (const abandoned of abandonedDirs(PREFIX)) rmSync(abandoned, { recursive: true, force: true });
  const dir = makeOwnedDir(PREFIX);
  const user = await ensureLabUser();
  for (const name of ['bus', 'rules.d']) mkdirSync(join(dir, name), { mode: 0o755 });
  const address = `unix:path=${join(dir, 'bus/system_bus_socket')}`;
  const bus = await startBus(dir, address);
  const polkit = new Polkitd(dir, address, user);
  await polkit.answer('password');
  const daemon = await startPrivateLibvirtd({
    env: { DBUS_SYSTEM_BUS_ADDRESS: address },
    daemonLines: ['auth_unix_rw = "polkit"', 'auth_unix_ro = "polkit"', 'unix_sock_rw_perms = "0777"'],
  });
  return {
    daemon, user,
    answer: (answer) => polkit.answer(answer),
    // The helper that checks passwords begins with an empty environment: it finds only the usual place.
    wrap: (argv) => ['unshare', '--mount', '--propagation', 'private', 'sh', '-c', `mkdir -p /run/dbus && mount --bind '${join(dir, 'bus')}' /run/dbus && exec "$@"`, 'sh', ...user.wrap(argv)],
    dispose: async () => {
      await daemon.dispose();
      await polkit.stop();
      await stopProcess(bus);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

async function startBus(dir: string, address: string): Promise<ProcessId> {
  const config = join(dir, 'bus.conf');
  writeFileSync(
    config,
    `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>${address}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default"><allow user="*"/><allow receive_sender="*"/><allow send_type="method_return"/><allow send_type="error"/><allow send_type="signal"/><allow send_destination="org.freedesktop.DBus"/></policy>
  <policy user="root"><allow own="*"/><allow send_destination="*"/></policy>
  <includedir>/usr/share/dbus-1/system.d</includedir>
</busconfig>
`,
  );
  const logPath = join(dir, 'bus.log');
  const id = await startService(['dbus-daemon', '--nofork', '--nopidfile', '--nosyslog', `--config-file=${config}`], { logPath, outlives: false });
  await waitFor('the message bus', async () => {
    if (!isAlive(id)) throw new LabError(`dbus-daemon ended at once: ${logTail(logPath)}`);
    return (await busSays(address, 'ListNames')) === undefined ? undefined : true;
  }, 10_000);
  return id;
}

async function busSays(address: string, method: string, ...args: readonly string[]): Promise<string | undefined> {
  const { status, stdout } = await run(['dbus-send', `--bus=${address}`, '--print-reply', '--dest=org.freedesktop.DBus', '/', `org.freedesktop.DBus.${method}`, ...args], { check: false });
  return status === 0 ? stdout : undefined;
}

/** polkitd with rules of its own; it is started anew when they change. */
class Polkitd {
  readonly #dir: string;
  readonly #address: string;
  readonly #user: LabUser;
  #id: ProcessId | undefined;

  constructor(dir: string, address: string, user: LabUser) {
    this.#dir = dir;
    this.#address = address;
    this.#user = user;
  }

  async answer(answer: PolkitAnswer): Promise<void> {
    await this.stop();
    const result = { yes: 'YES', no: 'NO', password: 'AUTH_ADMIN_KEEP' }[answer];
    const rules = join(this.#dir, 'rules.d');
    const file = join(rules, '00-lab.rules');
    writeFileSync(
      file,
      `polkit.addAdminRule(function() { return ["unix-user:${this.#user.name}"]; });
polkit.addRule(function(action) { if (action.id == "org.libvirt.unix.manage") return polkit.Result.${result}; });\n`,
    );
    chmodSync(file, 0o644);
    const logPath = join(this.#dir, 'polkitd.log');
    const id = await startService(
      ['unshare', '--mount', '--propagation', 'private', 'sh', '-c', `mount --bind '${rules}' /etc/polkit-1/rules.d && exec /usr/lib/polkit-1/polkitd`],
      { logPath, outlives: false, env: { DBUS_SYSTEM_BUS_ADDRESS: this.#address } },
    );
    this.#id = id;
    await waitFor('polkitd', async () => {
      if (!isAlive(id)) throw new LabError(`polkitd ended at once: ${logTail(logPath)}`);
      return (await this.#isServing()) ? true : undefined;
    }, 10_000);
  }

  async stop(): Promise<void> {
    if (this.#id === undefined) return;
    await stopProcess(this.#id);
    this.#id = undefined;
    await waitFor('end of polkitd', async () => ((await this.#isServing()) ? undefined : true), 30_000);
  }

  async #isServing(): Promise<boolean> {
    const said = await busSays(this.#address, 'NameHasOwner', 'string:org.freedesktop.PolicyKit1');
    return said?.includes('boolean true') === true;
  }
}
