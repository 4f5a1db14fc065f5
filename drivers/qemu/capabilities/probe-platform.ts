import { qmpErrorClass } from '../qmp/qmp-error.ts';
import { Reply } from '../qmp/reply.ts';
import type { GicVersion, SevCapabilities, SgxCapabilities } from './emulator.ts';
import type { ProbePort } from './probe-emulator.ts';

/** What QEMU answers, or undefined where it says that the host has not got it. */
async function platform(port: ProbePort, command: string, absent: string): Promise<Reply | undefined> {
  try {
    return new Reply(command, await port.execute(command));
  } catch (error) {
    if (qmpErrorClass(error) === absent) return undefined;
    throw error;
  }
}

/** The versions of Arm's interrupt controller. */
export async function probeGic(port: ProbePort, arch: string): Promise<GicVersion[]> {
  if (!['aarch64', 'armv6l', 'armv7l'].includes(arch)) return [];
  const command = 'query-gic-capabilities';
  try {
    return Reply.list(command, await port.execute(command)).map((entry) => ({ version: entry.number('version'), kernel: entry.boolean('kernel'), emulated: entry.boolean('emulated') }));
  } catch (error) {
    if (qmpErrorClass(error) === 'CommandNotFound') return [];
    throw error;
  }
}

/** AMD's encrypted guests; undefined where the host has none. */
export async function probeSev(port: ProbePort): Promise<SevCapabilities | undefined> {
  const reply = await platform(port, 'query-sev-capabilities', 'GenericError');
  if (reply === undefined) return undefined;
  return {
    cBitPosition: reply.number('cbitpos'),
    reducedPhysBits: reply.number('reduced-phys-bits'),
    pdh: reply.string('pdh'),
    certChain: reply.string('cert-chain'),
    cpu0Id: reply.stringOr('cpu0-id'),
  };
}

/** Intel's enclaves; undefined where the host has none, or QEMU is older than 7.0. */
export async function probeSgx(port: ProbePort): Promise<SgxCapabilities | undefined> {
  const reply = await platform(port, 'query-sgx-capabilities', 'GenericError');
  if (reply?.has('sections') !== true) return undefined;
  const sections = reply.objects('sections').map((entry) => ({ node: entry.number('node'), sizeKiB: entry.bigint('size') / 1024n }));
  const sum = sections.reduce((total, section) => total + section.sizeKiB, 0n);
  const said = reply.bigintOr('section-size');
  return { flc: reply.boolean('flc'), sgx1: reply.boolean('sgx1'), sgx2: reply.boolean('sgx2'), sections, sectionSizeKiB: said === undefined ? sum : said / 1024n };
}
