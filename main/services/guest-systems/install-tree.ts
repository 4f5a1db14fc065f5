import { VirError } from '../../../drivers/core/vir-error.ts';
import { detectSystem } from './detect-system.ts';
import type { GuestSystem } from './guest-systems.ts';
import { readTreeInfo } from './tree-info.ts';

/** An installation tree: where its kernel is, and what the kernel wants to be told. */
export interface InstallTree {
  readonly kernelUrl: string;
  readonly initrdUrl: string;
  readonly commandLine: string;
  readonly system: GuestSystem | undefined;
}

const MAX_TREEINFO = 64 * 1024;
const TIMEOUT_MS = 20_000;
/** Trees of Debian's installer have no description: these are its places. */
const DEBIAN = ['current/images/netboot/debian-installer/amd64', 'images/netboot/debian-installer/amd64', 'debian-installer/amd64'];

/** Finds the installer of a tree by its `.treeinfo`, else by Debian's layout. @throws invalid-arg when there is none */
export async function findInstallTree(address: string, signal?: AbortSignal): Promise<InstallTree> {
  const root = address.endsWith('/') ? address : `${address}/`;
  const text = (await readText(`${root}.treeinfo`, signal)) ?? (await readText(`${root}treeinfo`, signal));
  const info = text === undefined ? undefined : readTreeInfo(text);
  if (text !== undefined && info?.kernel !== undefined && info.initrd !== undefined) {
    const system = detectSystem({ markers: new Map([['.treeinfo', text]]) })?.system;
    const option = /suse|sle/i.test(info.family) ? 'install' : 'inst.repo';
    return { kernelUrl: new URL(info.kernel, root).href, initrdUrl: new URL(info.initrd, root).href, commandLine: `${option}=${root}`, system };
  }
  for (const place of DEBIAN) {
    if (!(await exists(`${root}${place}/linux`, signal))) continue;
    const system = detectSystem({ markers: new Map([['.treeinfo', `[general]\nfamily = ${/ubuntu/i.test(root) ? 'Ubuntu' : 'Debian'}\nversion = ${/\/dists\/([a-z0-9.-]+)\//i.exec(root)?.[1] ?? ''}\n`]]) })?.system;
    return { kernelUrl: `${root}${place}/linux`, initrdUrl: `${root}${place}/initrd.gz`, commandLine: '', system };
  }
  throw new VirError({ code: 'invalid-arg', domain: 'none', message: `invalid argument: there is no installer at '${root}': neither a .treeinfo nor Debian's netboot folder`, subject: root });
}

async function readText(url: string, signal: AbortSignal | undefined): Promise<string | undefined> {
  const response = await request(url, 'GET', signal);
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    return undefined;
  }
  let text = '';
  const decoder = new TextDecoder();
  for await (const piece of response.body) {
    text += decoder.decode(piece, { stream: true });
    if (text.length > MAX_TREEINFO) break;
  }
  return text.slice(0, MAX_TREEINFO);
}

async function exists(url: string, signal: AbortSignal | undefined): Promise<boolean> {
  return (await request(url, 'HEAD', signal)).ok;
}

async function request(url: string, method: string, signal: AbortSignal | undefined): Promise<Response> {
  const limit = AbortSignal.timeout(TIMEOUT_MS);
  try {
    return await fetch(url, { method, signal: signal === undefined ? limit : AbortSignal.any([limit, signal]) });
  } catch (error) {
    if (signal?.aborted === true) throw error;
    const why = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new VirError({ code: 'operation-failed', domain: 'none', message: `cannot reach '${url}': ${why}`, subject: url });
  }
}
