import { disk as diskLens } from '../../../drivers/conf/domain/disk.ts';
import { formatPlainJson, withoutKeys } from '../../../drivers/conf/json/plain-json.ts';
import { parseXml } from '../../../drivers/conf/xml/parse-xml.ts';
import type { XmlElement } from '../../../drivers/conf/xml/xml-tree.ts';
import { backingString } from '../../../drivers/qemu/block/backing-string.ts';
import { diskImage, imageChain, imageCounter, type BlockImage } from '../../../drivers/qemu/block/block-image.ts';
import { createFormatProps, createStorageProps } from '../../../drivers/qemu/block/create-props.ts';
import { formatProps } from '../../../drivers/qemu/block/format-props.ts';
import { locatedImage } from '../../../drivers/qemu/block/located-image.ts';
import { storageProps } from '../../../drivers/qemu/block/storage-props.ts';
import { validateImage } from '../../../drivers/qemu/block/validate-image.ts';
import { parseQemuCapabilities } from '../../../drivers/qemu/conf/qemu-capabilities.ts';
import { parseImageLocation } from '../../../drivers/storage/image-location.ts';
import { depOf, expectedOf, inputOf, type CorpusTransformation } from '../transformation.ts';

/** The image of a disk, with the names of its nodes as the document's private part has them. */
function readDisk(text: string): BlockImage {
  const { root } = parseXml(text);
  const disk = diskLens.parse(root, { inactive: false }, undefined);
  const image = diskImage(disk, { nextId: imageCounter() });
  if (image === undefined) throw new Error('the disk has no image');
  return named(image, root);
}

/** As in libvirt's tests: private names, and secrets that are called after the nodes. */
function named(image: BlockImage, parent: XmlElement): BlockImage {
  const source = parent.child('source');
  const privateData = source?.child('privateData');
  const nodes = privateData?.child('nodenames')?.elements('nodename') ?? [];
  const nameOf = (type: string): string | undefined => nodes.find((node) => node.attribute('type') === type)?.attribute('name');
  const [storageNode, formatNode] = [nameOf('storage') ?? image.storageNode, nameOf('format') ?? image.formatNode];
  const objects = privateData?.child('objects');
  const below = parent.child('backingStore');
  return {
    ...image,
    storageNode,
    formatNode,
    sliceNode: nameOf('slice-storage') ?? image.sliceNode,
    aliases: {
      auth: image.auth === undefined ? undefined : `${storageNode}-secalias`,
      encryption: image.encryption === undefined ? undefined : `${formatNode}-encalias`,
      cookie: undefined,
      tls: objects?.child('TLSx509')?.attribute('alias'),
      reservations: source?.child('reservations')?.child('privateData')?.child('mgralias') === undefined ? image.aliases.reservations : undefined,
    },
    below: image.below === undefined || image.below === 'none' || below === undefined ? image.below : named(image.below, below),
  };
}

function pretty(props: Parameters<typeof formatPlainJson>[0]): string {
  return formatPlainJson(props, true);
}

/** Every line of a text two spaces further in. */
function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ');
}

function sourceOnly(image: BlockImage): string {
  const text = `source only properties:\n${pretty(storageProps(image, { targetOnly: true }))}backing store string:\n${backingString(image, true)}`;
  return `(\n${indented(text.replace(/\n+$/, ''))}\n)\n`;
}

export const transformations: readonly CorpusTransformation[] = [
  {
    corpus: 'qemublock-xml2json',
    run(one, files) {
      const caps = parseQemuCapabilities(files.text(depOf(one)));
      const images = imageChain(readDisk(files.text(inputOf(one))));
      for (const image of images) validateImage(image, caps);
      const nodes = images.map((image) => pretty(formatProps(image)) + pretty(storageProps(image, { autoReadOnly: true }))).join('');
      const sources = images.map(sourceOnly).join('');
      return one.kind === 'ok' ? [{ actual: nodes, expected: expectedOf(one) }, { actual: sources, expected: expectedOf(one, 1) }] : [];
    },
  },
  {
    corpus: 'qemublock-json2json',
    run(one, files) {
      const image = locatedImage(parseImageLocation(files.text(inputOf(one))), 'raw', undefined, { nextId: imageCounter() });
      const props = withoutKeys(storageProps(image, { autoReadOnly: true }), 'node-name');
      return [{ actual: pretty(props), expected: expectedOf(one) }];
    },
  },
  {
    corpus: 'qemublock-imagecreate',
    run(one, files) {
      const image = readDisk(files.text(inputOf(one)));
      const backing = one.input[1] === undefined ? undefined : readDisk(files.text(inputOf(one, 1)));
      const storage = createStorageProps(image, { physicalBytes: 1n << 32n });
      const format = createFormatProps(image, backing, { capacityBytes: ((1n << 32n) - 1n) * 2n, physicalBytes: 1n << 32n });
      const text = (props: typeof storage): string => (props === undefined ? '<null>' : pretty(props));
      const actual = `protocol:\n${text(storage)}\nformat:\n${text(format)}`.replace(/\n+$/, '\n');
      return [{ actual, expected: expectedOf(one) }];
    },
  },
];
