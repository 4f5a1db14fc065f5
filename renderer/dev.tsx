import type { Settings } from '../main/contract/settings.ts';
import { mountConsoleWindow } from './features/app/mount-console-window.tsx';
import { mountApp } from './features/app/mount.tsx';
import { createAppState } from './state/app-state.ts';
import { FakeApplication } from './testing/fake-client.ts';
import { consoleCase } from './testing/fake-consoles.ts';
import { scenario } from './testing/scenarios.ts';

// A made-up application, told by the address what to make up:
// dev.html?machines=193&hosts=6&theme=dark&locale=ar-XB&open=overview:db-02
// library=1000 for a library of so many images, console=spice (see testing/fake-consoles.ts), bridge=ws://127.0.0.1:1234 for a real display
const query = new URLSearchParams(window.location.search);
const number = (name: string, usual: number): number => Number(query.get(name) ?? usual);
const theme = query.get('theme');
const settings: Settings = {
  ...(theme === 'light' || theme === 'dark' ? { theme } : {}),
  locale: query.get('locale') ?? 'en',
  favourites: ['c0/00000000-0000-4000-8000-000000000000', 'c0/00000000-0000-4000-8000-000000000004'],
};
const root = document.getElementById('root');
if (root === null) throw new Error('the page has no root');

const tick = query.get('tick');
const fake = new FakeApplication({
  machines: number('machines', 193),
  hosts: number('hosts', 6),
  allRunning: query.has('running'),
  images: number('images', 20),
  nothingFound: query.has('nothing'),
  library: query.has('library') ? number('library', 0) : undefined,
  settings,
  consoles: { which: consoleCase(query.get('console')), bridge: query.get('bridge') ?? undefined },
  ...(tick === null ? {} : { tickMs: Number(tick) }),
});
const app = createAppState(fake.client);
app.ui.set({ link: 'open' });
const open = query.get('open') ?? '';
const alone = open.startsWith('window:') ? [...fake.rows.values()].find(({ name }) => name === open.slice('window:'.length)) : undefined;
if (alone === undefined) mountApp(root, app);
else mountConsoleWindow(root, app, { machine: { connectionId: alone.connectionId, uuid: alone.uuid }, consoleId: undefined });
scenario(open, app, fake);
