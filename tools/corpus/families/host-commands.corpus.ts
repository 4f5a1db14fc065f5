import { commandText, type CommandLine } from '../../../drivers/conf/format/command-text.ts';
import { parseNetworkXml } from '../../../drivers/conf/network/network-def.ts';
import { parseStoragePoolXml, type StoragePoolDef } from '../../../drivers/conf/storage-pool/storage-pool-def.ts';
import { parseStorageVolXml, type ParseStorageVolOptions, type StorageVolDef } from '../../../drivers/conf/storage-vol/storage-vol-def.ts';
import { dnsmasqFiles } from '../../../drivers/network/dnsmasq-conf.ts';
import { networkFirewallRules } from '../../../drivers/network/firewall-rules.ts';
import { startPoolCommand } from '../../../drivers/storage/mount-command.ts';
import { createVolumeCommands } from '../../../drivers/storage/qemu-img-command.ts';
import type { CorpusCase, CorpusFiles } from '../corpus-case.ts';
import { depOf, expectedOf, inputOf, joinLines, type CorpusTransformation } from '../transformation.ts';

function commandLines(commands: readonly CommandLine[]): string {
  return commands.map((command) => `${commandText(command)}\n`).join('');
}

/** The expected file of this platform, where there is one for each. */
function platformFile(one: CorpusCase): string {
  return one.expected.find((file) => file.endsWith('-linux.argv')) ?? expectedOf(one);
}

function volume(one: CorpusCase, files: CorpusFiles, index: number, options: ParseStorageVolOptions): StorageVolDef {
  const pool = parseStoragePoolXml(files.text(depOf(one, index)));
  const def = parseStorageVolXml(files.text(inputOf(one, index)), pool, options);
  return { ...def, type: volumeTypeIn(pool) };
}

/** Volumes of these kinds of pools are files; of a volume group, block devices. */
function volumeTypeIn(pool: StoragePoolDef): StorageVolDef['type'] {
  return pool.type === 'logical' ? 'block' : 'file';
}

export const transformations: readonly CorpusTransformation[] = [
  {
    corpus: 'networkxml2conf',
    run(one, files) {
      const { conf, hostsFile } = dnsmasqFiles(parseNetworkXml(files.text(inputOf(one)), { dnsmasq: true }));
      const hosts = one.expected[1] ?? { text: '' };
      return [
        { actual: conf, expected: expectedOf(one) },
        { actual: hostsFile, expected: hosts },
      ];
    },
  },
  {
    corpus: 'networkxml2firewall',
    run: (one, files) => [{ actual: commandLines(networkFirewallRules(parseNetworkXml(files.text(inputOf(one))))), expected: expectedOf(one) }],
  },
  {
    corpus: 'storagepoolxml2argv',
    run(one, files) {
      const actual = commandLines([startPoolCommand(parseStoragePoolXml(files.text(inputOf(one))))]);
      return one.kind === 'ok' ? [{ actual, expected: platformFile(one) }] : [];
    },
  },
  {
    corpus: 'storagevolxml2argv',
    run(one, files) {
      const converts = one.input.length > 1;
      const lenient = converts ? 'none' : one.params.includes('OPT_CAPACITY') ? 'with-backing' : 'required';
      const commands = createVolumeCommands(volume(one, files, 0, { capacity: lenient }), {
        ...(converts ? { input: volume(one, files, 1, {}) } : {}),
        preallocateMetadata: /, flags\)/.test(joinLines(one.params)),
        secretFile: '/path/to/secretFile',
        inputSecretFile: '/path/to/inputSecretFile',
      });
      return one.kind === 'ok' ? [{ actual: commandLines(commands), expected: expectedOf(one) }] : [];
    },
  },
];
