import type { PlainJson } from '../../conf/json/plain-json.ts';
import { leafData, X86Data, type X86Register } from '../../cpu/x86/x86-data.ts';
import { malformed } from './qmp-error.ts';
import { Reply } from './reply.ts';

const REGISTERS: ReadonlyMap<string, X86Register> = new Map([['EAX', 'eax'], ['EBX', 'ebx'], ['ECX', 'ecx'], ['EDX', 'edx']]);

/** The bits of an x86 guest's processor: what `qom-get` answers for `feature-words` and `filtered-features`. */
export function readFeatureWords(answer: PlainJson): X86Data {
  const data = new X86Data();
  for (const word of Reply.list('qom-get', answer)) {
    const register = REGISTERS.get(word.string('cpuid-register'));
    if (register === undefined) throw malformed(`unknown CPU register '${word.string('cpuid-register')}'`);
    data.add(leafData(word.number('cpuid-input-eax'), { [register]: word.number('features') }, word.numberOr('cpuid-input-ecx') ?? 0));
  }
  return data;
}
