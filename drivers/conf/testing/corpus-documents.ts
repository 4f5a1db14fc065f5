import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { documentKindOf, type DocumentKind } from '../document-kind.ts';

/** One of libvirt's own test documents. */
export interface CorpusDocument {
  /** Below the corpus. */
  readonly path: string;
  readonly text: string;
  /** Absent where it is none of the kinds. */
  readonly kind: DocumentKind | undefined;
}

const folder = join(process.env['VIREO_SHARED'] ?? '', 'corpus');

/** Whether libvirt's test data is there: VIREO_SHARED says where. */
export const isCorpusAvailable = (process.env['VIREO_SHARED'] ?? '') !== '' && existsSync(folder);

/** Every XML file of libvirt's test data; none without VIREO_SHARED. */
export function corpusDocuments(): CorpusDocument[] {
  if (!isCorpusAvailable) return [];
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.xml')).sort();
  return paths.map((path) => {
    const text = readFileSync(join(folder, path), 'utf8');
    return { path, text, kind: documentKindOf(/<([A-Za-z][\w.:-]*)/.exec(text.replace(/<!--[^]*?-->/g, ''))?.[1] ?? '') };
  });
}
