import type { NodeInfo } from '../api/records.ts';
import type { XmlElement } from '../conf/xml/xml-tree.ts';
import { libvirtError } from '../core/error-text.ts';
import { DEFAULT_NODE_INFO } from './test-host.ts';

const MAX_MODEL_LENGTH = 31;

/** Reads `<cpu>` and `<memory>` of a node file; what they do not say stays as libvirt invented it. */
export function readNodeInfo(elements: readonly XmlElement[]): NodeInfo {
  const cpu = elements.find(({ name }) => name === 'cpu');
  const count = (name: 'nodes' | 'sockets' | 'cores' | 'threads' | 'mhz'): number => number(cpu?.child(name), `cpu ${name}`) ?? DEFAULT_NODE_INFO[name];
  const [nodes, sockets, cores, threads] = [count('nodes'), count('sockets'), count('cores'), count('threads')];
  const all = nodes * sockets * cores * threads;
  const active = number(cpu?.child('active'), 'cpu active');
  const memory = number(elements.find(({ name }) => name === 'memory'), 'memory');
  return {
    model: model(cpu),
    memoryKiB: memory === undefined ? DEFAULT_NODE_INFO.memoryKiB : BigInt(memory),
    cpus: active !== undefined && active < all ? active : all,
    mhz: count('mhz'),
    nodes,
    sockets,
    cores,
    threads,
  };
}

function number(element: XmlElement | undefined, what: string): number | undefined {
  const text = element?.text.trim() ?? '';
  if (text === '') return undefined;
  if (!/^\d+$/.test(text)) throw libvirtError('test', 'xml-error', `invalid node ${what} value`);
  return Number(text);
}

function model(cpu: XmlElement | undefined): string {
  const text = cpu?.child('model')?.text ?? '';
  if (text === '') return DEFAULT_NODE_INFO.model;
  if (Buffer.byteLength(text) > MAX_MODEL_LENGTH) throw libvirtError('test', 'internal-error', `Model ${text} too big for destination`);
  return text;
}
