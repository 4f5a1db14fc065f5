import type { VirErrorCode } from '../api/errors.ts';
import { libvirtError } from '../core/error-text.ts';
import { VirError } from '../core/vir-error.ts';

/** An error of this driver in libvirt's words. */
export function vmwareError(code: VirErrorCode, detail: string, subject?: string): VirError {
  return libvirtError('vmware', code, detail, subject === undefined ? {} : { subject });
}

/** What vmrun says (behind `Error: `, on its standard output) and what it means. Others are `operation-failed`. */
const MEANINGS: readonly (readonly [RegExp, VirErrorCode])[] = [
  [/is not (powered on|running)/i, 'operation-invalid'],
  [/(already|is) (running|powered on)/i, 'operation-invalid'],
  [/must be (powered|turned) (on|off)/i, 'operation-invalid'],
  [/snapshot (does not exist|was not found)|cannot find .*snapshot|Invalid snapshot name/i, 'no-domain-snapshot'],
  [/snapshot name already exists|name already exists/i, 'operation-invalid'],
  [/(virtual machine|file) (was not found|cannot be found|does not exist)|Cannot open VM/i, 'no-domain'],
  [/Insufficient permissions|access denied|Invalid user name or password|authenticat/i, 'auth-failed'],
  [/VMware Tools are not running|Tools .* not running/i, 'agent-unresponsive'],
  [/timed? ?out/i, 'operation-timeout'],
  [/not supported|Unrecognized command|not available/i, 'operation-unsupported'],
  [/file is already in use|is locked/i, 'resource-busy'],
];

/** The error for a vmrun command that failed. */
export function vmrunError(command: string, output: string, code: number | undefined): VirError {
  const said = /^Error: *(.*)$/ms.exec(output)?.[1]?.trim() ?? output.trim();
  const meaning = MEANINGS.find(([pattern]) => pattern.test(said))?.[1] ?? 'operation-failed';
  return vmwareError(meaning, `vmrun ${command}: ${said === '' ? `exit code ${code ?? '(none)'}` : said}`);
}

/** Whether an error has this code. */
export function isCode(error: unknown, code: VirErrorCode): boolean {
  return VirError.is(error, code);
}
