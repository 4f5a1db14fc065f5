import type { ContextInit } from '../../conf/domain/domain-context.ts';
import type { DomainParseContext } from '../../conf/domain/domain-def.ts';
import { findProgram, type Surroundings } from '../../transport/exec/surroundings.ts';
import { runCommand } from '../../transport/exec/run-command.ts';
import { capabilitiesOfEmulator, qemuCapabilities, type QemuCapabilities } from '../conf/qemu-capabilities.ts';
import { qemuDomainContext } from '../conf/qemu-context.ts';
import type { EmbedLayout } from './embed-layout.ts';
import { probeInstalled } from './probe-installed.ts';
import { qemuError } from './qemu-error.ts';
import { decodeXmlText } from './machine-name.ts';

const NOTHING = qemuCapabilities(new Set(), []);

/** The emulators of a host, and what they can. Each is asked once, when a document first names it. */
export class Emulators {
  readonly #surroundings: Surroundings;
  readonly #layout: EmbedLayout;
  readonly #known = new Map<string, QemuCapabilities>();
  readonly #byArch = new Map<string, string>();

  constructor(surroundings: Surroundings, layout: EmbedLayout) {
    this.#surroundings = surroundings;
    this.#layout = layout;
  }

  /** Gets ready for reading a document: whatever emulator it names, or its architecture's, is known afterwards. */
  async prepare(xml: string): Promise<void> {
    const named = /<emulator>([^<]*)<\/emulator>/.exec(xml)?.[1];
    const arch = /<type[^>]*\sarch=['"]([a-z0-9_]+)['"]/.exec(xml)?.[1] ?? this.#surroundings.arch;
    const emulator = named === undefined ? await this.emulatorFor(arch) : decodeXmlText(named);
    if (emulator !== undefined) await this.probe(emulator);
  }

  /** The emulator for an architecture, if it is installed. */
  async emulatorFor(arch: string): Promise<string | undefined> {
    const known = this.#byArch.get(arch);
    if (known !== undefined) return known;
    const found = await findProgram(this.#surroundings, `qemu-system-${QEMU_ARCHES[arch] ?? arch}`);
    if (found !== undefined) this.#byArch.set(arch, found);
    return found;
  }

  /** @throws config-unsupported where there is no QEMU at all. */
  async assertInstalled(): Promise<void> {
    const { arch, commands } = this.#surroundings;
    if ((await this.emulatorFor(arch)) === undefined) throw qemuError('config-unsupported', `QEMU is not installed on ${commands.description}: there is no qemu-system-${QEMU_ARCHES[arch] ?? arch} in its path`);
  }

  /** The version of the host's own emulator: 7002022 is 7.2.22. */
  async version(): Promise<bigint> {
    const emulator = await this.emulatorFor(this.#surroundings.arch);
    if (emulator === undefined) return 0n;
    const { stdout } = await runCommand(this.#surroundings.commands, [emulator, '-version']);
    const [, major = '0', minor = '0', micro = '0'] = /version (\d+)\.(\d+)\.(\d+)/.exec(stdout) ?? [];
    return BigInt(major) * 1_000_000n + BigInt(minor) * 1000n + BigInt(micro);
  }

  async probe(emulator: string): Promise<QemuCapabilities> {
    const known = this.#known.get(emulator);
    if (known !== undefined) return known;
    const caps = capabilitiesOfEmulator(await probeInstalled(this.#surroundings, this.#layout, emulator));
    this.#known.set(emulator, caps);
    return caps;
  }

  capabilitiesOf(emulator: string): QemuCapabilities {
    return this.#known.get(emulator) ?? NOTHING;
  }

  /** How documents are read here; {@link prepare} comes first. */
  context(init: ContextInit = {}): DomainParseContext {
    return qemuDomainContext(
      {
        emulatorFor: (arch) => this.#byArch.get(arch),
        capabilitiesOf: (emulator) => this.capabilitiesOf(emulator),
        nvramDir: this.#layout.nvram,
        libDir: this.#layout.sockets,
        channelDir: this.#layout.sockets,
        vncAllowHostAudio: false,
        allowHostAudioWithoutGraphics: false,
        audioDriver: undefined,
      },
      { defaultArch: this.#surroundings.arch, ...init },
    );
  }
}

const QEMU_ARCHES: Readonly<Record<string, string>> = { i686: 'i386', armv7l: 'arm', armv6l: 'arm', ppc64le: 'ppc64' };
