import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { run } from '../lab/index.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BUNDLE = join(ROOT, '.cache/e2e-cli');
/** Others' machines come and go on a shared daemon between two calls: only what differs every time is a difference. */
const TRIES = 3;

/** What a program printed, and its exit code. */
export interface Said {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** virsh and vireo in one folder. */
export interface Both {
  /** Where relative paths lead. */
  readonly dir: string;
  readonly vireoPath: string;
  virsh(args: readonly string[]): Promise<Said>;
  vireo(args: readonly string[]): Promise<Said>;
  /** Removes what was built and written. */
  dispose(): void;
  /** Both, with what `mask` leaves; again when they differ. */
  compare(args: readonly string[], mask?: Mask): Promise<{ readonly virsh: Said; readonly vireo: Said }>;
}

/** Takes away what may differ. */
export type Mask = (text: string) => string;

interface BuildTools {
  readonly bundleForNode: (options: { readonly entry: Readonly<Record<string, string>>; readonly outDir: string; readonly minify: boolean }) => Promise<void>;
}

/** Builds the command line, beside what `npm run build` makes, and gives both programs. */
export async function prepareBoth(): Promise<Both> {
  mkdirSync(BUNDLE, { recursive: true });
  const outDir = mkdtempSync(join(BUNDLE, 'build-'));
  const { bundleForNode } = (await import(pathToFileURL(join(ROOT, 'tools/build.mjs')).href)) as BuildTools;
  await bundleForNode({ entry: { vireo: 'main/cli/vireo.ts' }, outDir, minify: true });
  return new Programs(join(outDir, 'vireo.js'), mkdtempSync(join(tmpdir(), 'vireo-cli-')));
}

class Programs implements Both {
  readonly vireoPath: string;
  readonly dir: string;

  constructor(vireoPath: string, dir: string) {
    this.vireoPath = vireoPath;
    this.dir = dir;
  }

  dispose(): void {
    rmSync(dirname(this.vireoPath), { recursive: true });
    rmSync(this.dir, { recursive: true });
  }

  virsh(args: readonly string[]): Promise<Said> {
    return this.#run(['virsh'], args);
  }

  vireo(args: readonly string[]): Promise<Said> {
    return this.#run([process.execPath, this.vireoPath], args);
  }

  async compare(args: readonly string[], mask: Mask = (text) => text): Promise<{ readonly virsh: Said; readonly vireo: Said }> {
    const masked = (said: Said): Said => ({ status: said.status, stdout: mask(said.stdout), stderr: mask(said.stderr) });
    for (let left = TRIES; ; left--) {
      const virsh = masked(await this.virsh(args));
      const vireo = masked(await this.vireo(args));
      if (left <= 1 || JSON.stringify(virsh) === JSON.stringify(vireo)) return { virsh, vireo };
    }
  }

  async #run(program: readonly [string, ...string[]], args: readonly string[]): Promise<Said> {
    const { status, stdout, stderr } = await run([...program, ...args], { cwd: this.dir, check: false, env: { LC_ALL: 'C.UTF-8' } });
    return { status, stdout, stderr };
  }
}

/** Figures that move by themselves: CPU time, counters, the clock frequency. */
export const maskMoving: Mask = (text) =>
  text
    .replace(/^(CPU time: +).*$/gm, '$1#')
    .replace(/^(CPU frequency: +).*$/gm, '$1#')
    .replace(/^( {2}(?:cpu|balloon|vcpu|net|block|iothread|vm|memory)\..*=)\d+$/gm, '$1#')
    .replace(/<counter name='tsc' frequency='\d+'/g, "<counter name='tsc' frequency='#'");

/** Ids that libvirt chooses anew each time. */
export const maskChosen: Mask = (text) =>
  maskMoving(text)
    .replace(/[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/g, 'UUID')
    .replace(/52:54:00(?::[0-9a-f]{2}){3}/g, 'MAC');
