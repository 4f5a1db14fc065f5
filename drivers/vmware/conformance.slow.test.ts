import { afterAll } from 'vitest';
import { parseConnectUri } from '../core/connect-uri.ts';
import { describeConformance } from '../testing/conformance.ts';
import { openOn } from './driver.ts';
import { simulatedHost } from './testing/simulated-host.ts';

const host = await simulatedHost();
await host.addMachine('resident');

afterAll(async () => {
  await host.dispose();
});

await describeConformance({
  driver: 'vmware',
  peer: 'simulation',
  peerName: 'a simulation of vmrun, written from its documentation',
  domainType: 'vmware',
  open: () => openOn({ surroundings: host.surroundings(), dial: undefined, onLost: () => undefined }, parseConnectUri('vmwarews:///session'), {}),
  samples: {
    domain: (name) => `<domain type='vmware'><name>${name}</name><memory unit='MiB'>64</memory><vcpu>2</vcpu><os><type arch='x86_64'>hvm</type></os><devices>
  <disk type='file' device='disk'><source file='${host.machines}/${name}/${name}.vmdk'/><target dev='sda' bus='scsi'/></disk>
  <interface type='user'><mac address='00:0c:29:6c:0f:01'/></interface></devices></domain>`,
    device: "<interface type='user'><mac address='00:0c:29:6c:0f:03'/></interface>",
    net: '00:0c:29:6c:0f:01',
    disk: 'sda',
  },
});
