import type { ContextInit } from '../../conf/domain/domain-context.ts';
import type { DomainParseContext } from '../../conf/domain/domain-def.ts';
import { VirError } from '../../core/vir-error.ts';
import type { Surroundings } from '../../transport/exec/surroundings.ts';
import { capabilityMethods } from '../capabilities/capability-methods.ts';
import { EmulatorStore, type KnownEmulator } from '../capabilities/emulator-store.ts';
import { qemuCapabilities, type QemuCapabilities } from '../conf/qemu-capabilities.ts';
import { qemuDomainContext } from '../conf/qemu-context.ts';
import type { EmbedLayout } from './embed-layout.ts';
import { decodeXmlText } from './machine-name.ts';
import { qemuError } from './qemu-error.ts';

const NOTHING = qemuCapabilities(new Set(), []);

/** The emulators of a host, and what they can. Each is asked once, when a document first names it. */
export class Emulators {
  readonly store: EmulatorStore;
  /** What a connection says of guests and CPUs. */
  readonly capabilities: ReturnType<typeof capabilityMethods>;
  readonly #surroundings: Surroundings;
  readonly #layout: EmbedLayout;
  readonly #known = new Map<string, KnownEmulator>();
  readonly #byArch = new Map<string, string>();

  constructor(surroundings: Surroundings, layout: EmbedLayout) {
    this.#surroundings = surroundings;
    this.#layout = layout;
    this.store = new EmulatorStore(surroundings, { cacheDir: `${layout.root}/cache` });
    this.capabilities = capabilityMethods(this.store, surroundings);
  }

  /** Gets ready for reading a document: whatever emulator it names, or its architecture's, is known afterwards. */
  async prepare(xml: string): Promise<void> {
    const named = /<emulator>([^<]*)<\/emulator>/.exec(xml)?.[1];
    const arch = /<type[^>]*\sarch=['"]([a-z0-9_]+)['"]/.exec(xml)?.[1] ?? this.#surroundings.arch;
    const emulator = named === undefined ? await this.emulatorFor(arch) : decodeXmlText(named);
    if (emulator === undefined) return;
    try {
      await this.probe(emulator);
    } catch (error) {
      if (!VirError.is(error)) throw error; // what is not there is said when the machine is started
    }
  }

  /** The emulator for an architecture, if it is installed. */
  async emulatorFor(arch: string): Promise<string | undefined> {
    const known = this.#byArch.get(arch);
    if (known !== undefined) return known;
    const found = await this.store.binaryFor(arch);
    if (found !== undefined) this.#byArch.set(arch, found);
    return found;
  }

  /** @throws config-unsupported where there is no QEMU at all. */
  async assertInstalled(): Promise<void> {
    const { arch, commands } = this.#surroundings;
    if ((await this.emulatorFor(arch)) === undefined) throw qemuError('config-unsupported', `QEMU is not installed on ${commands.description}: there is no qemu-system-${arch} in its path`);
  }

  /** The host's own emulator, the one for its architecture. */
  async own(): Promise<KnownEmulator> {
    const binary = await this.emulatorFor(this.#surroundings.arch);
    if (binary === undefined) throw qemuError('config-unsupported', `No emulator found for arch '${this.#surroundings.arch}'`);
    return this.probe(binary);
  }

  /** What an emulator can; asked of itself unless that is known. @throws internal-error with its words when it does not start. */
  async probe(binary: string): Promise<KnownEmulator> {
    const known = await this.store.get(binary);
    this.#known.set(binary, known);
    return known;
  }

  /** What is known of an emulator without asking anybody. */
  known(binary: string): KnownEmulator | undefined {
    return this.#known.get(binary);
  }

  capabilitiesOf(emulator: string): QemuCapabilities {
    return this.#known.get(emulator)?.caps ?? NOTHING;
  }

  /** How documents are read here; {@link prepare} comes first. */
  context(init: ContextInit = {}): DomainParseContext {
    return qemuDomainContext(
      {
        emulatorFor: (arch) => this.#byArch.get(arch),
        capabilitiesOf: (emulator) => this.capabilitiesOf(emulator),
        arch: this.#surroundings.arch,
        nvramDir: this.#layout.nvram,
        libDir: this.#layout.sockets,
        channelDir: this.#layout.sockets,
        vncAllowHostAudio: false,
        allowHostAudioWithoutGraphics: false,
        audioDriver: undefined,
        // What needs root with libvirt (virtiofs) runs in a user namespace here.
        privileged: true,
      },
      { defaultArch: this.#surroundings.arch, ...init },
    );
  }
}
