import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SaxesParser } from 'saxes';
import { domainContext, formatDomainXml, parseDomainXml, TEST_DRIVER_FEATURES, type DomainDef } from '../../drivers/conf/domain/domain-def.ts';
import { parseXml } from '../../drivers/conf/xml/parse-xml.ts';
import { VirError } from '../../drivers/core/vir-error.ts';
import { median, type Figure } from './figure.ts';

const DOCUMENTS = 1000;
const ROUNDS = 7;
const FOLDERS = ['genericxml2xmlindata', 'qemuxml2xmloutdata', 'qemuxml2argvdata'];
const PARSE_AIM_MS = 200;
const FORMAT_AIM_MS = 100;

const context = domainContext({ features: TEST_DRIVER_FEATURES, namespaces: ['qemu', 'lxc', 'bhyve', 'xen'], skipValidate: true });

/**
 * 1,000 of libvirt's own domain documents parsed and formatted, next to saxes' bare tokenizing of the same text: medians of rounds in
 * which each comes after the other. Needs VIREO_SHARED.
 */
export function confFigures(say: (line: string) => void): Promise<readonly Figure[]> {
  const texts = domainTexts();
  const kib = Math.round(texts.reduce((sum, each) => sum + each.length, 0) / 1024);
  say(`${texts.length} documents, ${kib} KiB; ${ROUNDS} rounds`);
  const times = { saxes: [] as number[], tree: [] as number[], parse: [] as number[], format: [] as number[] };
  const defs: DomainDef[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    times.saxes.push(elapsedMs(() => { for (const text of texts) tokenize(text); }));
    times.tree.push(elapsedMs(() => { for (const text of texts) parseXml(text); }));
    defs.length = 0;
    times.parse.push(elapsedMs(() => { for (const text of texts) defs.push(parseDomainXml(text, context)); }));
    times.format.push(elapsedMs(() => { for (const def of defs) formatDomainXml(def, { secure: true }); }));
  }
  const peer = { name: 'saxes tokenizing', value: median(times.saxes) };
  const ms = { tree: median(times.tree), parse: median(times.parse), format: median(times.format) };
  say(`against saxes: tree ${(ms.tree / peer.value).toFixed(2)}, parse ${(ms.parse / peer.value).toFixed(2)}, format ${(ms.format / peer.value).toFixed(2)}`);
  const what = `${texts.length} domain documents`;
  return Promise.resolve([
    { what: `${what} into trees`, unit: 'ms', ours: ms.tree, peer, aim: { atMost: 1 } },
    { what: `${what} parsed`, unit: 'ms', ours: ms.parse, aim: { atMost: PARSE_AIM_MS } },
    { what: `${what} formatted`, unit: 'ms', ours: ms.format, aim: { atMost: FORMAT_AIM_MS } },
  ]);
}

/** The first 1,000 domain documents that are valid, alphabetically. */
function domainTexts(): string[] {
  const shared = process.env['VIREO_SHARED'] ?? '';
  const folders = FOLDERS.map((name) => join(shared, 'corpus', name));
  if (shared === '' || !folders.every((folder) => existsSync(folder))) throw new Error("libvirt's documents are missing: VIREO_SHARED must name the folder that holds corpus/");
  const paths = folders.flatMap((folder) => readdirSync(folder).filter((name) => name.endsWith('.xml')).sort().map((name) => join(folder, name)));
  const texts: string[] = [];
  for (const path of paths) {
    const text = readFileSync(path, 'utf8');
    if (isDomain(text)) texts.push(text);
    if (texts.length === DOCUMENTS) return texts;
  }
  throw new Error(`only ${texts.length} of ${DOCUMENTS} documents are there`);
}

function isDomain(text: string): boolean {
  try {
    parseDomainXml(text, context);
    return true;
  } catch (error) {
    if (VirError.is(error)) return false;
    throw error;
  }
}

function tokenize(text: string): void {
  const parser = new SaxesParser();
  parser.on('error', (error) => { throw error; });
  parser.write(text).close();
}

function elapsedMs(work: () => void): number {
  const startMs = performance.now();
  work();
  return performance.now() - startMs;
}
