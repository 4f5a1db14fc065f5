import { join } from 'node:path';
import type { Disposable, Event } from '../../../drivers/api/connection.ts';
import { Emitter } from '../../../drivers/core/emitter.ts';
import { settingsValue, type AppInfo, type Settings } from '../../contract/settings.ts';
import { JsonFile } from './json-file.ts';

/** Something to tell once, as a message key with values. */
export type Notice = AppInfo['notices'][number];

/** Remembers how the application looks and behaves. */
export class SettingsService implements Disposable {
  readonly #file: JsonFile;
  readonly #changed = new Emitter<Settings>();
  /** Everything that the file holds, keys of a newer version included. */
  #stored: Readonly<Record<string, unknown>> = {};
  #value: Settings = {};
  readonly onDidChange: Event<Settings> = this.#changed.event;

  constructor(dataDir: string) {
    this.#file = new JsonFile(join(dataDir, 'settings.json'));
  }

  get value(): Settings {
    return this.#value;
  }

  /** Reads the file; says what the user should know. */
  async load(): Promise<readonly Notice[]> {
    const content = await this.#file.read();
    if (content.kind === 'object') {
      this.#stored = content.value;
      this.#value = knownOf(content.value);
    }
    return content.kind === 'broken' ? [{ key: 'notice.settingsBroken', values: { file: content.keptAs } }] : [];
  }

  /** Changes what is given; the keys of `layout` are changed one by one. */
  async update(patch: Settings): Promise<void> {
    const layout = patch.layout === undefined ? this.#value.layout : { ...this.#value.layout, ...patch.layout };
    const next = { ...this.#value, ...patch, ...(layout === undefined ? {} : { layout }) };
    this.#value = knownOf(next);
    this.#stored = { ...this.#stored, ...next };
    this.#changed.fire(this.#value);
    await this.#file.write(this.#stored);
  }

  flush(): Promise<void> {
    return this.#file.flush();
  }

  readonly dispose = (): void => {
    this.#changed.dispose();
  };
}

/** The keys that this version knows and that hold what they should; what does not fit means its default. */
function knownOf(stored: Readonly<Record<string, unknown>>): Settings {
  const entries = Object.entries(settingsValue.shape).flatMap(([key, schema]) => {
    const value = stored[key];
    return value !== undefined && schema.safeParse(value).success ? [[key, value] as const] : [];
  });
  return settingsValue.parse(Object.fromEntries(entries));
}
