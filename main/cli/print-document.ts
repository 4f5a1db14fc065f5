import type { CommandArgs, OptionDef } from './shell/command.ts';
import type { Shell } from './shell/shell.ts';

/** Options of every command that prints a document. */
export const xpathOptions: readonly OptionDef[] = [
  { name: 'xpath', type: 'string', mustBeNamed: true, help: 'xpath expression to filter the XML document' },
  { name: 'wrap', type: 'bool', help: 'wrap xpath results in an common root element' },
];

/** Prints a document as the host sent it, or what an XPath expression finds in it. */
export async function printDocument(shell: Shell, args: CommandArgs, xml: string): Promise<boolean> {
  const xpath = args.text('xpath');
  if (xpath === undefined) {
    if (shell.options.json) shell.printJson({ xml });
    else shell.print(xml);
    return true;
  }
  const { selectNodes } = await import('./xpath.ts');
  const found = selectNodes(xml, xpath);
  if (found === undefined) {
    shell.error(`internal error: Incorrect xpath '${xpath}'`);
    return false;
  }
  if (shell.options.json) shell.printJson(found);
  else if (args.has('wrap')) shell.print(`<nodes>\n${found.map((text) => `${indent(text)}\n`).join('')}</nodes>\n`);
  else shell.print(found.map((text) => `${text}\n`).join(''));
  return true;
}

function indent(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}
