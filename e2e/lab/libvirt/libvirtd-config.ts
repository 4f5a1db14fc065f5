import { appendFileSync, chmodSync, chownSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { run } from '../run.ts';

/** What a lab daemon's own configuration says. */
export interface DaemonSettings {
  /** Lines added to libvirtd.conf. */
  readonly daemonLines?: readonly string[];
  /** Lines added to qemu.conf. */
  readonly qemuLines?: readonly string[];
  /** First and last TCP port of graphics, so that two daemons do not race for one. */
  readonly displayPorts?: readonly [first: number, last: number];
  /** `forbidden`: QEMU's user may not open /dev/kvm, as on a machine that was never set up. Private daemons only. */
  readonly kvm?: 'open' | 'forbidden';
  /** It serves TCP and TLS as its lines say. Private daemons only. */
  readonly listens?: boolean;
  /** Added to the daemon's environment. Private daemons only. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Makes STATE/etc out of the machine's /etc/libvirt, without any definition except the default network and the
 * filters that come with the package.
 */
export function writeDaemonConfig(stateDir: string, settings: DaemonSettings): void {
  const etc = join(stateDir, 'etc');
  rmSync(etc, { recursive: true, force: true });
  cpSync('/etc/libvirt', etc, { recursive: true });
  for (const definitions of ['qemu', 'lxc', 'storage', 'secrets', 'qemu/networks/autostart']) {
    rmSync(join(etc, definitions), { recursive: true, force: true });
  }
  mkdirSync(join(etc, 'qemu/networks'), { recursive: true });
  writeFileSync(join(etc, 'qemu/networks/default.xml'), DEFAULT_NETWORK);
  const own = settings.daemonLines ?? [];
  // The first line about a thing counts.
  const usual = [
    `host_uuid = "${randomUUID()}"`,
    // No polkit here: the socket's group decides, as on a server.
    'auth_unix_ro = "none"',
    'auth_unix_rw = "none"',
    'unix_sock_group = "libvirt"',
    'unix_sock_ro_perms = "0777"',
    'unix_sock_rw_perms = "0770"',
    `log_outputs = "2:file:${join(stateDir, 'libvirtd.log')}"`,
  ];
  appendFileSync(join(etc, 'libvirtd.conf'), ['', ...own, ...usual, ''].join('\n'));
  const ports = settings.displayPorts;
  appendFileSync(
    join(etc, 'qemu.conf'),
    [
      '',
      // virtlogd is one process less to start and to end.
      'stdio_handler = "file"',
      'security_driver = "none"',
      ...(settings.qemuLines ?? []),
      ...(ports === undefined ? [] : [`remote_display_port_min = ${ports[0]}`, `remote_display_port_max = ${ports[1]}`]),
      '',
    ].join('\n'),
  );
}

/** Makes the directories of a private daemon. */
export async function makePrivateDirs(stateDir: string, hostName: string, kvm: 'open' | 'forbidden'): Promise<void> {
  for (const dir of ['run', 'lib', 'log', '../cache', '../cache-without-kvm', 'lib/images', 'lib/boot', 'lib/qemu', 'lib/network', 'lib/dnsmasq']) {
    mkdirSync(join(stateDir, dir), { recursive: true, mode: 0o755 });
  }
  writeFileSync(join(stateDir, 'hostname'), `${hostName}\n`);
  if (kvm === 'forbidden') await run(['mknod', '-m', '600', join(stateDir, 'kvm'), 'c', '10', '232']);
  const { uid, gid } = await qemuUser();
  chownSync(join(stateDir, 'lib/qemu'), uid, gid);
}

/**
 * QEMU runs as its own user. When /dev/kvm is closed to it, machines with type='kvm' fail, and every start is slow
 * because libvirt asks the emulator again. A usual machine's udev does this.
 */
export async function openKvmDevice(): Promise<void> {
  const { gid } = await qemuUser();
  const device = await run(['stat', '-c', '%g %a', '/dev/kvm'], { check: false });
  if (device.status !== 0 || device.stdout.trim() === `${gid} 660`) return;
  chownSync('/dev/kvm', 0, gid);
  chmodSync('/dev/kvm', 0o660);
}

async function qemuUser(): Promise<{ uid: number; gid: number }> {
  const [uid, gid] = await Promise.all([run(['id', '-u', 'libvirt-qemu']), run(['id', '-g', 'libvirt-qemu'])]);
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

const DEFAULT_NETWORK = `<network>
  <name>default</name>
  <bridge name='virbr0'/>
  <forward/>
  <ip address='192.168.122.1' netmask='255.255.255.0'>
    <dhcp>
      <range start='192.168.122.2' end='192.168.122.254'/>
    </dhcp>
  </ip>
</network>
`;
