import { XmlWriter } from '../conf/lens/xml-writer.ts';
import type { NumaCell, TestHost } from './test-host.ts';

const PAGE_SIZES_KIB = [4, 8, 2048, 1048576] as const;

/** The host's `<capabilities>`: an i686 that runs machines of type "test". */
export function capabilitiesXml(host: TestHost, hasIommu: boolean): string {
  const parts = [hostPart(host, hasIommu), guestPart('hvm'), guestPart('xen')];
  return `<capabilities>\n\n${parts.join('\n')}\n</capabilities>\n`;
}

function hostPart(host: TestHost, hasIommu: boolean): string {
  const out = new XmlWriter('  ');
  out.begin('host');
  out.begin('cpu');
  out.textElement('arch', 'i686');
  features(out);
  for (const size of PAGE_SIZES_KIB) pages(out, size);
  out.end('cpu');
  empty(out, 'power_management');
  out.begin('iommu');
  out.attribute('support', hasIommu ? 'yes' : 'no');
  out.end('iommu');
  topology(out, host.cells);
  out.begin('secmodel');
  out.textElement('model', 'testSecurity');
  out.textElement('doi', '');
  out.end('secmodel');
  out.end('host');
  return out.toString();
}

function topology(out: XmlWriter, cells: readonly NumaCell[]): void {
  out.begin('topology');
  if (cells.length === 0) {
    out.raw("<cells num='0'>\n</cells>");
    out.end('topology');
    return;
  }
  out.begin('cells');
  out.attribute('num', String(cells.length));
  cells.forEach((each, id) => {
    cell(out, each, id);
  });
  out.end('cells');
  out.end('topology');
}

function cell(out: XmlWriter, { memoryKiB, cpus }: NumaCell, id: number): void {
  // The second cell has another page size than the others, so that programs meet that case.
  const smallKiB = id === 1 ? 8 : 4;
  out.begin('cell');
  out.attribute('id', String(id));
  out.begin('memory');
  out.attribute('unit', 'KiB');
  out.endWithText('memory', String(memoryKiB));
  pages(out, smallKiB, String(memoryKiB / BigInt(smallKiB)));
  pages(out, 2048, '0');
  pages(out, 1048576, '0');
  out.begin('cpus');
  out.attribute('num', String(cpus.length));
  for (const cpu of cpus) {
    out.begin('cpu');
    const attributes = { id: cpu.id, socket_id: cpu.socketId, die_id: 0, core_id: cpu.coreId, siblings: cpu.id };
    for (const [name, value] of Object.entries(attributes)) out.attribute(name, String(value));
    out.end('cpu');
  }
  out.end('cpus');
  out.end('cell');
}

function pages(out: XmlWriter, sizeKiB: number, count?: string): void {
  out.begin('pages');
  out.attribute('unit', 'KiB');
  out.attribute('size', String(sizeKiB));
  if (count === undefined) out.end('pages');
  else out.endWithText('pages', count);
}

function guestPart(osType: string): string {
  const out = new XmlWriter('  ');
  out.begin('guest');
  out.textElement('os_type', osType);
  out.begin('arch');
  out.attribute('name', 'i686');
  out.textElement('wordsize', '32');
  out.textElement('emulator', '/usr/bin/test-hv');
  out.begin('domain');
  out.attribute('type', 'test');
  out.end('domain');
  out.end('arch');
  features(out);
  out.end('guest');
  return out.toString();
}

function features(out: XmlWriter): void {
  out.begin('features');
  empty(out, 'pae');
  empty(out, 'nonpae');
  out.end('features');
}

function empty(out: XmlWriter, name: string): void {
  out.begin(name);
  out.end(name);
}
