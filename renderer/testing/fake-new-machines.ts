import type { VireoClient } from '../../main/contract/contract.ts';
import type { TaskId } from '../../main/contract/ids.ts';
import { FAKE_CATALOGUE, FAKE_OFFER, FAKE_SYSTEMS } from './fake-facts.ts';

/** Making machines, made up. */
export function fakeNewMachines(): VireoClient['newMachines'] {
  return {
    systems: () => Promise.resolve(FAKE_SYSTEMS),
    recognise: (what) => {
      const image = 'path' in what ? FAKE_OFFER.images.find(({ path }) => path === what.path) : undefined;
      return Promise.resolve(image?.osId === undefined ? undefined : { osId: image.osId, by: 'label', sure: image.osId !== 'windows-11', label: image.name });
    },
    preview: (wanted) => Promise.resolve({ xml: `<domain type='kvm'>\n  <name>${wanted.name}</name>\n  <memory unit='KiB'>${wanted.memoryKiB}</memory>\n  <vcpu>${wanted.vcpus}</vcpu>\n</domain>\n`, command: `vireo -c qemu:///system create --name ${wanted.name}` }),
    login: () => Promise.resolve({ user: 'anna', sshKeys: ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA anna@x1'] }),
    catalogue: () => Promise.resolve(FAKE_CATALOGUE),
    download: () => Promise.resolve('t0' as TaskId),
  };
}
