import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import { afterAll, describe, it } from 'vitest';
import { describeConformance } from '../../drivers/testing/conformance.ts';
import { checkLab, labContainerXml, labDisksDir, makeContainerRoot, startLab } from '../lab/index.ts';
import { openRemote } from './call.ts';

const check = checkLab(['privateLibvirtd']);

if (check.skip) {
  describe.skip(check.title('conformance of remote'), () => {
    it('needs the lab', () => undefined);
  });
} else {
  const lab = await startLab({ need: ['privateLibvirtd'] });
  const disks = `${labDisksDir()}/conformance`;
  mkdirSync(disks, { recursive: true });
  chmodSync(disks, 0o777);
  const container = `${disks}/container`;
  await makeContainerRoot(container);
  afterAll(() => lab.dispose());

  await describeConformance({
    driver: 'remote',
    peer: 'real',
    peerName: 'libvirtd 9.0 with its QEMU driver',
    domainType: 'qemu',
    open: () => openRemote(lab.privateLibvirtd.uriOf('qemu')),
    samples: {
      domain: (name) => {
        execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', `${disks}/${name}.qcow2`, '16M']);
        chmodSync(`${disks}/${name}.qcow2`, 0o666);
        return machineXml(name, `${disks}/${name}.qcow2`);
      },
      device: `<interface type='user'><mac address='52:54:00:6c:0f:03'/><model type='virtio'/></interface>`,
      emulator: '/usr/bin/qemu-system-x86_64',
    },
    others: [
      {
        peerName: 'its LXC driver',
        domainType: 'lxc',
        open: () => openRemote(lab.privateLibvirtd.uriOf('lxc')),
        samples: {
          domain: (name) => labContainerXml(name, container),
          native: ['lxc-tools', 'lxc.utsname = conformance\nlxc.rootfs = /\nlxc.tty = 1\n'],
        },
      },
      { peerName: 'its test driver', domainType: 'test', open: () => openRemote(lab.privateLibvirtd.uriOf('test')) },
    ],
  });
}

/** A machine without a system: it stays in its firmware and runs nothing. */
function machineXml(name: string, disk: string): string {
  return `<domain type='qemu'>
  <name>${name}</name>
  <memory unit='MiB'>64</memory>
  <currentMemory unit='MiB'>64</currentMemory>
  <vcpu current='1'>2</vcpu>
  <iothreads>1</iothreads>
  <os><type arch='x86_64' machine='pc'>hvm</type></os>
  <features><acpi/></features>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    <disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='${disk}'/><target dev='vda' bus='virtio'/></disk>
    <interface type='user'><mac address='52:54:00:6c:0f:01'/><model type='virtio'/></interface>
    <serial type='pty'/>
    <console type='pty'/>
    <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
    <graphics type='vnc' autoport='yes' listen='127.0.0.1'/>
    <video><model type='vga'/></video>
    <memballoon model='virtio'/>
  </devices>
</domain>`;
}
