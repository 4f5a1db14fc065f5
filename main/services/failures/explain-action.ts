import { VirError } from '../../../drivers/core/vir-error.ts';
import type { MessageKey, MessageValueName } from '../../contract/message-keys.ts';
import type { Failure, Repair } from '../../contract/tasks.ts';

/** What an explanation consists of, without the error itself. */
export type Explanation = Pick<Failure, 'hint' | 'values' | 'repairs'>;

/** One thing that goes wrong: how its error is recognised, and what is said and offered then. */
interface Rule {
  readonly code?: VirError['code'];
  readonly pattern?: RegExp;
  readonly explain: (match: readonly string[], error: VirError) => Explanation;
}

/** A hint with its values, typed by its key. */
export function hint<K extends MessageKey>(key: K, values: Readonly<Record<MessageValueName<K>, string>>, ...repairs: Repair[]): Explanation {
  return { hint: key, values, repairs };
}

/** A repair with its values, typed by its key. */
export function repair<K extends MessageKey>(kind: string, label: K, values: Readonly<Record<MessageValueName<K>, string>>, command?: string): Repair {
  return { kind, label, values, command };
}

const RETRY = repair('retry', 'repair.retry', {});

/**
 * What can go wrong with a machine, by libvirt's and QEMU's words for it; the first that fits counts. The patterns are
 * loose on purpose: the wording around the facts differs between versions.
 */
const RULES: readonly Rule[] = [
  {
    pattern: /network '([^']+)' is not active/,
    explain: ([, network = '']) => hint('hint.networkInactive', { network }, repair('start-network', 'repair.startNetwork', { network })),
  },
  {
    code: 'no-network',
    explain: (_match, error) => hint('hint.networkMissing', { network: quoted(error.message) }),
  },
  {
    pattern: /(?:storage )?pool '([^']+)' is not active/,
    explain: ([, pool = '']) => hint('hint.poolInactive', { pool }, repair('start-pool', 'repair.startPool', { pool })),
  },
  { code: 'no-storage-pool', explain: (_match, error) => hint('hint.poolMissing', { pool: quoted(error.message) }) },
  {
    pattern: /Could not access KVM kernel module: Permission denied|\/dev\/kvm.*Permission denied/,
    explain: () => hint('hint.kvmDenied', {}, repair('copy-command', 'repair.copyCommand', {}, KVM_COMMAND), repair('use-tcg', 'repair.useTcg', {}), RETRY),
  },
  {
    pattern: /Could not access KVM kernel module|failed to initialize kvm|does not support virt type 'kvm'|type=kvm|KVM is not (?:available|supported)|virt ?type 'kvm'/i,
    explain: () => hint('hint.noKvm', {}, repair('use-tcg', 'repair.useTcg', {})),
  },
  {
    pattern: /cannot set up guest memory|Cannot allocate memory|out of memory/i,
    explain: () => hint('hint.noMemory', {}, RETRY),
  },
  { code: 'no-memory', explain: () => hint('hint.noMemory', {}, RETRY) },
  {
    pattern: /Failed to get (?:shared )?"[^"]*" lock|Is another process using the image|resource busy.*lock|already in use.*(?:lock|image)/i,
    explain: (_match, error) => hint('hint.imageInUse', { path: pathIn(error.message) }, RETRY),
  },
  {
    pattern: /(?:Cannot access (?:storage file|backing file)|Could not open|[Ff]ailed to open file|cannot open file|Unable to (?:open|read)|cannot stat)[^'\n]*'([^']+)'[^\n]*: Permission denied/,
    explain: ([, path = '']) => hint('hint.imageDenied', { path }, RETRY),
  },
  {
    pattern: /(?:Cannot access (?:storage file|backing file)|Could not open|[Ff]ailed to open file|cannot open file|Unable to (?:open|read)|cannot stat)[^'\n]*'([^']+)'[^\n]*: No such file/,
    explain: ([, path = '']) => hint('hint.imageMissing', { path }, repair('eject-media', 'repair.ejectMedia', { target: path }), RETRY),
  },
  { pattern: /Cannot check QEMU binary ([^:]+):|unable to find.*emulator|no emulator/i, explain: ([, path = '']) => hint('hint.noEmulator', { path }) },
  { pattern: /Unable to find any firmware to satisfy/, explain: () => hint('hint.noFirmware', {}) },
  { pattern: /Address already in use|Failed to find an available port|Unable to find an unused port/i, explain: () => hint('hint.portInUse', {}, RETRY) },
  { pattern: /No space left on device|insufficient free space|not enough (?:free )?space/i, explain: () => hint('hint.noSpace', {}) },
  { pattern: /domain '([^']+)' already exists|domain is already active as '([^']+)'/, explain: ([, a, b]) => hint('hint.nameTaken', { name: a ?? b ?? '' }) },
  { code: 'storage-vol-exist', explain: (_match, error) => hint('hint.diskTaken', { name: quoted(error.message) }) },
  { pattern: /storage volume name '([^']+)' already in use|volume '([^']+)' already exists/i, explain: ([, a, b]) => hint('hint.diskTaken', { name: a ?? b ?? '' }) },
  {
    pattern: /(?:tray|device) .*(?:is )?locked|is locked/i,
    explain: () => hint('hint.cdromLocked', { target: '' }, repair('force-eject', 'repair.forceEject', { target: '' })),
  },
  { pattern: /load of migration failed|error while loading state|(?:failed|unable) to (?:restore|load) (?:domain |saved )|managed save/i, explain: () => hint('hint.restoreFailed', {}, repair('drop-saved-state', 'repair.dropSavedState', {})) },
  { code: 'no-domain', explain: () => hint('hint.machineGone', {}) },
  { code: 'operation-denied', explain: () => hint('hint.readOnly', {}) },
  { code: 'operation-timeout', explain: () => hint('hint.timeout', {}, RETRY) },
  { code: 'resource-busy', explain: () => hint('hint.busy', {}, RETRY) },
  { code: 'invalid-conn', explain: () => hint('hint.disconnected', {}) },
  { code: 'no-support', explain: () => hint('hint.noSupport', {}) },
  { code: 'operation-unsupported', explain: () => hint('hint.noSupport', {}) },
  { code: 'operation-invalid', explain: () => hint('hint.wrongState', {}) },
];

const KVM_COMMAND = 'sudo chgrp kvm /dev/kvm && sudo chmod 660 /dev/kvm';

/** What a failed action means for people: a hint, and what could be done by a button. */
export function explainAction(thing: unknown): Failure {
  const error = VirError.from(thing);
  for (const rule of RULES) {
    if (rule.code !== undefined && rule.code !== error.code) continue;
    const match = rule.pattern === undefined ? [] : rule.pattern.exec(error.message);
    if (match !== null) return { error: error.toInfo(), ...rule.explain([...match], error) };
  }
  return { error: error.toInfo(), hint: undefined, values: {}, repairs: [RETRY] };
}

function quoted(message: string): string {
  return /'([^']+)'/.exec(message)?.[1] ?? message.slice(message.indexOf(':') + 1).trim();
}

function pathIn(message: string): string {
  return /image \[([^\]]+)\]/.exec(message)?.[1] ?? /'(\/[^']+)'/.exec(message)?.[1] ?? /(\/[^\s,'":\]]+)/.exec(message)?.[1] ?? '';
}
