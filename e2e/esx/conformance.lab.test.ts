import { randomBytes } from 'node:crypto';
import { afterAll, describe, it } from 'vitest';
import { describeConformance } from '../../drivers/testing/conformance.ts';
import { checkLab, startVsphere } from '../lab/index.ts';
import { openEsx } from './open-esx.ts';

const check = checkLab(['vsphere']);

if (check.skip) {
  describe.skip(check.title('conformance of esx'), () => {
    it('needs the lab', () => undefined);
  });
} else {
  const vsphere = await startVsphere({ kind: 'esx', machines: 1 });
  afterAll(() => vsphere.dispose());
  const mac = (): string => `00:50:56:${[...randomBytes(3)].map((byte, index) => (index === 0 ? byte & 0x3f : byte).toString(16).padStart(2, '0')).join(':')}`;

  await describeConformance({
    driver: 'esx',
    peer: 'simulation',
    peerName: "govmomi's ESX simulator, with our improvements (somebody else's simulation: not a real host)",
    domainType: 'vmware',
    open: () => openEsx(vsphere),
    samples: {
      domain: (name) => `<domain type='vmware'>
  <name>${name}</name>
  <memory unit='MiB'>64</memory>
  <vcpu>2</vcpu>
  <os><type arch='x86_64'>hvm</type></os>
  <devices>
    <disk type='file' device='disk'><source file='[LocalDS_0] ${name}/${name}.vmdk'/><target dev='sda' bus='scsi'/></disk>
    <interface type='bridge'><mac address='${mac()}'/><source bridge='VM Network'/><model type='e1000'/></interface>
  </devices>
</domain>`,
      network: (name) => `<network><name>${name}</name><portgroup name='${name}-group'/></network>`,
      volume: (name) => `<volume><name>${name}/${name}.vmdk</name><capacity unit='KiB'>64</capacity><allocation>0</allocation><target><format type='vmdk'/></target></volume>`,
      device: `<interface type='bridge'><mac address='00:50:56:0c:0f:03'/><source bridge='VM Network'/><model type='vmxnet3'/></interface>`,
      disk: 'sda',
      emulator: undefined,
    },
  });
}
