import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Connection } from '../../../drivers/api/connection.ts';
import type { DomainRef } from '../../../drivers/api/refs.ts';
import { DomainXMLFlags } from '../../../drivers/core/constants.ts';
import { hasMethod, requireMethod } from '../../../drivers/core/require-method.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import { parseXml } from '../../../drivers/conf/xml/parse-xml.ts';
import type { Appliance } from '../../../drivers/ovf/appliance.ts';
import { formatOvf } from '../../../drivers/ovf/format-ovf.ts';
import type { DiskPiece } from '../../../drivers/ovf/vmdk-reader.ts';
import { writeStreamVmdk } from '../../../drivers/ovf/vmdk-writer.ts';
import { applianceOf, type KeptIdentity } from './appliance-of-machine.ts';
import type { WorkContext } from './import-appliance.ts';
import { OvaWriter } from './ova-writer.ts';
import { openVolume, type OpenVolume } from './volume-reader.ts';

/** More than any firmware has; also the most that an import takes. */
export const MOST_NVRAM = 64n * 1024n * 1024n;

/** What an export takes. */
export interface ExportRequest extends KeptIdentity {
  /** The archive to make, on this computer. */
  readonly file: string;
  /** Replace a file that is there. */
  readonly overwrite: boolean;
}

/** Packs a machine that does not run into an archive. Nothing stays when it fails or is cancelled. */
export async function exportAppliance(connection: Connection, domain: DomainRef, { file, overwrite, ...kept }: ExportRequest, context: WorkContext): Promise<void> {
  await assertStopped(connection, domain);
  if (!overwrite && (await stat(file).then(() => true, () => false))) throw refused('operation-failed', `'${file}' is there already`);
  const { root } = parseXml(await requireMethod(connection, 'domain', 'getXMLDesc')(domain, DomainXMLFlags.INACTIVE));
  const { appliance, sources, nvram } = applianceOf(root, kept);
  const base = fileStem(domain.name);
  const nvramName = nvram === undefined ? undefined : `${base}-vars.fd`;
  const names = [...sources.map((_, index) => `${base}-disk${index + 1}.vmdk`), ...(nvramName === undefined ? [] : [nvramName])];
  const opened: OpenVolume[] = [];
  let writer: OvaWriter | undefined;
  try {
    for (const source of [...sources, ...(nvram === undefined ? [] : [nvram])]) {
      context.say('phase.openDisk', { disk: path.basename(source.path) });
      opened.push(await openVolume(connection, source));
    }
    const described = (sizes: readonly (bigint | undefined)[]): Appliance => ({
      ...appliance,
      nvram: nvramName,
      disks: appliance.disks.map((disk, index) => ({ ...disk, file: names[index], capacityBytes: opened[index]?.capacityBytes ?? 0n })),
      files: names.map((name, index) => ({ name, sizeBytes: sizes[index] })),
    });
    const room = Buffer.byteLength(formatOvf(described(names.map(() => 10n ** 18n))));
    writer = await OvaWriter.create(file, `${base}.ovf`, room, names);
    const total = opened.reduce((sum, { capacityBytes }) => sum + Number(capacityBytes), 0);
    const sizes: bigint[] = [];
    let before = 0;
    for (const [index, volume] of opened.entries()) {
      const name = names[index] ?? '';
      context.say('phase.exportDisk', { disk: name });
      const start = before;
      const pieces = volume.pieces((at) => {
        if (context.signal.aborted) throw refused('operation-aborted', 'operation aborted: cancelled by user');
        context.progress(start + Number(at), total);
      });
      sizes.push(BigInt((await writer.add(name, name === nvramName ? plainBytes(volume.capacityBytes, pieces) : writeStreamVmdk(name, volume.capacityBytes, pieces))).size));
      before += Number(volume.capacityBytes);
    }
    await writer.finish(formatOvf(described(sizes)));
    writer = undefined;
  } finally {
    await writer?.abandon();
    for (const volume of opened) await volume.dispose();
  }
}

/** The bytes as they are, holes as zeros: variables of a firmware are some hundred KiB. */
async function* plainBytes(capacityBytes: bigint, pieces: AsyncIterable<DiskPiece>): AsyncGenerator<Uint8Array> {
  if (capacityBytes > MOST_NVRAM) throw refused('config-unsupported', `unsupported configuration: the variables of the firmware have ${capacityBytes} bytes`);
  const whole = new Uint8Array(Number(capacityBytes));
  for await (const { offset, bytes } of pieces) whole.set(bytes, Number(offset));
  yield whole;
}

async function assertStopped(connection: Connection, domain: DomainRef): Promise<void> {
  if (!hasMethod(connection, 'domain', 'getState')) return;
  const { state } = await requireMethod(connection, 'domain', 'getState')(domain, 0);
  if (state === 'shutoff' || state === 'crashed') return;
  throw refused('operation-invalid', `Requested operation is not valid: '${domain.name}' is ${state}: shut it down first, its disks change while it runs`);
}

function fileStem(name: string): string {
  const stem = name.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[.-]+/, '').slice(0, 60);
  return stem === '' ? 'machine' : stem;
}

function refused(code: VirError['code'], message: string): VirError {
  return new VirError({ code, domain: 'none', message });
}
