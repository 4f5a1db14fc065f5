import { formatDomainXml, parseDomainXml } from '../../../drivers/conf/domain/domain-def.ts';
import { formatVmx } from '../../../drivers/vmx/format-vmx.ts';
import { parseVmx } from '../../../drivers/vmx/parse-vmx.ts';
import { formatDatastorePath, parseDatastorePath, parseVmfsPath } from '../../../drivers/vmx/datastore-path.ts';
import { vmxDomainContext } from '../../../drivers/vmx/vmx-context.ts';
import { vmxError } from '../../../drivers/vmx/vmx-error.ts';
import { expectedOf, inputOf, type CorpusTransformation } from '../transformation.ts';

/** The datastore that libvirt's tests make up: what is called `missing` is not there. */
function parseFileName(fileName: string, mayMiss: boolean): string | undefined {
  const found = parseVmfsPath(fileName);
  if (found !== undefined) {
    if (found.datastore !== 'missing' && !found.path.startsWith('missing')) return formatDatastorePath(found);
    if (mayMiss) return undefined;
    throw vmxError(`Referenced missing file '${fileName}'`);
  }
  if (fileName.startsWith('/')) return fileName;
  if (fileName.includes('/')) throw vmxError(`Relative path '${fileName}'`);
  return `[datastore] directory/${fileName}`;
}

function formatFileName(source: string): string {
  const found = parseDatastorePath(source);
  if (found !== undefined) return `/vmfs/volumes/${found.datastore}/${found.path}`;
  if (source.startsWith('/')) return source;
  throw vmxError(`Relative path '${source}'`);
}

/** Where libvirt's tests say that a machine is. */
const DATACENTERS: Readonly<Record<string, string>> = { datacenterpath: 'folder1/folder2/datacenter1' };

export const transformations: readonly CorpusTransformation[] = [
  {
    corpus: 'vmx2xml',
    run(one, files) {
      const actual = formatDomainXml(parseVmx(files.bytes(inputOf(one)), { parseFileName, datacenterPath: DATACENTERS[one.name] }), { secure: true });
      return one.kind === 'ok' ? [{ actual, expected: expectedOf(one) }] : [];
    },
  },
  {
    corpus: 'xml2vmx',
    run(one, files) {
      const virtualHardware = Number(/, (\d+)\)/.exec(one.params)?.[1]);
      const def = parseDomainXml(files.text(inputOf(one)), vmxDomainContext());
      return [{ actual: formatVmx(def, { formatFileName, autodetectScsiModel: () => 'lsilogic', virtualHardware }), expected: expectedOf(one) }];
    },
  },
];
