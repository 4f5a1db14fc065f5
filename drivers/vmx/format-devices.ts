import type { ChardevBackend, ChardevType, Parallel, Serial } from '../conf/domain/chardev.ts';
import type { Filesystem, Video } from '../conf/domain/devices.ts';
import type { Graphics } from '../conf/domain/graphics.ts';
import type { VmxFormatContext } from './vmx-context.ts';
import { vmxError, vmxUnsupported } from './vmx-error.ts';
import { vmxLine } from './vmx-edit.ts';

/** A display. */
export function formatGraphics(value: Graphics): string[] {
  return [...graphicsEntries(value)].map(([name, text]) => vmxLine(name, text));
}

/** A display's entries, by name. */
export function graphicsEntries(value: Graphics): ReadonlyMap<string, string> {
  if (value.type !== 'vnc') throw vmxUnsupported(`Unsupported graphics type '${value.type}'`);
  const entries = new Map([['RemoteDisplay.vnc.enabled', 'true']]);
  if (value.autoport !== true) entries.set('RemoteDisplay.vnc.port', String(value.port ?? 0));
  const [listen] = value.listens;
  const optional = [['ip', listen?.address], ['keymap', value.keymap], ['password', value.passwd]] as const;
  for (const [name, text] of optional) if (text !== undefined) entries.set(`RemoteDisplay.vnc.${name}`, text);
  return entries;
}

/** Folders of the host. */
export function formatFilesystems(values: readonly Filesystem[]): string[] {
  if (values.length === 0) return [];
  return [
    vmxLine('isolation.tools.hgfs.disable', 'false'),
    vmxLine('sharedFolder.maxNum', String(values.length)),
    ...values.flatMap((value, number) => {
      if (value.type !== 'mount') throw vmxUnsupported("Only 'mount' filesystem type is supported");
      const line = (name: string, text: string): string => vmxLine(`sharedFolder${number}.${name}`, text);
      return [
        line('present', 'true'),
        line('enabled', 'true'),
        line('readAccess', 'true'),
        line('writeAccess', value.readonly === true ? 'false' : 'true'),
        line('hostPath', value.source?.dir ?? ''),
        line('guestName', value.target?.dir ?? ''),
      ];
    }),
  ];
}

/** The video card. Sizes are multiples of 64 KiB: Windows wants them so. */
export function formatVideo({ model }: Video): string[] {
  if (model?.type !== 'vmvga') throw vmxUnsupported(`Unsupported video device type '${model?.type ?? 'default'}'`);
  if ((model.heads ?? 0) > 1) throw vmxUnsupported('Multi-head video devices are unsupported');
  return [vmxLine('svga.vramSize', String(Math.ceil((model.vram ?? 0) / 64) * 64 * 1024))];
}

/** A serial port. */
export function formatSerial(value: Serial, context: VmxFormatContext): string[] {
  const port = value.target?.port ?? 0;
  if (port < 0 || port > 3) throw vmxError(`Serial port index ${port} out of [0..3] range`);
  const line = (name: string, text: string): string => vmxLine(`serial${port}.${name}`, text);
  const backend = (): string[] => {
    switch (value.type) {
      case 'pipe':
        return [line('fileType', 'pipe'), line('pipe.endPoint', 'client'), line('tryNoRxLoss', 'false'), line('fileName', pathOf(value))];
      case 'tcp':
        return tcpLines(value, line);
      default:
        return fileOrDevice(value.type, value, line, context);
    }
  };
  return [line('present', 'true'), ...backend(), line('yieldOnMsrRead', 'true')];
}

/** A parallel port. */
export function formatParallel(value: Parallel, context: VmxFormatContext): string[] {
  const port = value.target?.port ?? 0;
  if (port < 0 || port > 2) throw vmxError(`Parallel port index ${port} out of [0..2] range`);
  const line = (name: string, text: string): string => vmxLine(`parallel${port}.${name}`, text);
  return [line('present', 'true'), ...fileOrDevice(value.type, value, line, context)];
}

type Line = (name: string, text: string) => string;

function fileOrDevice(type: ChardevType, value: ChardevBackend, line: Line, context: VmxFormatContext): string[] {
  switch (type) {
    case 'dev':
      return [line('fileType', 'device'), line('fileName', pathOf(value))];
    case 'file':
      return [line('fileType', 'file'), line('fileName', context.formatFileName(pathOf(value)))];
    default:
      throw vmxUnsupported(`Unsupported character device type '${type}'`);
  }
}

function pathOf(value: ChardevBackend): string {
  return value.sources[0]?.path ?? '';
}

const SCHEMES = { raw: 'tcp', telnet: 'telnet', telnets: 'telnets', tls: 'ssl' } as const;

function tcpLines(value: ChardevBackend, line: Line): string[] {
  const [source] = value.sources;
  const host = source?.host ?? '';
  return [
    line('fileType', 'network'),
    line('fileName', `${SCHEMES[value.protocol ?? 'raw']}://${host.includes(':') ? `[${host}]` : host}:${source?.service ?? ''}`),
    line('network.endPoint', source?.mode === 'bind' ? 'server' : 'client'),
  ];
}
