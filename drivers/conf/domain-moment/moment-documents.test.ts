import { describe, expect, it } from 'vitest';
import { alignBackupDisks } from '../domain-backup/align-backup-disks.ts';
import { formatDomainBackupXml, parseDomainBackupXml } from '../domain-backup/domain-backup-def.ts';
import { formatDomainCheckpointXml, parseDomainCheckpointXml } from '../domain-checkpoint/domain-checkpoint-def.ts';
import { formatDomainSnapshotXml, parseDomainSnapshotXml } from '../domain-snapshot/domain-snapshot-def.ts';
import { domainContext } from '../domain/domain-def.ts';

const domain = domainContext();
const now = (): bigint => 1_700_000_000n;

describe('snapshot documents', () => {
  it('get name and time from the clock', () => {
    const def = parseDomainSnapshotXml("<domainsnapshot><disks><disk name='vda'><source file='/s.qcow2'/></disk></disks></domainsnapshot>", { domain, now });
    expect(formatDomainSnapshotXml(def, { uuid: 'u' })).toBe(`<domainsnapshot>
  <name>1700000000</name>
  <creationTime>1700000000</creationTime>
  <disks>
    <disk name='vda' snapshot='external' type='file'>
      <source file='/s.qcow2'/>
    </disk>
  </disks>
  <domain>
    <uuid>u</uuid>
  </domain>
</domainsnapshot>
`);
  });

  it.each([
    ['<domainsnapshot/>', { redefine: true }, 'XML error: a redefined snapshot must have a name'],
    ['<domainsnapshot><name>a</name><creationTime>1</creationTime></domainsnapshot>', { redefine: true }, 'XML error: missing state from existing snapshot'],
    ["<domainsnapshot><memory file='x'/></domainsnapshot>", {}, 'XML error: memory snapshot file path (x) must be absolute'],
    ["<domainsnapshot><memory snapshot='external'/></domainsnapshot>", {}, 'XML error: external memory snapshots require a filename'],
    ["<domainsnapshot><memory file='/x'/></domainsnapshot>", { offline: true }, 'XML error: memory state cannot be saved with offline or disk-only snapshot'],
    ['<domainsnapshot><disks><disk/></disks></domainsnapshot>', {}, 'internal error: missing name from disk snapshot element'],
    ["<domainsnapshot><disks><disk name='vda'><source file='rel'/></disk></disks></domainsnapshot>", {}, "XML error: disk snapshot image path 'rel' must be absolute"],
  ])('refuse %s', (xml, options, message) => {
    expect(() => parseDomainSnapshotXml(xml, { domain, now, ...options })).toThrow(expect.objectContaining({ message }));
  });
});

describe('checkpoint documents', () => {
  it('come out with their disks', () => {
    const def = parseDomainCheckpointXml("<domaincheckpoint><name>c</name><disks><disk name='vda'/><disk name='vdb' checkpoint='no'/></disks></domaincheckpoint>", { domain, now });
    expect(formatDomainCheckpointXml(def)).toContain("<disk name='vda' checkpoint='bitmap'/>\n    <disk name='vdb' checkpoint='no'/>");
  });

  it.each(['<name>../x</name>', '<name>.x</name>', '<disks/>', "<disks><disk name='vda' checkpoint='no' bitmap='b'/></disks>", '<unknown/>'])('refuse %s as the schema does', (body) => {
    expect(() => parseDomainCheckpointXml(`<domaincheckpoint>${body}</domaincheckpoint>`, { domain, now })).toThrow(
      expect.objectContaining({ code: 'xml-invalid-schema' }),
    );
  });
});

describe('backup documents', () => {
  const disks = [
    { name: 'vda', file: '/i/a.qcow2', empty: false, readOnly: false },
    { name: 'vdb', file: undefined, empty: false, readOnly: false },
    { name: 'hda', file: undefined, empty: true, readOnly: true },
  ];

  it('leave out the disks they do not name', () => {
    const def = parseDomainBackupXml("<domainbackup mode='pull'><server transport='unix' socket='/s'/><disks><disk name='vda'/></disks></domainbackup>");
    expect(formatDomainBackupXml(alignBackupDisks(def, disks, 'x'))).toBe(`<domainbackup mode='pull'>
  <server transport='unix' socket='/s'/>
  <disks>
    <disk name='vda' backup='yes' type='file' backupmode='full'/>
    <disk name='vdb' backup='no'/>
    <disk name='hda' backup='no'/>
  </disks>
</domainbackup>
`);
  });

  it.each([
    ['<domainbackup/>', "unsupported configuration: refusing to generate file name for disk 'vdb'"],
    ["<domainbackup><disks><disk name='sda'/></disks></domainbackup>", "unsupported configuration: no disk named 'sda'"],
    ["<domainbackup><disks><disk name='hda'/></disks></domainbackup>", "unsupported configuration: disk 'hda' has no media"],
    ["<domainbackup><server name='x'/></domainbackup>", 'unsupported configuration: use of <server> requires pull mode backup'],
  ])('refuse %s', (xml, message) => {
    expect(() => alignBackupDisks(parseDomainBackupXml(xml), disks, 'x')).toThrow(expect.objectContaining({ message }));
  });
});
