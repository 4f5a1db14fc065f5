import type { Page } from 'playwright';
import { startVsphere, type Vsphere, waitFor } from '../lab/index.ts';
import { median, type Figure } from './figure.ts';
import { paintedAt, showApp } from './shown-app.ts';
import { vsphereListFigures } from './vsphere-list-figures.ts';

const MACHINES = 1000;
const ROUNDS = 3;
const CHANGES = 5;
/** The host answers the log-in so late that the page is there before: its start is another figure. */
const LOGIN_DELAY_MS = 8000;

/**
 * A simulated ESX host with 1,000 machines: from the log-in to painted rows, and from a change on the host to the window.
 * With `VIREO_BENCH_MACHINES=10000`, a vCenter with so many is listed by the driver instead.
 */
export async function vsphereFigures(say: (line: string) => void): Promise<readonly Figure[]> {
  const many = process.env['VIREO_BENCH_MACHINES'];
  if (many !== undefined) return vsphereListFigures(Number(many), say);
  const vsphere = await startVsphere({ kind: 'esx', machines: MACHINES });
  try {
    const uri = `esx://${vsphere.userName}@${vsphere.authority}/?no_verify=1&authfile=${encodeURIComponent(vsphere.authFile)}`;
    const shown: number[] = [];
    const told: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      await vsphere.order('reset');
      await vsphere.order('fault', { method: 'Login', delayMs: LOGIN_DELAY_MS });
      const opening = showApp(uri);
      const askedMs = await waitFor('the log-in', async () => ((await vsphere.calls())['Login'] === 1 ? Date.now() : undefined), 60_000, 5);
      const app = await opening;
      const loginMs = askedMs + LOGIN_DELAY_MS;
      if (Date.now() > loginMs) throw new Error('the page came after the log-in');
      try {
        const atMs = await paintedAt(app.page, MACHINES);
        shown.push((atMs - loginMs) / 1000);
        const changes = await changesIn(app.page, vsphere);
        told.push(...changes);
        say(`rows ${((atMs - loginMs) / 1000).toFixed(2)} s after the log-in; changes after ${changes.map((ms) => ms.toFixed(0)).join(', ')} ms`);
      } finally {
        await app.dispose();
      }
    }
    return [
      { what: `${MACHINES} machines of a simulated ESX host painted, from the log-in`, unit: 's', ours: median(shown), aim: { atMost: 3 } },
      { what: 'a change on that host until the window shows it', unit: 'ms', ours: median(told), aim: { atMost: 1000 } },
    ];
  } finally {
    await vsphere.dispose();
  }
}

/** Switches the machine of the first row off and on behind the window's back. */
async function changesIn(page: Page, vsphere: Vsphere): Promise<readonly number[]> {
  const row = page.locator('[role=grid] [data-row]').first();
  const name = /ha-host_VM\d+/.exec(await row.innerText())?.[0];
  if (name === undefined) throw new Error('the first row is no machine of the host');
  const times: number[] = [];
  for (let change = 0; change < CHANGES; change++) {
    const isOff = change % 2 === 0;
    const seen = page.evaluate(stateShown, { machine: name, off: isOff });
    const startMs = Date.now();
    await vsphere.order('power', { vm: name, state: isOff ? 'poweredOff' : 'poweredOn' });
    times.push((await seen) - startMs);
  }
  return times;
}

/** Runs in the page: when the machine's line says what it shall. */
function stateShown({ machine, off }: { readonly machine: string; readonly off: boolean }): Promise<number> {
  return new Promise((resolve) => {
    const look = (): void => {
      const line = [...document.querySelectorAll<HTMLElement>('[role=grid] [data-row]')].find((each) => each.innerText.includes(machine));
      if (line !== undefined && /\boff\b/i.test(line.innerText) === off) resolve(performance.timeOrigin + performance.now());
      else requestAnimationFrame(look);
    };
    look();
  });
}
