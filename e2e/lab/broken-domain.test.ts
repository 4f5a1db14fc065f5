import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Fault, type Lab, checkLab, defineBrokenDomain, startLab, startPrivateLibvirtd, uniqueName } from './index.ts';

const check = checkLab(['libvirtd', 'privateLibvirtd', 'guest']);

describe.skipIf(check.skip)(check.title('a machine that cannot start'), () => {
  let lab: Lab<'libvirtd' | 'guest'>;

  beforeAll(async () => {
    lab = await startLab({ need: ['libvirtd', 'guest'] });
  });

  afterAll(async () => {
    await lab.dispose();
  });

  it.each<[Fault, RegExp]>([
    ['inactive-network', /network 'lab-broken-\w+' is not active/],
    ['missing-image', /Cannot access storage file '[^']+'.*: No such file or directory/],
    ['unreadable-image', /Cannot access storage file '[^']+'.*: Permission denied|Could not open '[^']+': Permission denied/],
  ])('says so: %s; and starts when that is repaired', async (fault, message) => {
    const domain = await defineBrokenDomain(lab.libvirtd, lab.guest, uniqueName('lab-broken'), fault);
    try {
      await expect(domain.start()).rejects.toThrow(message);
      await domain.repair();
      await domain.start();
      expect(await domain.state()).toBe('running');
    } finally {
      await domain.dispose();
    }
  });

  it('says so: too much memory', async () => {
    const domain = await defineBrokenDomain(lab.libvirtd, lab.guest, uniqueName('lab-broken'), 'too-much-memory');
    try {
      await expect(domain.start()).rejects.toThrow(/cannot set up guest memory '[^']+': Cannot allocate memory/);
    } finally {
      await domain.dispose();
    }
  });

  it('says so: KVM', async () => {
    const daemon = await startPrivateLibvirtd({ kvm: 'forbidden' });
    try {
      const domain = await defineBrokenDomain(daemon, lab.guest, uniqueName('lab-broken'), 'kvm');
      await expect(domain.start()).rejects.toThrow(/Could not access KVM kernel module: Permission denied/);
      await domain.dispose();
    } finally {
      await daemon.dispose();
    }
  });
});
