import { execFileSync } from 'node:child_process';
import { afterAll, describe, it } from 'vitest';
import { describeConformance } from '../../drivers/testing/conformance.ts';
import { checkLab } from '../lab/index.ts';
import { makeEmbedRoot } from './embed-host.ts';

const check = checkLab(['bareQemu']);

if (check.skip) {
  describe.skip(check.title('conformance of QEMU without a daemon'), () => {
    it('needs the lab', () => undefined);
  });
} else {
  const root = await makeEmbedRoot();
  afterAll(() => root.dispose());

  await describeConformance({
    driver: 'qemu',
    peer: 'real',
    peerName: 'QEMU 7.2 without a daemon',
    domainType: 'qemu',
    open: () => root.open(),
    samples: {
      domain: (name) => {
        const disk = `${root.folder}/${name}.qcow2`;
        execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', disk, '16M']);
        return machineXml(name, disk);
      },
      device: `<interface type='user'><mac address='52:54:00:6c:0f:03'/><model type='virtio'/></interface>`,
      emulator: '/usr/bin/qemu-system-x86_64',
      network: (name) => `<network><name>${name}</name><forward mode='nat'/><ip address='192.168.213.1' netmask='255.255.255.0'/></network>`,
    },
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
    <disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='${disk}'/><target dev='vda' bus='virtio'/></disk>
    <interface type='user'><mac address='52:54:00:6c:0f:01'/><model type='virtio'/></interface>
    <serial type='pty'/>
    <console type='pty'/>
    <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
    <graphics type='vnc' autoport='yes'/>
    <video><model type='vga'/></video>
    <memballoon model='virtio'/>
  </devices>
</domain>`;
}
