import { parseArmCpuinfo, parsePpcCpuinfo } from '../../../drivers/conf/sysinfo/parse-cpuinfo.ts';
import { parseDmidecode } from '../../../drivers/conf/sysinfo/parse-dmidecode.ts';
import { parseS390Sysinfo } from '../../../drivers/conf/sysinfo/parse-s390-sysinfo.ts';
import { formatSysinfoXml, type SysinfoDef } from '../../../drivers/conf/sysinfo/sysinfo-def.ts';
import type { CorpusCase, CorpusFiles } from '../corpus-case.ts';
import { expectedOf, type CorpusTransformation } from '../transformation.ts';

/** What the faked dmidecode answers when it is asked for one OEM string. */
function oemString(index: number): string {
  return `OEM string ${index}`;
}

function read(one: CorpusCase, files: CorpusFiles): SysinfoDef {
  const input = (suffix: string): string | undefined => one.input.filter((file) => file.endsWith(suffix)).map((file) => files.text(file))[0];
  const firmware = input('sysinfo.data');
  const cpuinfo = input('cpuinfo.data');
  if (one.name.startsWith('s390')) return parseS390Sysinfo(firmware ?? '', cpuinfo ?? '');
  if (one.name.startsWith('ppc')) return parsePpcCpuinfo(cpuinfo ?? '');
  if (firmware !== undefined) return parseDmidecode(firmware, oemString);
  return parseArmCpuinfo(cpuinfo ?? '');
}

export const transformations: readonly CorpusTransformation[] = [
  { corpus: 'sysinfo', run: (one, files) => [{ actual: formatSysinfoXml(read(one, files)), expected: expectedOf(one) }] },
];
