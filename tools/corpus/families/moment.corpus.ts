import { alignBackupDisks } from '../../../drivers/conf/domain-backup/align-backup-disks.ts';
import { formatDomainBackupXml, parseDomainBackupXml } from '../../../drivers/conf/domain-backup/domain-backup-def.ts';
import { formatDomainCheckpointXml, parseDomainCheckpointXml, type DomainCheckpointDef } from '../../../drivers/conf/domain-checkpoint/domain-checkpoint-def.ts';
import { formatDomainSnapshotXml, parseDomainSnapshotXml } from '../../../drivers/conf/domain-snapshot/domain-snapshot-def.ts';
import { domainContext, TEST_DRIVER_FEATURES } from '../../../drivers/conf/domain/domain-def.ts';
import type { CorpusCase } from '../corpus-case.ts';
import { roundTrip, type CorpusTransformation } from '../transformation.ts';

const domain = domainContext({ skipValidate: true, features: TEST_DRIVER_FEATURES, namespaces: ['qemu'] });

/** The clock of a case: the time in its parameters, or none. */
function clock(one: CorpusCase): () => bigint | undefined {
  const time = /\b(\d{9,})\b/.exec(one.params.replace(/"[^"]*"/g, ''))?.[1];
  return () => (time === undefined ? undefined : BigInt(time));
}

function snapshot(text: string, one: CorpusCase): string {
  const internal = one.params.includes('TEST_INTERNAL');
  const def = parseDomainSnapshotXml(text, { domain, internal, redefine: one.params.startsWith('DO_TEST_OUT'), now: clock(one) });
  if (one.params.includes('TEST_RUNNING')) def.state = 'running';
  return formatDomainSnapshotXml(def, { uuid: /"([0-9a-f-]{36})"/.exec(one.params)?.[1], secure: true, internal });
}

/** What a hypervisor would fill in before the document is stored. */
function complete(def: DomainCheckpointDef, one: CorpusCase): DomainCheckpointDef {
  const [first = { name: 'vda', checkpoint: 'bitmap', bitmap: undefined, sizeBytes: undefined }, ...others] = def.disks;
  const bitmap = one.params.includes('TEST_VDA_BITMAP') ? def.name : first.bitmap;
  const sizeBytes = one.params.includes('TEST_SIZE') ? 1_048_576n : undefined;
  const disks = one.params.includes('TEST_VDA_BITMAP') ? [{ ...first, bitmap, sizeBytes }, ...others] : def.disks;
  return { ...def, disks, parentName: one.params.includes('TEST_PARENT') ? '1525111885' : def.parentName };
}

export const transformations: readonly CorpusTransformation[] = [
  roundTrip('qemudomainsnapshotxml2xml', snapshot),
  roundTrip('qemudomaincheckpointxml2xml', (text, one) => {
    const def = parseDomainCheckpointXml(text, { domain, redefine: one.params.startsWith('DO_TEST_OUT'), now: clock(one) });
    return formatDomainCheckpointXml(complete(def, one), { secure: true, size: one.params.includes('TEST_SIZE') });
  }),
  roundTrip('domainbackupxml2xml', (text, one) => {
    const internal = one.params.includes('true');
    const def = parseDomainBackupXml(text, { internal });
    const disks = [...def.disks.map((disk) => disk.name), 'vdextradisk'].map((name) => ({ name, file: `/fake/${name}.qcow2`, empty: false, readOnly: false }));
    return formatDomainBackupXml(alignBackupDisks(def, disks, 'SUFFIX'), { internal });
  }),
];
