import { join } from 'node:path';
import { z } from 'zod';
import { connectionId, type ConnectionId } from '../../contract/ids.ts';
import { JsonFile } from '../settings/json-file.ts';
import { withFolder } from './folders.ts';
import type { Notice } from '../settings/settings-service.ts';

const savedConnection = z.looseObject({
  id: connectionId,
  uri: z.string().min(1).max(2048),
  /** Empty: nobody chose a name. */
  label: z.string().max(200).catch(''),
  readOnly: z.boolean().catch(false),
  autoConnect: z.boolean().catch(false),
  folder: z.string().max(200).catch(''),
});

/** A connection as it is remembered; keys of a newer version are kept. */
export interface SavedConnection {
  readonly id: ConnectionId;
  readonly uri: string;
  readonly label: string;
  readonly readOnly: boolean;
  readonly autoConnect: boolean;
  /** Empty: in none. */
  readonly folder: string;
}

/** The file of remembered connections. What does not fit in it is kept as it is and passed over. */
export class ConnectionStore {
  readonly #file: JsonFile;
  #rest: Readonly<Record<string, unknown>> = {};
  #unknown: readonly unknown[] = [];

  constructor(dataDir: string) {
    this.#file = new JsonFile(join(dataDir, 'connections.json'));
  }

  async load(): Promise<{ readonly saved: readonly SavedConnection[]; readonly folders: readonly string[]; readonly notices: readonly Notice[] }> {
    const content = await this.#file.read();
    if (content.kind === 'absent') return { saved: [], folders: [], notices: [] };
    if (content.kind === 'broken') return { saved: [], folders: [], notices: broken(content.keptAs) };
    const list = content.value['connections'];
    if (!Array.isArray(list)) return { saved: [], folders: [], notices: broken(await this.#file.putAside()) };
    this.#rest = content.value;
    const parsed = (list as unknown[]).map((item) => ({ item, result: savedConnection.safeParse(item) }));
    this.#unknown = parsed.filter(({ result }) => !result.success).map(({ item }) => item);
    const saved = parsed.flatMap(({ result }) => (result.success ? [result.data] : []));
    const named = z.array(z.string()).safeParse(content.value['folders']).data ?? [];
    return { saved, folders: [...named, ...saved.map(({ folder }) => folder)].filter((name) => name !== '').reduce<readonly string[]>(withFolder, []), notices: [] };
  }

  save(connections: readonly SavedConnection[], folders: readonly string[]): Promise<void> {
    return this.#file.write({ ...this.#rest, folders, connections: [...connections, ...this.#unknown] });
  }

  flush(): Promise<void> {
    return this.#file.flush();
  }
}

function broken(file: string): readonly Notice[] {
  return [{ key: 'notice.connectionsBroken', values: { file } }];
}
