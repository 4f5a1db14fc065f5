import { bool, data, int, text, type CommandWords } from '../shell/words.ts';

/** virsh's words for this group: the names, help and options of its commands. */
export const VOLUME_WORDS = {
  'vol-clone': {
    help: 'clone a volume.',
    description: 'Clone an existing volume within the parent pool.',
    options: [
      data('vol', 'vol name, key or path'),
      data('newname', 'clone name'),
      text('pool', 'pool name or uuid'),
      bool('prealloc-metadata', 'preallocate metadata (for qcow2 instead of full allocation)'),
      bool('reflink', 'use btrfs COW lightweight copy'),
      bool('print-xml', 'print XML document rather than clone the volume'),
    ],
  },
  'vol-create-as': {
    help: 'create a volume from a set of args',
    description: 'Create a vol.',
    options: [
      data('pool', 'pool name'),
      data('name', 'name of the volume'),
      data('capacity', 'size of the vol, as scaled integer (default bytes)'),
      text('allocation', 'initial allocation size, as scaled integer (default bytes)'),
      text('format', 'file format type raw,bochs,qcow,qcow2,qed,vmdk'),
      text('backing-vol', 'the backing volume if taking a snapshot'),
      text('backing-vol-format', 'format of backing volume if taking a snapshot'),
      bool('prealloc-metadata', 'preallocate metadata (for qcow2 instead of full allocation)'),
      bool('print-xml', "print XML document, but don't define/create"),
    ],
  },
  'vol-create': {
    help: 'create a vol from an XML file',
    description: 'Create a vol.',
    options: [
      data('pool', 'pool name'),
      data('file', 'file containing an XML vol description'),
      bool('prealloc-metadata', 'preallocate metadata (for qcow2 instead of full allocation)'),
      bool('validate', 'validate the XML against the schema'),
    ],
  },
  'vol-create-from': {
    help: 'create a vol, using another volume as input',
    description: 'Create a vol from an existing volume.',
    options: [
      data('pool', 'pool name or uuid'),
      data('file', 'file containing an XML vol description'),
      data('vol', 'vol name, key or path'),
      text('inputpool', "pool name or uuid of the input volume's pool"),
      bool('prealloc-metadata', 'preallocate metadata (for qcow2 instead of full allocation)'),
      bool('reflink', 'use btrfs COW lightweight copy'),
      bool('validate', 'validate the XML against the schema'),
    ],
  },
  'vol-delete': {
    help: 'delete a vol',
    description: 'Delete a given vol.',
    options: [
      data('vol', 'vol name, key or path'),
      text('pool', 'pool name or uuid'),
      bool('delete-snapshots', 'delete snapshots associated with volume (must be supported by storage driver)'),
    ],
  },
  'vol-download': {
    help: 'download volume contents to a file',
    description: 'Download volume contents to a file',
    options: [
      data('vol', 'vol name, key or path'),
      data('file', 'file'),
      text('pool', 'pool name or uuid'),
      int('offset', 'volume offset to download from'),
      int('length', 'amount of data to download'),
      bool('sparse', 'preserve sparseness of volume'),
    ],
  },
  'vol-dumpxml': {
    help: 'vol information in XML',
    description: 'Output the vol information as an XML dump to stdout.',
    options: [
      data('vol', 'vol name, key or path'),
      text('pool', 'pool name or uuid'),
      text('xpath', 'xpath expression to filter the XML document', { mustBeNamed: true }),
      bool('wrap', 'wrap xpath results in an common root element'),
    ],
  },
  'vol-info': {
    help: 'storage vol information',
    description: 'Returns basic information about the storage vol.',
    options: [
      data('vol', 'vol name, key or path'),
      text('pool', 'pool name or uuid'),
      bool('bytes', 'sizes are represented in bytes rather than pretty units'),
      bool('physical', 'return the physical size of the volume in allocation field'),
    ],
  },
  'vol-key': {
    help: 'returns the volume key for a given volume name or path',
    description: '',
    options: [data('vol', 'volume name or path'), text('pool', 'pool name or uuid')],
  },
  'vol-list': {
    help: 'list vols',
    description: 'Returns list of vols by pool.',
    options: [data('pool', 'pool name or uuid'), bool('details', 'display extended details for volumes')],
  },
  'vol-name': {
    help: 'returns the volume name for a given volume key or path',
    description: '',
    options: [data('vol', 'volume key or path')],
  },
  'vol-path': {
    help: 'returns the volume path for a given volume name or key',
    description: '',
    options: [data('vol', 'volume name or key'), text('pool', 'pool name or uuid')],
  },
  'vol-pool': {
    help: 'returns the storage pool for a given volume key or path',
    description: '',
    options: [data('vol', 'volume key or path'), bool('uuid', 'return the pool uuid rather than pool name')],
  },
  'vol-resize': {
    help: 'resize a vol',
    description: 'Resizes a storage volume. This is safe only for storage volumes not in use by an active guest.\nSee blockresize for live resizing.',
    options: [
      data('vol', 'vol name, key or path'),
      data('capacity', 'new capacity for the vol, as scaled integer (default bytes)'),
      text('pool', 'pool name or uuid'),
      bool('allocate', 'allocate the new capacity, rather than leaving it sparse'),
      bool('delta', 'use capacity as a delta to current size, rather than the new size'),
      bool('shrink', 'allow the resize to shrink the volume'),
    ],
  },
  'vol-upload': {
    help: 'upload file contents to a volume',
    description: 'Upload file contents to a volume',
    options: [
      data('vol', 'vol name, key or path'),
      data('file', 'file'),
      text('pool', 'pool name or uuid'),
      int('offset', 'volume offset to upload to'),
      int('length', 'amount of data to upload'),
      bool('sparse', 'preserve sparseness of volume'),
    ],
  },
  'vol-wipe': {
    help: 'wipe a vol',
    description: 'Ensure data previously on a volume is not accessible to future reads',
    options: [
      data('vol', 'vol name, key or path'),
      text('pool', 'pool name or uuid'),
      text('algorithm', 'perform selected wiping algorithm'),
    ],
  },
} as const satisfies Readonly<Record<string, CommandWords>>;
