import type { Connection } from '../../../drivers/api/connection.ts';
import { hasMethod, requireMethod } from '../../../drivers/core/require-method.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import type { HostFacts } from '../../contract/connections.ts';

/** What is known of the host; what it does not tell stays empty. */
export async function readHostFacts(connection: Connection): Promise<HostFacts | undefined> {
  const none = (error: unknown): undefined => {
    // A host that cannot tell a fact, or has gone meanwhile, is no failure of the connection.
    if (!VirError.is(error)) throw error;
    return undefined;
  };
  const ask = <T>(has: boolean, call: () => Promise<T>): Promise<T | undefined> => (has ? call().catch(none) : Promise.resolve(undefined));
  const connect = (method: 'getHostname' | 'getType') => ask(hasMethod(connection, 'connect', method), () => requireMethod(connection, 'connect', method)());
  const version = (method: 'getVersion' | 'getLibVersion') => ask(hasMethod(connection, 'connect', method), () => requireMethod(connection, 'connect', method)());
  const [hostname, type, hypervisor, library, node] = await Promise.all([
    connect('getHostname'),
    connect('getType'),
    version('getVersion'),
    version('getLibVersion'),
    ask(hasMethod(connection, 'node', 'getInfo'), () => requireMethod(connection, 'node', 'getInfo')()),
  ]);
  if (hostname === undefined && node === undefined) return undefined;
  const words = [
    type === undefined ? '' : `${type} ${versionText(hypervisor)}`.trim(),
    library === undefined ? '' : `libvirt ${versionText(library)}`,
  ].filter((word) => word !== '');
  return {
    hostname: hostname ?? '',
    hypervisor: words.join(', '),
    cpuModel: node?.model ?? '',
    cpus: node?.cpus ?? 0,
    memoryKiB: node?.memoryKiB ?? 0n,
  };
}

/** libvirt's one number for a version: 7002022 is 7.2.22. */
function versionText(version: bigint | undefined): string {
  if (version === undefined || version === 0n) return '';
  return `${version / 1000000n}.${(version / 1000n) % 1000n}.${version % 1000n}`;
}
