import { DomainDirtyRateCalcFlags as Dirty, DomainFDAssociateFlags as Fd } from '../../../../drivers/core/constants.ts';
import { explaining } from '../../attempt.ts';
import { callDomain, domainOf, impactOf } from '../../domain-inputs.ts';
import { readFds } from '../../pass-fds.ts';
import { prettySize } from '../../storage-words.ts';
import { quietText } from '../../shell/inputs.ts';
import { fault, intOf, longOf, needed, optional, uintOf, ulongOf, ulongWrapOf } from '../../shell/values.ts';
import { flagsOf } from '../../say.ts';
import type { Run } from '../../tables/command-table.ts';
import { KEY_SETS } from '../../tables/key-names.ts';

const POSTCOPY = 1;
const KEYS_MAX = 16;
const SIGNALS = [
  'nop', 'hup', 'int', 'quit', 'ill', 'trap', 'abrt', 'bus', 'fpe', 'kill', 'usr1', 'segv', 'usr2', 'pipe', 'alrm', 'term', 'stkflt', 'chld', 'cont', 'stop',
  'tstp', 'ttin', 'ttou', 'urg', 'xcpu', 'xfsz', 'vtalrm', 'prof', 'winch', 'poll', 'pwr', 'sys', ...Array.from({ length: 33 }, (_, index) => `rt${index}`),
];
const LIFECYCLE = ['poweroff', 'reboot', 'crash'];
const ACTIONS = ['destroy', 'restart', 'rename-restart', 'preserve', 'coredump-destroy', 'coredump-restart'];
const SUSPEND_TARGETS = ['mem', 'disk', 'hybrid'];
const DIRTY_MODES: Readonly<Record<string, number>> = { 'page-sampling': Dirty.PAGE_SAMPLING, 'dirty-bitmap': Dirty.DIRTY_BITMAP, 'dirty-ring': Dirty.DIRTY_RING };

const domrename: Run = async (shell, args) => {
  const domain = await domainOf(shell, args);
  const name = needed(args, 'new-name');
  await callDomain(shell, 'rename', domain, name, 0);
  if (shell.options.json) shell.printJson({ ...domain, name });
  else shell.printExtra('Domain successfully renamed\n');
  return true;
};

const injectNmi: Run = async (shell, args) => {
  await callDomain(shell, 'injectNMI', await domainOf(shell, args), 0);
  return true;
};

/** A key by its number, or by its name in the set. */
function keyCode(set: number, key: string): number {
  const number = /^\s*\+?(0x[0-9a-f]+|\d+)$/i.exec(key);
  // A leading 0 means octal, as in C.
  if (number !== null) {
    const digits = number[1] ?? '';
    const value = /^0\d+$/.test(digits) ? Number.parseInt(digits, 8) : Number(digits);
    if (value <= 0xffff) return value;
  }
  const keys = KEY_SETS[set]?.keys ?? {};
  const named = Object.hasOwn(keys, key) ? keys[key] : undefined;
  if (named === undefined) throw fault(`invalid keycode: '${key}'`);
  return named;
}

const sendKey: Run = async (shell, args) => {
  const domain = await domainOf(shell, args);
  const given = quietText(args, 'codeset') ?? 'linux';
  const holdMs = uintOf(args, 'holdtime') ?? 0;
  const set = KEY_SETS.findIndex(({ name }) => name === (given === 'rfb' ? 'qnum' : given));
  if (set < 0) throw fault(`unknown codeset: '${given}'`);
  const words = args.all('keycode');
  const codes = words.slice(0, KEYS_MAX).map((word) => keyCode(set, word));
  if (words.length > KEYS_MAX) throw fault('too many keycodes');
  await callDomain(shell, 'sendKey', domain, set, holdMs, codes, 0);
  return true;
};

function signalNumber(name: string): number {
  const lower = name.toLowerCase();
  if (/^\s*[+-]?\d+$/.test(lower)) return Number(lower);
  const number = SIGNALS.indexOf(lower.replace(/^sig_?/, ''));
  if (number < 0) throw fault(`malformed signal name: ${name}`);
  return number;
}

const sendProcessSignal: Run = async (shell, args) => {
  const domain = await domainOf(shell, args);
  const pid = longOf(args, 'pid') ?? 0n;
  const signal = signalNumber(needed(args, 'signame'));
  await callDomain(shell, 'sendProcessSignal', domain, pid, signal, 0);
  return true;
};

const dompmsuspend: Run = async (shell, args) => {
  const domain = await domainOf(shell, args);
  const duration = ulongOf(args, 'duration') ?? 0n;
  const target = SUSPEND_TARGETS.indexOf(needed(args, 'target'));
  if (target < 0) throw fault('Invalid target');
  await explaining(shell, `Domain '${domain.name}' could not be suspended`, () => callDomain(shell, 'pmSuspendForDuration', domain, target, duration, 0));
  if (shell.options.json) shell.printJson(domain);
  else shell.printExtra(`Domain '${domain.name}' successfully suspended`);
  return true;
};

