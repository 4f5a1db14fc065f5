import { commandText, type CommandLine } from '../../../drivers/conf/format/command-text.ts';
import { mdevctlAutostartCommand, mdevctlCommand, mdevctlListCommand, parseMdevctlList, type MdevctlVerb } from '../../../drivers/conf/node-device/mdevctl.ts';
import { formatNodeDeviceXml, parseNodeDeviceXml } from '../../../drivers/conf/node-device/node-device-def.ts';
import type { CorpusCase, CorpusFiles } from '../corpus-case.ts';
import { inputOf, type CorpusOutput, type CorpusTransformation } from '../transformation.ts';

/** The parents that libvirt's test pretends to have. */
const PARENTS = new Map([['pci_0000_00_02_0', '0000:00:02.0'], ['ap_matrix', 'matrix'], ['css_0_0_0052', '0.0.0052']]);
const parentName = (address: string): string | undefined => [...PARENTS].find((pair) => pair[1] === address)?.[0];

const UUID = 'd069d019-36ea-4111-8f0a-8c9a70e21366';

function lines(...commands: readonly CommandLine[]): string {
  return commands.map((command) => `${commandText(command)}\n`).join('');
}

function expectedWith(one: CorpusCase, ending: string): string | undefined {
  return one.expected.find((file) => file.endsWith(ending));
}

function device(one: CorpusCase, files: CorpusFiles, argv: string): CorpusOutput[] {
  const verb = (['undefine', 'define', 'create', 'start', 'stop'] satisfies MdevctlVerb[]).find((word) => argv.endsWith(`-${word}.argv`));
  if (verb === undefined) throw new Error(`no verb in ${argv}`);
  const fresh = verb === 'create' || verb === 'define';
  const def = parseNodeDeviceXml(files.text(inputOf(one)), { create: fresh });
  const command = mdevctlCommand(def, verb, { parentAddress: PARENTS.get(def.parent?.name ?? '') });
  const json = expectedWith(one, '.json');
  return [{ actual: lines(command), expected: argv }, ...(json === undefined ? [] : [{ actual: command.stdin ?? '', expected: json }])];
}

export const transformations: readonly CorpusTransformation[] = [
  {
    corpus: 'nodedevmdevctl',
    run(one, files) {
      const xml = expectedWith(one, '.out.xml');
      if (xml !== undefined) {
        const devices = parseMdevctlList(files.text(inputOf(one)), parentName);
        return [{ actual: devices.map(({ def }) => formatNodeDeviceXml(def)).join(''), expected: xml }];
      }
      const argv = expectedWith(one, '.argv') ?? '';
      if (argv.endsWith('mdevctl-list-defined.argv')) return [{ actual: lines(mdevctlListCommand(true)), expected: argv }];
      if (argv.endsWith('mdevctl-autostart.argv')) {
        return [{ actual: lines(mdevctlAutostartCommand(UUID, true), mdevctlAutostartCommand(UUID, false)), expected: argv }];
      }
      return device(one, files, argv);
    },
  },
];
