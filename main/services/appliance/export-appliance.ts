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
import { writeStreamVmdk } from '../../../drivers/ovf/vmdk-writer.ts';
import { applianceOf } from './appliance-of-machine.ts';
import type { WorkContext } from './import-appliance.ts';
import { OvaWriter } from './ova-writer.ts';
import { openVolume, type OpenVolume } from './volume-reader.ts';

/** What an export takes. */
export interface ExportRequest {
  /** The archive to make, on this computer. */
  readonly file: string;
  /** Replace a file that is there. */
  readonly overwrite: boolean;
}

/** Packs a machine that does not run into an archive. Nothing stays when it fails or is cancelled. */
export async function exportAppliance(connection: Connection, domain: DomainRef, { file, overwrite }: ExportRequest, context: WorkContext): Promise<void> {
  await assertStopped(connection, domain);
  if (!overwrite && (await stat(file).then(() => true, () => false))) throw refused('operation-failed', `'${file}' is there already`);
  const { root } = parseXml(await requireMethod(connection, 'domain', 'getXMLDesc')(domain, DomainXMLFlags.INACTIVE));
  const { appliance, sources } = applianceOf(root);
  const base = fileStem(domain.name);
  const names = sources.map((_, index) => `${base}-disk${index + 1}.vmdk`);
  const opened: OpenVolume[] = [];
  let writer: OvaWriter | undefined;
  try {
    for (const source of sources) {
      context.say('phase.openDisk', { disk: path.basename(source.path) });
      opened.push(await openVolume(connection, source));
    }
    const described = (sizes: readonly (bigint | undefined)[]): Appliance => ({
      ...appliance,
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
      sizes.push(BigInt((await writer.add(name, writeStreamVmdk(name, volume.capacityBytes, pieces))).size));
      before += Number(volume.capacityBytes);
    }
    await writer.finish(formatOvf(described(sizes)));
    writer = undefined;
  } finally {
    await writer?.abandon();
    for (const volume of opened) await volume.dispose();
  }
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
