import { libvirtError } from '../core/error-text.ts';
import { parseUuid } from '../core/uuid.ts';
import { escapeText } from './escape-text.ts';
import type { EsxSession } from './esx-session.ts';

/** libvirt's capabilities document of the (first) host. */
export async function capabilitiesXml(session: EsxSession): Promise<string> {
  const host = await session.readOne(session.firstHost, ['hardware.systemInfo.uuid', 'summary.hardware.uuid', 'hardware.cpuFeature', 'capability.vmotionSupported']);
  const uuid = parseUuid(host.string('hardware.systemInfo.uuid') ?? host.string('summary.hardware.uuid') ?? '');
  if (uuid === undefined) throw libvirtError('esx', 'internal-error', 'Could not parse UUID from the host');
  const guests = supportsLongMode(host.list('hardware.cpuFeature', 'HostCpuIdInfo')) ? [['i686', 32], ['x86_64', 64]] as const : [['i686', 32]] as const;
  const guest = ([arch, bits]: readonly [string, number]): string => `
  <guest>
    <os_type>hvm</os_type>
    <arch name='${arch}'>
      <wordsize>${bits}</wordsize>
      <domain type='vmware'/>
    </arch>
  </guest>
`;
  return `<capabilities>

  <host>
    <uuid>${uuid}</uuid>
    <cpu>
      <arch>${guests.length > 1 ? 'x86_64' : 'i686'}</arch>
    </cpu>
    <power_management/>
    <iommu support='no'/>
    <migration_features>
      <live/>
      <uri_transports>
        <uri_transport>vpxmigr</uri_transport>
      </uri_transports>
    </migration_features>
  </host>
${guests.map(guest).join('')}
</capabilities>
`;
}

/** CPUID 0x80000001, EDX, bit 29; the host writes registers as `0010:…` with 32 places. */
function supportsLongMode(features: readonly { readonly level: number; readonly edx?: string }[]): boolean {
  const edx = features.find(({ level }) => level >>> 0 === 0x8000_0001)?.edx?.replaceAll(':', '');
  // A host that does not tell is a current one: those that run nothing else have not been made for ten years.
  return edx === undefined || edx.at(-30) === '1';
}

/** libvirt's document of the host's firmware tables, as far as the host tells. */
export async function sysinfoXml(session: EsxSession): Promise<string> {
  const host = await session.readOne(session.firstHost, [
    'hardware.systemInfo.vendor', 'hardware.systemInfo.model', 'hardware.systemInfo.uuid', 'hardware.biosInfo.biosVersion', 'hardware.biosInfo.releaseDate', 'hardware.biosInfo.vendor',
  ]);
  const entries = (pairs: readonly (readonly [name: string, path: string])[]): string =>
    pairs
      .flatMap(([name, path]) => {
        const value = host.string(path);
        return value === undefined || value === '' ? [] : [`    <entry name='${name}'>${escapeText(value)}</entry>\n`];
      })
      .join('');
  const bios = entries([['vendor', 'hardware.biosInfo.vendor'], ['version', 'hardware.biosInfo.biosVersion'], ['date', 'hardware.biosInfo.releaseDate']]);
  const system = entries([['manufacturer', 'hardware.systemInfo.vendor'], ['product', 'hardware.systemInfo.model'], ['uuid', 'hardware.systemInfo.uuid']]);
  return `<sysinfo type='smbios'>\n${bios === '' ? '' : `  <bios>\n${bios}  </bios>\n`}${system === '' ? '' : `  <system>\n${system}  </system>\n`}</sysinfo>\n`;
}
