/** A register of a CPUID leaf, or half of a model-specific register. */
export type X86Register = 'eax' | 'ebx' | 'ecx' | 'edx';

/** The bits of one CPUID leaf, or of one model-specific register (of which only eax and edx are used). */
export interface X86Item {
  readonly kind: 'cpuid' | 'msr';
  /** The leaf (`eax` before the instruction), or the register's index. */
  readonly leaf: number;
  readonly subleaf: number;
  readonly bits: Readonly<Record<X86Register, number>>;
}

type Bits = Record<X86Register, number>;
interface Entry {
  readonly kind: 'cpuid' | 'msr';
  readonly leaf: number;
  readonly subleaf: number;
  readonly bits: Bits;
}

const REGISTERS: readonly X86Register[] = ['eax', 'ebx', 'ecx', 'edx'];

/** A set of bits, as CPUID and model-specific registers tell them. Leaves without any bit are as if they were not there. */
export class X86Data {
  readonly #entries: Map<string, Entry>;

  constructor(items: Iterable<X86Item> = []) {
    this.#entries = new Map();
    for (const item of items) this.#add(item);
  }

  /** Another set of the same bits. */
  copy(): X86Data {
    return new X86Data(this.#entries.values());
  }

  /** The leaves that have bits, in their order; model-specific registers last. */
  items(): X86Item[] {
    const order = (one: Entry): readonly [number, number, number] => [one.kind === 'cpuid' ? 0 : 1, one.leaf, one.subleaf];
    return [...this.#entries.values()].filter(hasBits).sort((one, other) => {
      const [left, right] = [order(one), order(other)];
      return left[0] - right[0] || left[1] - right[1] || left[2] - right[2];
    });
  }

  /** A register of a CPUID leaf; 0 where the leaf is unknown. */
  register(leaf: number, name: X86Register, subleaf = 0): number {
    return this.#entries.get(keyOf('cpuid', leaf, subleaf))?.bits[name] ?? 0;
  }

  add(other: X86Data): void {
    for (const item of other.#entries.values()) if (hasBits(item)) this.#add(item);
  }

  subtract(other: X86Data): void {
    this.#combine(other, (own, bits) => own & ~bits, false);
  }

  intersect(other: X86Data): void {
    this.#combine(other, (own, bits) => own & bits, true);
  }

  isEmpty(): boolean {
    for (const item of this.#entries.values()) if (hasBits(item)) return false;
    return true;
  }

  /** Whether all bits of the other set are in this one. */
  contains(other: X86Data): boolean {
    for (const [key, item] of other.#entries) {
      if (!hasBits(item)) continue;
      const own = this.#entries.get(key);
      if (own === undefined || !covers(own.bits, item.bits)) return false;
    }
    return true;
  }

  #add(item: X86Item): void {
    const key = keyOf(item.kind, item.leaf, item.subleaf);
    const own = this.#entries.get(key);
    if (own === undefined) this.#entries.set(key, { ...item, bits: { ...item.bits } });
    else for (const name of REGISTERS) own.bits[name] = (own.bits[name] | item.bits[name]) >>> 0;
  }

  #combine(other: X86Data, rule: (own: number, bits: number) => number, always: boolean): void {
    for (const [key, own] of this.#entries) {
      const item = other.#entries.get(key);
      if (item === undefined && !always) continue;
      for (const name of REGISTERS) own.bits[name] = rule(own.bits[name], item?.bits[name] ?? 0) >>> 0;
    }
  }
}

function keyOf(kind: string, leaf: number, subleaf: number): string {
  return `${kind} ${leaf} ${subleaf}`;
}

function hasBits(item: X86Item): boolean {
  return REGISTERS.some((name) => item.bits[name] !== 0);
}

function covers(bits: Readonly<Bits>, mask: Readonly<Bits>): boolean {
  return REGISTERS.every((name) => (bits[name] & mask[name]) >>> 0 === mask[name]);
}

/** A set of the bits of one leaf. */
export function leafData(leaf: number, bits: Partial<Bits>, subleaf = 0, kind: X86Item['kind'] = 'cpuid'): X86Data {
  return new X86Data([{ kind, leaf, subleaf, bits: { eax: 0, ebx: 0, ecx: 0, edx: 0, ...bits } }]);
}
