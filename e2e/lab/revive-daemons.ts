import { beforeEach } from 'vitest';
import { reviveLibvirtd } from './libvirt/shared-libvirtd.ts';

// A daemon that crashed fails the test it crashed in, not all that follow.
beforeEach(async (context) => {
  if (await reviveLibvirtd()) console.warn(`libvirtd had died before "${context.task.name}" and was started again`);
});
