import { readFileSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Lab, type LabDomain, type SerialConsole, checkLab, defineLabContainer, defineLabDomain, run, startLab, uniqueName, waitFor } from './index.ts';

const check = checkLab(['libvirtd', 'guest']);

describe.skipIf(check.skip)(check.title('a lab machine on libvirtd'), () => {
  let lab: Lab<'libvirtd' | 'guest'>;
  let domain: LabDomain;
  let serial: SerialConsole;

  beforeAll(async () => {
    const startMs = performance.now();
    lab = await startLab({ need: ['libvirtd', 'guest'] });
    const readyMs = performance.now();
    domain = await defineLabDomain(lab.libvirtd, lab.guest, { name: uniqueName('lab') });
    serial = await domain.boot();
    console.log(`lab ${Math.round(readyMs - startMs)} ms, boot to GUEST-READY ${Math.round(performance.now() - readyMs)} ms`);
  });

  afterAll(async () => {
    await serial.dispose();
    await domain.dispose();
    await lab.dispose();
  });

  it('has a root shell on its serial console', async () => {
    expect(await serial.command('id -u; tty')).toBe('0\n/dev/ttyS0');
  });

  it('gets an address from the default network', async () => {
    const address = await waitFor(
      'an address',
      async () => /inet (192\.168\.122\.\d+)/.exec(await serial.command('ip -4 addr show'))?.[1],
      20_000,
      500,
    );
    expect(await lab.libvirtd.virsh(['net-dhcp-leases', 'default'])).toContain(address);
  });

  it('answers as guest agent', async () => {
    const answer = await lab.libvirtd.virsh(['qemu-agent-command', domain.uuid, '{"execute":"guest-get-osinfo"}']);
    expect(JSON.parse(answer)).toMatchObject({ return: { id: 'labguest' } });
  });

  it('shows a picture that what is typed on tty1 changes', async () => {
    const before = await screenshot();
    for (const key of ['KEY_L', 'KEY_S', 'KEY_ENTER']) await lab.libvirtd.virsh(['send-key', domain.uuid, key]);
    await waitFor('another picture', async () => ((await screenshot()).equals(before) ? undefined : true), 10_000, 200);
  });

  it('stands still when nothing happens, so that pictures can be compared', async () => {
    const first = await screenshot();
    expect((await screenshot()).equals(first)).toBe(true);
  });

  it('burns CPU on demand', async () => {
    await serial.command('yes >/dev/null & echo started');
    const cpuNs = async () => Number(/cpu\.time=(\d+)/.exec(await lab.libvirtd.virsh(['domstats', '--cpu-total', domain.uuid]))?.[1]);
    const before = await cpuNs();
    await waitFor('half a second of CPU time', async () => ((await cpuNs()) - before > 500_000_000 ? true : undefined), 30_000, 200);
    await serial.command('killall yes');
  });

  it('powers itself off by ACPI', async () => {
    await lab.libvirtd.virsh(['shutdown', '--mode', 'acpi', domain.uuid]);
    await serial.expect(/GUEST-ACPI-POWER/, 20_000);
    await domain.waitForState('shut off');
  });

  async function screenshot(): Promise<Buffer> {
    const file = `/tmp/${domain.name}.png`;
    await lab.libvirtd.virsh(['screenshot', domain.uuid, file]);
    const picture = readFileSync(file);
    rmSync(file);
    return picture;
  }
});

describe.skipIf(check.skip)(check.title('other lab machines'), () => {
  let lab: Lab<'libvirtd' | 'guest'>;

  beforeAll(async () => {
    lab = await startLab({ need: ['libvirtd', 'guest'] });
  });

  afterAll(async () => {
    await lab.dispose();
  });

  it.each([
    ['its disk', { boot: 'disk' }],
    ['its CD', { boot: 'iso' }],
    ['its disk with UEFI', { boot: 'disk', firmware: 'efi' }],
  ] as const)('boot from %s', async (_what, options) => {
    const domain = await defineLabDomain(lab.libvirtd, lab.guest, { name: uniqueName('lab-boot'), ...options });
    try {
      const serial = await domain.boot();
      expect(await serial.command('uname')).toBe('Linux');
      await serial.dispose();
    } finally {
      await domain.dispose();
    }
  });

  it('have SPICE only, or VNC with a password', async () => {
    const display = async (graphics: NonNullable<Parameters<typeof defineLabDomain>[2]['graphics']>) => {
      const domain = await defineLabDomain(lab.libvirtd, lab.guest, { name: uniqueName('lab-display'), graphics });
      try {
        await domain.start();
        return (await lab.libvirtd.virsh(['domdisplay', '--include-password', domain.uuid])).trim();
      } finally {
        await domain.dispose();
      }
    };
    expect(await display({ type: 'spice' })).toMatch(/^spice:\/\/127\.0\.0\.1:59\d\d$/);
    expect(await display({ type: 'vnc', password: 'secret' })).toMatch(/^vnc:\/\/:secret@127\.0\.0\.1:\d+$/);
  });

  it('are containers, too', async () => {
    const name = uniqueName('lab-box');
    const container = await defineLabContainer(lab.libvirtd, name);
    try {
      await run(['virsh', '-q', '-c', container.uri, 'start', name]);
      expect((await run(['virsh', '-q', '-c', container.uri, 'domstate', name])).stdout.trim()).toBe('running');
    } finally {
      await container.dispose();
    }
  });
});
