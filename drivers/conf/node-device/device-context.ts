import type { VirErrorCode } from '../../api/errors.ts';
import { libvirtError } from '../../core/error-text.ts';
import type { VirError } from '../../core/vir-error.ts';
import type { LensParseContext } from '../lens/lens.ts';
import type { XmlElement } from '../xml/xml-tree.ts';

/** Reading a node device: complaints name it. */
export interface NodeDeviceContext extends LensParseContext {
  readonly device: string;
  /** The document asks for a new device: what the host assigns may be missing. */
  readonly create: boolean;
  /** Makes a world wide name for a new port; without it one must be given. */
  readonly newWwn: (() => string) | undefined;
}

/** The context as the node device's own. */
export function deviceContext(context: LensParseContext): NodeDeviceContext {
  if (!('device' in context)) throw new Error('read outside of a node device');
  return context as NodeDeviceContext;
}

/** A complaint about a node device. */
export function deviceError(message: string, code: VirErrorCode = 'internal-error'): VirError {
  return libvirtError('nodedev', code, message);
}

/** A number that must be there: `no WHAT supplied for 'DEVICE'` or `invalid WHAT …`. */
export function checkSupplied(value: number | undefined, what: string, context: LensParseContext): void {
  const { device } = deviceContext(context);
  if (value === undefined) throw deviceError(`no ${what} supplied for '${device}'`);
  if (Number.isNaN(value)) throw deviceError(`invalid ${what} supplied for '${device}'`);
}

/** Inner capabilities must name their kind, and it must be one of these. */
export function checkInnerTypes(xml: XmlElement, known: readonly string[], what: string, missing: string, context: LensParseContext): void {
  const { device } = deviceContext(context);
  for (const inner of xml.elements('capability')) {
    const type = inner.attribute('type');
    if (type === undefined) throw deviceError(`${missing} for '${device}'`);
    if (!known.includes(type)) throw deviceError(`unknown ${what} capability type '${type}' for '${device}'`);
  }
}
