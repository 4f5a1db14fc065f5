import { existsSync, readFileSync, statSync } from 'node:fs';
import { DOCUMENT_KINDS, documentKindOf, type DocumentKind } from '../../../drivers/conf/document-kind.ts';
import { SCHEMA_FOLDERS } from '../../../drivers/conf/schema/schema-files.ts';
import { validateAgainstSchema } from '../../../drivers/conf/schema/validate-schema.ts';
import { parseXml } from '../../../drivers/conf/xml/parse-xml.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import { VERSION } from '../../version.ts';
import type { Shell } from '../shell/shell.ts';
import type { Run } from '../shell/words.ts';

const HELP = `Usage:
  vireo xml-validate XML-FILE [SCHEMA-NAME]
  vireo xml-validate OPTION

Options:
  -h | --help        Display program help
  -V | --version     Display program version
`;

/** Exit codes of virt-xml-validate and, from 5, of xmllint's kind. */
const EXIT = { syntax: 1, noFile: 2, noKind: 3, noSchema: 4, invalid: 3 };

/**
 * Judges a document by libvirt's schemas; `-` is standard input.
 *
 * @libvirt virt-xml-validate
 */
export const xmlValidate: Run = async (shell, args) => {
  const [first = '', schema] = args.all('word');
  if (/^(-h|--h(e(l(p)?)?)?)$/.test(first)) return say(shell, HELP);
  if (/^(-V|--v(e(r(s(i(o(n)?)?)?)?)?)?)$/.test(first)) return say(shell, `vireo xml-validate ${VERSION}\n`);
  const words = first === '--' ? args.all('word').slice(1) : [first, ...(schema === undefined ? [] : [schema])];
  const [file = '', wanted] = words;
  if (first !== '--' && /^-./.test(file)) return fail(shell, EXIT.syntax, `unrecognized option '${file}'`);
  if (file === '') {
    shell.streams.err('syntax: vireo xml-validate XMLFILE [TYPE]\n');
    shell.session.failureCode = EXIT.syntax;
    return false;
  }
  if (file !== '-' && !(existsSync(file) && statSync(file).isFile())) return fail(shell, EXIT.noFile, `document ${file} does not exist`);
  return judge(shell, file, readFileSync(file === '-' ? 0 : file, 'utf8'), wanted);
};

function say(shell: Shell, text: string): true {
  shell.print(text);
  return true;
}

function fail(shell: Shell, code: number, words: string): false {
  shell.streams.err(`vireo xml-validate: ${words}\n`);
  shell.session.failureCode = code;
  return false;
}

async function judge(shell: Shell, file: string, xml: string, wanted: string | undefined): Promise<boolean> {
  try {
    const kind = wanted === undefined ? documentKindOf(parseXml(xml, { url: file }).root.name) : kindOfSchema(wanted);
    if (kind === undefined) {
      if (wanted === undefined) return fail(shell, EXIT.noKind, `cannot determine schema type for ${file}`);
      return fail(shell, EXIT.noSchema, `schema ${SCHEMA_FOLDERS[0] ?? ''}/${wanted}.rng does not exist`);
    }
    const verdict = await validateAgainstSchema(xml, kind);
    if (!verdict.available) return fail(shell, EXIT.noSchema, verdict.reason);
    if (shell.options.json) shell.printJson(verdict.problems);
    else shell.streams.err(`${verdict.problems.map(({ line, message }) => `${file}:${line}: ${message}\n`).join('')}${file} ${verdict.problems.length === 0 ? 'validates' : 'fails to validate'}\n`);
    if (verdict.problems.length > 0) shell.session.failureCode = EXIT.invalid;
    return verdict.problems.length === 0;
  } catch (error) {
    if (!VirError.is(error)) throw error;
    return fail(shell, EXIT.noKind, error.message);
  }
}

/** The kind by its schema's name, as `domain` or `storagepool`. */
function kindOfSchema(name: string): DocumentKind | undefined {
  const found = Object.entries(DOCUMENT_KINDS).find(([, { schema }]) => schema === `${name}.rng`);
  return found?.[0] as DocumentKind | undefined;
}
