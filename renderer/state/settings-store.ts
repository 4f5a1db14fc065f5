import { createStore, type StoreApi } from 'zustand/vanilla';
import type { VireoClient } from '../../main/contract/contract.ts';
import type { Settings } from '../../main/contract/settings.ts';
import { keepWatching } from './watch.ts';

const LAYOUT_WRITE_MS = 500;

/** Settings, and whether they have come yet. */
export interface SettingsState {
  readonly loaded: boolean;
  readonly value: Settings;
}

/** The settings, and the window's own memory among them. */
export interface SettingsStore {
  readonly store: StoreApi<SettingsState>;
  readonly update: (change: Settings) => void;
  /** What the window remembered under a key; `undefined` when it is absent or is not what `check` wants. */
  readonly layout: <T>(key: string, check: (value: unknown) => value is T) => T | undefined;
  /** Remembers it; written a moment later. */
  readonly setLayout: (key: string, value: unknown) => void;
  readonly dispose: () => void;
}

/** Listens to the settings. A change shows at once and is told to main. */
export function createSettings(client: Pick<VireoClient, 'settings'>, onError: (error: unknown) => void): SettingsStore {
  const store = createStore<SettingsState>(() => ({ loaded: false, value: {} }));
  const layout = new Map<string, string>();
  const unwritten = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const watching = keepWatching((onEnd) =>
    client.settings.watch({}, (value) => {
      // This window's own memory wins over its echo.
      for (const [key, text] of Object.entries(value.layout ?? {})) if (!layout.has(key)) layout.set(key, text);
      store.setState({ loaded: true, value });
    }, onEnd),
  );

  const send = (change: Settings): void => {
    client.settings.update(change).catch(onError);
  };
  const write = (): void => {
    timer = undefined;
    const entries = [...unwritten].map((key) => [key, layout.get(key) ?? ''] as const);
    unwritten.clear();
    send({ layout: Object.fromEntries(entries) });
  };

  return {
    store,
    update: (change) => {
      store.setState((state) => ({ ...state, value: { ...state.value, ...change } }));
      send(change);
    },
    layout: (key, check) => {
      const text = layout.get(key);
      if (text === undefined) return undefined;
      const value = parse(text);
      return check(value) ? value : undefined;
    },
    setLayout: (key, value) => {
      const text = JSON.stringify(value);
      if (layout.get(key) === text) return;
      layout.set(key, text);
      unwritten.add(key);
      timer ??= setTimeout(write, LAYOUT_WRITE_MS);
    },
    dispose: () => {
      watching.dispose();
      if (timer === undefined) return;
      clearTimeout(timer);
      write();
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // A layout that cannot be read is as good as none: the window opens with its defaults.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
