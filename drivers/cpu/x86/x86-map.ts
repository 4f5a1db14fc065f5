import { X86_FEATURES, X86_VENDORS } from '../tables/x86-features.ts';
import { X86_MODELS } from '../tables/x86-models.ts';
import type { X86ModelFacts } from '../tables/x86-models.ts';
import { leafData, X86Data } from './x86-data.ts';
import type { X86Register } from './x86-data.ts';
import type { SignatureRule } from './x86-signature.ts';

/** A feature and the bits that tell of it. */
export interface X86Feature {
  readonly name: string;
  readonly data: X86Data;
  /** Whether a guest that has it can move to another host. */
  readonly migratable: boolean;
  readonly isMsr: boolean;
}

/** A named model. */
export interface X86Model {
  readonly name: string;
  readonly vendor: string | undefined;
  readonly describesHosts: boolean;
  readonly describesGuests: boolean;
  readonly signatures: readonly SignatureRule[];
  readonly data: X86Data;
  /** Features that QEMU's version of the model has lost. */
  readonly removed: readonly string[];
}

/** All that is known of x86 processors. */
export interface X86Map {
  /** In the order in which documents list them. */
  readonly features: ReadonlyMap<string, X86Feature>;
  /** Features of paravirtualisation, which no document lists. */
  readonly internal: ReadonlyMap<string, X86Feature>;
  readonly models: ReadonlyMap<string, X86Model>;
  readonly vendors: ReadonlyMap<string, X86Data>;
}

let loaded: X86Map | undefined;

/** The map; made from the tables when first asked for. */
export function x86Map(): X86Map {
  loaded ??= loadMap();
  return loaded;
}

function loadMap(): X86Map {
  const features = new Map(X86_FEATURES.flatMap(({ where, bits }) => wordsOf(bits).map((bit) => featureOf(where, bit))).map((one) => [one.name, one]));
  const vendors = new Map(Object.entries(X86_VENDORS).map(([name, text]) => [name, vendorData(text)]));
  const internal = new Map(INTERNAL.map(([name, leaf, register, bits]): [string, X86Feature] => [name, { name, data: leafData(leaf, { [register]: bits }), migratable: true, isMsr: false }]));
  const named = new Map<string, ReadonlySet<string>>();
  const models = new Map<string, X86Model>();
  for (const facts of X86_MODELS) models.set(facts.name, modelOf(facts, named, features));
  return { features, internal, models, vendors };
}

/** `name:bit`, with `!` for what keeps a guest where it is; `where` is a leaf or a model-specific register. */
function featureOf(where: string, word: string): X86Feature {
  const [name = '', bit = ''] = word.split(':');
  const isMsr = where.startsWith('msr ');
  const [place = '', register = ''] = where.replace(/^msr /, '').split(' ');
  const [leaf = '', subleaf = '0'] = place.split('/');
  const data = leafData(Number(leaf), { [register as X86Register]: (1 << Number.parseInt(bit, 10)) >>> 0 }, Number(subleaf), isMsr ? 'msr' : 'cpuid');
  return { name, data, migratable: !bit.endsWith('!'), isMsr };
}

function modelOf(facts: X86ModelFacts, named: Map<string, ReadonlySet<string>>, features: ReadonlyMap<string, X86Feature>): X86Model {
  const own = new Set([...(facts.like === undefined ? [] : (named.get(facts.like) ?? [])), ...wordsOf(facts.features)]);
  for (const name of wordsOf(facts.without ?? '')) own.delete(name);
  named.set(facts.name, own);
  const data = new X86Data();
  for (const name of own) {
    const feature = features.get(name);
    if (feature !== undefined) data.add(feature.data);
  }
  return {
    name: facts.name,
    vendor: facts.vendor,
    describesHosts: facts.describes === undefined || facts.describes === 'hosts',
    describesGuests: facts.describes === undefined || facts.describes === 'guests',
    signatures: wordsOf(facts.signatures ?? '').map(signatureRule),
    data,
    removed: wordsOf(facts.removed ?? ''),
  };
}

function signatureRule(word: string): SignatureRule {
  const [family = '', model = '', steppings] = word.split('/');
  return { family: Number(family), model: Number(model), steppings: steppings === undefined ? undefined : steppings.split(',').flatMap(rangeOf) };
}

function rangeOf(text: string): number[] {
  const [first = '', last = first] = text.split('-');
  return Array.from({ length: Number(last) - Number(first) + 1 }, (_, index) => Number(first) + index);
}

function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

/** The twelve letters of a maker stand in ebx, edx and ecx of leaf 0, little-endian. */
export function vendorData(text: string): X86Data {
  const bytes = Buffer.from(text.padEnd(12, '\0'), 'latin1');
  return leafData(0, { ebx: bytes.readUInt32LE(0), edx: bytes.readUInt32LE(4), ecx: bytes.readUInt32LE(8) });
}

/** Bits of the leaves that hypervisors add (KVM's, Hyper-V's). */
const INTERNAL: readonly (readonly [name: string, leaf: number, register: X86Register, bits: number])[] = [
  ['kvm_pv_unhalt', 0x40000001, 'eax', 0x80], ['hv-runtime', 0x40000003, 'eax', 0x1], ['hv-synic', 0x40000003, 'eax', 0x4],
  ['hv-stimer', 0x40000003, 'eax', 0x8], ['hv-relaxed', 0x40000003, 'eax', 0x20], ['hv-vapic', 0x40000003, 'eax', 0x30],
  ['hv-vpindex', 0x40000003, 'eax', 0x40], ['hv-reset', 0x40000003, 'eax', 0x80], ['hv-frequencies', 0x40000003, 'eax', 0x800],
  ['hv-reenlightenment', 0x40000003, 'eax', 0x2000], ['hv-stimer-direct', 0x40000003, 'edx', 0x80000], ['hv-tlbflush', 0x40000004, 'eax', 0x4],
  ['hv-avic', 0x40000004, 'eax', 0x200], ['hv-ipi', 0x40000004, 'eax', 0x400], ['hv-evmcs', 0x40000004, 'eax', 0x4000],
];
