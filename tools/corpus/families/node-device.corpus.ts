import { formatNodeDeviceXml, parseNodeDeviceXml, type NodeDeviceCapability } from '../../../drivers/conf/node-device/node-device-def.ts';
import { joinLines, roundTrip, type CorpusTransformation } from '../transformation.ts';

/** What a host's driver would fill in: block size and count. */
function withBlocks(capability: NodeDeviceCapability): NodeDeviceCapability {
  if (capability.type !== 'storage') return capability;
  if (!capability.capabilities.some((one) => one.type === 'removable')) {
    return { ...capability, logicalBlockSize: 512n, blockCount: (capability.sizeBytes ?? 0n) / 512n };
  }
  const capabilities = capability.capabilities.map((one) =>
    one.type === 'removable' && one.mediaAvailable === '1' ? { ...one, logicalBlockSize: 2048n, blockCount: (one.mediaSizeBytes ?? 0n) / 2048n } : one,
  );
  return { ...capability, capabilities };
}

export const transformations: readonly CorpusTransformation[] = [
  roundTrip('nodedevxml2xml', (text) => {
    const def = parseNodeDeviceXml(joinLines(text));
    return formatNodeDeviceXml({ ...def, capabilities: def.capabilities.map(withBlocks) });
  }),
];
