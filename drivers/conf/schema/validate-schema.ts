import { DOCUMENT_KINDS, type DocumentKind } from '../document-kind.ts';
import { parseXml } from '../xml/parse-xml.ts';
import { findSchemaFolder, readSchemaFiles, SCHEMA_FOLDERS, type SchemaFile } from './schema-files.ts';

/** What a schema does not like about a document. */
export interface SchemaProblem {
  /** Counted from 1. */
  readonly line: number;
  readonly message: string;
}

/** What a schema says about a document, or why there is none to ask. */
export type SchemaVerdict =
  | { readonly available: true; readonly problems: readonly SchemaProblem[] }
  | { readonly available: false; readonly reason: string };

/** Options of {@link validateAgainstSchema}. */
export interface ValidateSchemaOptions {
  /** Where schemas are looked for; where libvirt's packages put them otherwise. */
  readonly folders?: readonly string[];
}

const DOCUMENT = 'document.xml';
/** Pages of 64 KiB: 16 MiB at first, 256 MiB at most. */
const MEMORY_PAGES = { initialMemoryPages: 256, maxMemoryPages: 4096 };

/**
 * Judges a document by libvirt's own schema, where libvirt is installed. An empty list of problems: the document is valid.
 *
 * @throws VirError `xml-error`, `xml-detail` where the text is no XML at all.
 * @libvirt virXMLValidateAgainstSchema
 */
export async function validateAgainstSchema(xml: string, kind: DocumentKind, options: ValidateSchemaOptions = {}): Promise<SchemaVerdict> {
  // Ours comes first: it refuses document types and entities, which the validator would follow.
  parseXml(xml);
  const { schema } = DOCUMENT_KINDS[kind];
  const folders = options.folders ?? SCHEMA_FOLDERS;
  const folder = findSchemaFolder(schema, folders);
  if (folder === undefined) return { available: false, reason: `libvirt's schema ${schema} is not installed in ${folders.join(', ')}` };
  try {
    return { available: true, problems: await judge(xml, await readSchemaFiles(folder, schema)) };
  } catch (error) {
    return { available: false, reason: `libvirt's schema ${schema} in ${folder} cannot be used: ${error instanceof Error ? error.message : String(error)}` };
  }
}

async function judge(xml: string, [schema, ...included]: readonly [SchemaFile, ...SchemaFile[]]): Promise<SchemaProblem[]> {
  const { validateXML } = await import('xmllint-wasm');
  const result = await validateXML({ xml: { fileName: DOCUMENT, contents: xml }, schema, preload: included, extension: 'relaxng', ...MEMORY_PAGES });
  return result.valid ? [] : problemsIn(result.rawOutput);
}

/** `document.xml:2: element name: Relax-NG validity error : …`; lines without a place belong to the one before. */
function problemsIn(output: string): SchemaProblem[] {
  const problems: SchemaProblem[] = [];
  for (const text of output.split('\n')) {
    const found = /^document\.xml:(\d+): (?:element .*?: )?(?:[^:]* error : )?(.*)$/.exec(text);
    const last = problems.at(-1);
    if (found !== null) problems.push({ line: Number(found[1]), message: found[2] ?? '' });
    else if (last !== undefined && text !== '' && text !== `${DOCUMENT} fails to validate`) problems[problems.length - 1] = { ...last, message: `${last.message}\n${text}` };
  }
  return problems.filter((each, at) => problems.findIndex((other) => other.line === each.line && other.message === each.message) === at);
}
