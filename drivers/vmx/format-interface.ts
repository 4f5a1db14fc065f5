import type { NetInterface } from '../conf/domain/interface.ts';
import { vmxError, vmxUnsupported } from './vmx-error.ts';
import { vmxLine } from './vmx-edit.ts';
import { formatVmxUuid } from './vmx-text.ts';

/** A network card. Hardware before version 7 takes four of them, later ten. */
export function formatInterface(value: NetInterface, index: number, virtualHardware: number): string[] {
  const last = virtualHardware >= 7 ? 9 : 3;
  if (index > last) throw vmxError(`Ethernet controller index ${index} out of [0..${last}] range`);
  const line = (name: string, text: string): string => vmxLine(`ethernet${index}.${name}`, text);
  return [line('present', 'true'), ...modelLines(value.model, line), ...connectionLines(value, line), ...macLines(value, line)];
}

type Line = (name: string, text: string) => string;

const MODELS = ['vlance', 'vmxnet', 'vmxnet2', 'vmxnet3', 'e1000', 'e1000e'];

function modelLines(model: string | undefined, line: Line): string[] {
  if (model === undefined) return [];
  if (!MODELS.includes(model)) {
    throw vmxError(
      `Expecting domain XML entry 'devices/interface/model' to be 'vlance' or 'vmxnet' or 'vmxnet2' or 'vmxnet3' or 'e1000' or 'e1000e' but found '${model}'`,
    );
  }
  return model === 'vmxnet2' ? [line('virtualDev', 'vmxnet'), line('features', '15')] : [line('virtualDev', model)];
}

function connectionLines({ type, source, target }: NetInterface, line: Line): string[] {
  if (type === 'bridge' && source?.type === 'bridge') {
    const name = line('networkName', source.bridge);
    if (target?.dev !== undefined) return [name, line('connectionType', 'custom'), line('vnet', target.dev)];
    return [name, line('connectionType', 'bridged')];
  }
  if (type === 'user') return [line('connectionType', 'nat')];
  if (type === 'null') return [];
  if (type === 'vds' && source?.type === 'vds') {
    return [
      line('dvs.switchId', formatVmxUuid(source.switchid)),
      line('dvs.portId', String(source.portid)),
      line('dvs.portgroupId', source.portgroupid),
      line('dvs.connectionId', String(source.connectionid)),
    ];
  }
  throw vmxUnsupported(`Unsupported net type '${type}'`);
}

type MacKind = { readonly kind: 'generated' | 'vpx' | 'static'; readonly check: boolean | undefined };

/** Which of VMware's ranges an address is from: its own, vCenter's, or one for people to use; others it must not check. */
function kindOfAddress(address: string): MacKind {
  const prefix = address.slice(0, 8);
  const suffix = Number.parseInt(address.slice(9).replaceAll(':', ''), 16);
  if (prefix === '00:0c:29') return { kind: 'generated', check: undefined };
  if (prefix === '00:50:56' && suffix <= 0x3fffff) return { kind: 'static', check: undefined };
  if (prefix === '00:50:56' && suffix >= 0x800000 && suffix <= 0xbfffff) return { kind: 'vpx', check: undefined };
  return { kind: 'static', check: false };
}

function macLines({ mac }: NetInterface, line: Line): string[] {
  const address = mac?.address ?? '';
  let { kind, check } = kindOfAddress(address);
  if (mac?.type === 'static') kind = 'static';
  if (mac?.type === 'generated') {
    kind = kind === 'vpx' ? 'vpx' : 'generated';
    check = undefined;
  }
  check = mac?.check ?? check;
  const lines = kind === 'static'
    ? [line('addressType', 'static'), line('address', address)]
    : [line('addressType', kind), line('generatedAddress', address), ...(kind === 'generated' ? [line('generatedAddressOffset', '0')] : [])];
  if (check !== undefined) lines.push(line('checkMACAddress', check ? 'true' : 'false'));
  return lines;
}
