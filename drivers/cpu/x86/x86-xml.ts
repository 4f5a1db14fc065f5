import { readDocument } from '../../conf/lens/document.ts';
import type { XmlElement } from '../../conf/xml/xml-tree.ts';
import { cpuError } from '../cpu-error.ts';
import { leafData, X86Data } from './x86-data.ts';

/** Reads `<cpudata arch='x86'>`: CPUID leaves and model-specific registers. */
export function parseX86Data(xml: string | XmlElement): X86Data {
  const root = readDocument(xml, 'cpudata');
  const data = new X86Data();
  for (const each of root.elements()) {
    if (each.name !== 'cpuid' && each.name !== 'msr') continue;
    const number = (name: string): number => numberOf(each.attribute(name));
    const bits = { eax: number('eax'), ebx: number('ebx'), ecx: number('ecx'), edx: number('edx') };
    const isMsr = each.name === 'msr';
    data.add(leafData(number(isMsr ? 'index' : 'eax_in'), bits, isMsr ? 0 : number('ecx_in'), each.name));
  }
  if (root.elements().length === 0) throw cpuError('internal-error', 'no x86 CPU data found');
  return data;
}

function numberOf(text: string | undefined): number {
  const value = text === undefined ? 0 : Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 0xffffffff) throw cpuError('internal-error', `Invalid cpuid value '${text ?? ''}'`);
  return value;
}

/** Such a document, as libvirt prints it. */
export function formatX86Data(data: X86Data): string {
  const hex = (value: number): string => `0x${value.toString(16).padStart(8, '0')}`;
  const lines = data.items().map(({ kind, leaf, subleaf, bits }) =>
    kind === 'msr'
      ? `  <msr index='0x${leaf.toString(16)}' eax='${hex(bits.eax)}' edx='${hex(bits.edx)}'/>\n`
      : `  <cpuid eax_in='${hex(leaf)}' ecx_in='${hex(subleaf)}' eax='${hex(bits.eax)}' ebx='${hex(bits.ebx)}' ecx='${hex(bits.ecx)}' edx='${hex(bits.edx)}'/>\n`,
  );
  return `<cpudata arch='x86'>\n${lines.join('')}</cpudata>\n`;
}
