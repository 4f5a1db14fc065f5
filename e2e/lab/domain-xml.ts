import { assertNever } from '../../drivers/core/assert.ts';
import { GUEST_COMMAND_LINE, type Guest } from './guest.ts';

export type LabGraphics =
  | { readonly type: 'vnc'; readonly password?: string; readonly listen?: 'loopback' | 'none' | { readonly socket: string } }
  | { readonly type: 'spice'; readonly password?: string }
  | { readonly type: 'none' };

/** What a lab machine is made of; everything has the usual default. */
export interface LabDomainOptions {
  readonly name: string;
  /** Default `kernel`: the fastest (4 s to the shell). `disk` and `iso` go through the firmware and GRUB (10 s). */
  readonly boot?: 'kernel' | 'disk' | 'iso';
  readonly firmware?: 'bios' | 'efi';
  /** Default VNC on 127.0.0.1 without a password. */
  readonly graphics?: LabGraphics;
  /** Default `default`, libvirt's NAT network; `user` needs no network of the host. */
  readonly network?: 'default' | 'user' | 'none' | { readonly name: string };
  readonly memoryMiB?: number;
  readonly vcpus?: number;
  /** Default `qemu` (TCG), because KVM is not everywhere able to boot a guest. */
  readonly accelerator?: 'qemu' | 'kvm';
  readonly title?: string;
  /** With a pointer that knows places on the screen. */
  readonly tablet?: boolean;
}

/** The XML of a standard lab machine: PC, virtio disk and NIC, serial console, guest agent, empty CD-ROM drive. */
export function labDomainXml(options: LabDomainOptions, guest: Guest, diskPath: string): string {
  const { name, boot = 'kernel', firmware = 'bios', memoryMiB = 256, vcpus = 1, accelerator = 'qemu', title } = options;
  const graphics = options.graphics ?? { type: 'vnc' };
  const lines = [
    `<domain type='${accelerator}'>`,
    `  <name>${escapeXml(name)}</name>`,
    ...(title === undefined ? [] : [`  <title>${escapeXml(title)}</title>`]),
    `  <memory unit='MiB'>${memoryMiB}</memory>`,
    `  <vcpu>${vcpus}</vcpu>`,
    firmware === 'efi' ? `  <os firmware='efi'>` : `  <os>`,
    `    <type arch='x86_64' machine='${firmware === 'efi' ? 'q35' : 'pc'}'>hvm</type>`,
    // The guest is not signed.
    ...(firmware === 'efi' ? [`    <firmware><feature enabled='no' name='secure-boot'/></firmware>`] : []),
    ...bootLines(boot, guest),
    `  </os>`,
    `  <features><acpi/><apic/></features>`,
    `  <on_poweroff>destroy</on_poweroff>`,
    `  <on_reboot>restart</on_reboot>`,
    `  <on_crash>destroy</on_crash>`,
    `  <devices>`,
    `    <disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='${escapeXml(diskPath)}'/><target dev='vda' bus='virtio'/></disk>`,
    cdromLine(firmware, boot === 'iso' ? guest.isoPath : undefined),
    ...networkLines(options.network ?? 'default'),
    `    <serial type='pty'><target port='0'/></serial>`,
    `    <console type='pty'><target type='serial' port='0'/></console>`,
    `    <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>`,
    ...(options.tablet === true ? [`    <input type='tablet' bus='virtio'/>`] : []),
    ...graphicsLines(graphics),
    `    <video><model type='${graphics.type === 'none' ? 'none' : 'vga'}'/></video>`,
    `    <memballoon model='virtio'><stats period='5'/></memballoon>`,
    `    <rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>`,
    `  </devices>`,
    `</domain>`,
  ];
  return `${lines.join('\n')}\n`;
}

/** The XML of a container that runs `init` of busybox under `rootDir` (see makeContainerRoot). */
export function labContainerXml(name: string, rootDir: string): string {
  return `<domain type='lxc'>
  <name>${escapeXml(name)}</name>
  <memory unit='MiB'>64</memory>
  <vcpu>1</vcpu>
  <os><type>exe</type><init>/bin/sh</init></os>
  <devices>
    <filesystem type='mount'><source dir='${escapeXml(rootDir)}'/><target dir='/'/></filesystem>
    <console type='pty'/>
  </devices>
</domain>
`;
}

export function escapeXml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/'/g, '&apos;').replace(/"/g, '&quot;');
}

function bootLines(boot: 'kernel' | 'disk' | 'iso', guest: Guest): string[] {
  switch (boot) {
    case 'kernel':
      return [
        `    <kernel>${escapeXml(guest.kernelPath)}</kernel>`,
        `    <initrd>${escapeXml(guest.initrdPath)}</initrd>`,
        `    <cmdline>${escapeXml(GUEST_COMMAND_LINE)}</cmdline>`,
      ];
    case 'disk':
      return [`    <boot dev='hd'/>`];
    case 'iso':
      return [`    <boot dev='cdrom'/>`];
    default:
      return assertNever(boot);
  }
}

function cdromLine(firmware: 'bios' | 'efi', isoPath: string | undefined): string {
  const source = isoPath === undefined ? '' : `<source file='${escapeXml(isoPath)}'/>`;
  // The machine type decides which controller there is.
  const target = firmware === 'efi' ? `<target dev='sda' bus='sata'/>` : `<target dev='hda' bus='ide'/>`;
  return `    <disk type='file' device='cdrom'><driver name='qemu' type='raw'/>${source}${target}<readonly/></disk>`;
}

function networkLines(network: NonNullable<LabDomainOptions['network']>): string[] {
  if (network === 'none') return [];
  if (network === 'user') return [`    <interface type='user'><model type='virtio'/></interface>`];
  const name = network === 'default' ? network : network.name;
  return [`    <interface type='network'><source network='${escapeXml(name)}'/><model type='virtio'/></interface>`];
}

function graphicsLines(graphics: LabGraphics): string[] {
  switch (graphics.type) {
    case 'none':
      return [];
    case 'spice':
      return [`    <graphics type='spice' autoport='yes' listen='127.0.0.1'${passwordOf(graphics)}/>`];
    case 'vnc': {
      const password = passwordOf(graphics);
      const listen = graphics.listen ?? 'loopback';
      if (listen === 'loopback') return [`    <graphics type='vnc' port='-1' autoport='yes' listen='127.0.0.1'${password}/>`];
      if (listen === 'none') return [`    <graphics type='vnc'${password}><listen type='none'/></graphics>`];
      return [`    <graphics type='vnc'${password}><listen type='socket' socket='${escapeXml(listen.socket)}'/></graphics>`];
    }
    default:
      return assertNever(graphics);
  }
}

const passwordOf = ({ password }: { readonly password?: string }): string => (password === undefined ? '' : ` passwd='${escapeXml(password)}'`);