const dompmwakeup: Run = async (shell, args) => {
  const domain = await domainOf(shell, args);
  await explaining(shell, `Domain '${domain.name}' could not be woken up`, () => callDomain(shell, 'pmWakeup', domain, 0));
  if (shell.options.json) shell.printJson(domain);
  else shell.printExtra(`Domain '${domain.name}' successfully woken up`);
  return true;
};

const setLifecycleAction: Run = async (shell, args) => {
  const flags = impactOf(args);
  const [type, action] = [needed(args, 'type'), needed(args, 'action')];
  if (!LIFECYCLE.includes(type)) throw fault(`Invalid lifecycle type '${type}'.`);
  if (!ACTIONS.includes(action)) throw fault(`Invalid lifecycle action '${action}'.`);
  const domain = await domainOf(shell, args);
  await explaining(shell, 'Unable to change lifecycle action.', () => callDomain(shell, 'setLifecycleAction', domain, LIFECYCLE.indexOf(type), ACTIONS.indexOf(action), flags));
  return true;
};

const domdirtyrateCalc: Run = async (shell, args) => {
  const domain = await domainOf(shell, args);
  const seconds = intOf(args, 'seconds') ?? 1;
  const mode = optional(args, 'mode');
  const flags = mode === undefined ? 0 : DIRTY_MODES[mode];
  if (flags === undefined) throw fault(`Unknown calculation mode '${mode ?? ''}'`);
  await callDomain(shell, 'startDirtyRateCalc', domain, seconds, flags);
  if (shell.options.json) shell.printJson(domain);
  else shell.printExtra("Start to calculate domain's memory dirty rate successfully.\n");
  return true;
};

const domFdAssociate: Run = async (shell, args) => {
  const flags = flagsOf(args, { 'seclabel-writable': Fd.WRITABLE, 'seclabel-restore': Fd.RESTORE });
  const domain = await domainOf(shell, args);
  const name = needed(args, 'name');
  await callDomain(shell, 'fdAssociate', domain, name, readFds(args), flags);
  return true;
};

const migrateSetmaxdowntime: Run = async (shell, args) => {
  const domain = await domainOf(shell, args);
  const downtimeMs = ulongOf(args, 'downtime') ?? 0n;
  if (downtimeMs < 1n) throw fault('migrate: Invalid downtime');
  await callDomain(shell, 'migrateSetMaxDowntime', domain, downtimeMs, 0);
  return true;
};

const migrateGetmaxdowntime: Run = async (shell, args) => {
  const domain = await domainOf(shell, args);
  const downtimeMs = await callDomain(shell, 'migrateGetMaxDowntime', domain, 0);
  if (shell.options.json) shell.printJson({ downtimeMs });
  else shell.print(`${downtimeMs}\n`);
  return true;
};

const migrateCompcache: Run = async (shell, args) => {
  const domain = await domainOf(shell, args);
  const size = ulongOf(args, 'size');
  if (size !== undefined) await callDomain(shell, 'migrateSetCompressionCache', domain, size, 0);
  const bytes = await callDomain(shell, 'migrateGetCompressionCache', domain, 0);
  if (shell.options.json) shell.printJson({ bytes });
  else shell.print(`Compression cache: ${prettySize(bytes, 3)}`);
  return true;
};

const migrateSetspeed: Run = async (shell, args) => {
  const domain = await domainOf(shell, args);
  await callDomain(shell, 'migrateSetMaxSpeed', domain, ulongWrapOf(args, 'bandwidth') ?? 0n, args.has('postcopy') ? POSTCOPY : 0);
  return true;
};

const migrateGetspeed: Run = async (shell, args) => {
  const domain = await domainOf(shell, args);
  const speed = await callDomain(shell, 'migrateGetMaxSpeed', domain, args.has('postcopy') ? POSTCOPY : 0);
  if (shell.options.json) shell.printJson({ mibPerSecond: speed });
  else shell.print(`${speed}\n`);
  return true;
};

const migratePostcopy: Run = async (shell, args) => {
  await callDomain(shell, 'migrateStartPostCopy', await domainOf(shell, args), 0);
  return true;
};

/** @libvirt virsh domrename inject-nmi send-key send-process-signal dompmsuspend dompmwakeup set-lifecycle-action domdirtyrate-calc dom-fd-associate migrate-* */
export const runs = {
  domrename,
  'inject-nmi': injectNmi,
  'send-key': sendKey,
  'send-process-signal': sendProcessSignal,
  dompmsuspend,
  dompmwakeup,
  'set-lifecycle-action': setLifecycleAction,
  'domdirtyrate-calc': domdirtyrateCalc,
  'dom-fd-associate': domFdAssociate,
  'migrate-setmaxdowntime': migrateSetmaxdowntime,
  'migrate-getmaxdowntime': migrateGetmaxdowntime,
  'migrate-compcache': migrateCompcache,
  'migrate-setspeed': migrateSetspeed,
  'migrate-getspeed': migrateGetspeed,
  'migrate-postcopy': migratePostcopy,
} satisfies Readonly<Record<string, Run>>;
