import type { EsxSession } from './esx-session.ts';
import type { Machine } from './machine.ts';
import type { AutoStartPowerInfo, HostAutoStartManagerConfig } from './vim/vim.gen.ts';
import { moKey, type MoRef } from './vim/vim-value.ts';

const FRESH_MS = 2000;

/** Which machines start with their host. Hosts keep that in a list of their own, without telling changes. */
export class Autostart {
  readonly #session: EsxSession;
  #known: { readonly keys: ReadonlySet<string>; readonly readAtMs: number } | undefined;
  #reading: Promise<ReadonlySet<string>> | undefined;

  constructor(session: EsxSession) {
    this.#session = session;
  }

  /** The machines that start with their host, as keys; read at most every two seconds. */
  async keys(): Promise<ReadonlySet<string>> {
    const known = this.#known;
    if (known !== undefined && performance.now() - known.readAtMs < FRESH_MS) return known.keys;
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  /**
   * Lets a machine start with its host, or not any more.
   *
   * @throws no-support when the host has no list of what starts with it.
   */
  async set(machine: Machine, starts: boolean): Promise<void> {
    const { client } = this.#session;
    const manager = await this.#manager(machine.host ?? this.#session.firstHost);
    if (manager === undefined) throw this.#session.unsupported('this host starts no machines by itself');
    const config = (await this.#session.readOne(manager, ['config'])).object('config', 'HostAutoStartManagerConfig');
    const known = config?.powerInfo?.find(({ key }) => moKey(key) === machine.key);
    const info: AutoStartPowerInfo = {
      key: machine.ref,
      startOrder: known?.startOrder ?? -1,
      startDelay: known?.startDelay ?? -1,
      waitForHeartbeat: known?.waitForHeartbeat ?? 'systemDefault',
      startAction: starts ? 'powerOn' : 'none',
      stopDelay: known?.stopDelay ?? -1,
      stopAction: known?.stopAction ?? 'none',
    };
    const defaults = { ...config?.defaults, enabled: true };
    // As long as nothing starts by itself, the host's own switch is off.
    const spec: HostAutoStartManagerConfig = starts && config?.defaults?.enabled !== true ? { defaults, powerInfo: [info] } : { powerInfo: [info] };
    await client.call('ReconfigureAutostart', manager, { spec });
    this.#known = undefined;
  }

  async #manager(host: MoRef): Promise<MoRef | undefined> {
    return (await this.#session.readOne(host, ['configManager.autoStartManager'])).reference('configManager.autoStartManager');
  }

  async #read(): Promise<ReadonlySet<string>> {
    const hosts = await this.#session.read(this.#session.hosts, ['configManager.autoStartManager']);
    const managers = hosts.flatMap((host) => host.reference('configManager.autoStartManager') ?? []);
    const configs = await this.#session.read(managers, ['config']);
    const keys = new Set<string>();
    for (const properties of configs) {
      const config = properties.object('config', 'HostAutoStartManagerConfig');
      if (config?.defaults?.enabled !== true) continue;
      for (const { key, startAction } of config.powerInfo ?? []) if (startAction.toLowerCase() === 'poweron') keys.add(moKey(key));
    }
    this.#known = { keys, readAtMs: performance.now() };
    return keys;
  }
}
