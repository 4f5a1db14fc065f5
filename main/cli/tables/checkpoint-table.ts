import { DOMAIN, WRAP } from './common-options.ts';
import type { CommandTable } from './command-table.ts';

/** Data table: options of the commands about checkpoints, word for word as virsh takes and explains them. */
export const CHECKPOINT_TABLE = {
  'checkpoint-create': {
    help: 'Create a checkpoint from XML',
    description: 'Create a checkpoint from XML for use in future incremental backups',
    options: [
      DOMAIN,
      { name: 'xmlfile', type: 'string', help: 'domain checkpoint XML' },
      { name: 'redefine', type: 'bool', help: 'redefine metadata for existing checkpoint' },
      { name: 'redefine-validate', type: 'bool', help: 'validate the redefined checkpoint' },
      { name: 'quiesce', type: 'bool', help: "quiesce guest's file systems" },
    ],
  },
  'checkpoint-create-as': {
    help: 'Create a checkpoint from a set of args',
    description: 'Create a checkpoint from arguments for use in future incremental backups',
    options: [
      DOMAIN,
      { name: 'name', type: 'string', help: 'name of checkpoint' },
      { name: 'description', type: 'string', help: 'description of checkpoint' },
      { name: 'print-xml', type: 'bool', help: 'print XML document rather than create' },
      { name: 'quiesce', type: 'bool', help: "quiesce guest's file systems" },
      { name: 'diskspec', type: 'argv', help: 'disk attributes: disk[,checkpoint=type][,bitmap=name]' },
    ],
  },
  'checkpoint-delete': {
    help: 'Delete a domain checkpoint',
    description: 'Checkpoint Delete',
    options: [
      DOMAIN,
      { name: 'checkpointname', type: 'string', help: 'checkpoint name' },
      { name: 'children', type: 'bool', help: 'delete checkpoint and all children' },
      { name: 'children-only', type: 'bool', help: 'delete children but not checkpoint' },
      { name: 'metadata', type: 'bool', help: 'delete only libvirt metadata, leaving checkpoint contents behind' },
    ],
  },
  'checkpoint-dumpxml': {
    help: 'Dump XML for a domain checkpoint',
    description: 'Checkpoint Dump XML',
    options: [
      DOMAIN,
      { name: 'checkpointname', type: 'string', help: 'checkpoint name' },
      { name: 'security-info', type: 'bool', help: 'include security sensitive information in XML dump' },
      { name: 'no-domain', type: 'bool', help: 'exclude <domain> from XML' },
      { name: 'size', type: 'bool', help: 'include backup size estimate in XML dump' },
      { name: 'xpath', type: 'string', mustBeNamed: true, help: 'xpath expression to filter the XML document' },
      WRAP,
    ],
  },
  'checkpoint-edit': {
    help: 'edit XML for a checkpoint',
    description: 'Edit the domain checkpoint XML for a named checkpoint',
    options: [DOMAIN, { name: 'checkpointname', type: 'string', help: 'checkpoint name' }],
  },
  'checkpoint-info': {
    help: 'checkpoint information',
    description: 'Returns basic information about a checkpoint.',
    options: [DOMAIN, { name: 'checkpointname', type: 'string', help: 'checkpoint name' }],
  },
  'checkpoint-list': {
    help: 'List checkpoints for a domain',
    description: 'Checkpoint List',
    options: [
      DOMAIN,
      { name: 'parent', type: 'bool', help: 'add a column showing parent checkpoint' },
      { name: 'roots', type: 'bool', help: 'list only checkpoints without parents' },
      { name: 'leaves', type: 'bool', help: 'list only checkpoints without children' },
      { name: 'no-leaves', type: 'bool', help: 'list only checkpoints that are not leaves (with children)' },
      { name: 'tree', type: 'bool', help: 'list checkpoints in a tree' },
      { name: 'from', type: 'string', help: 'limit list to children of given checkpoint' },
      { name: 'descendants', type: 'bool', help: 'with --from, list all descendants' },
      { name: 'name', type: 'bool', help: 'list checkpoint names only' },
      { name: 'topological', type: 'bool', help: 'sort list topologically rather than by name' },
    ],
  },
  'checkpoint-parent': {
    help: 'Get the name of the parent of a checkpoint',
    description: "Extract the checkpoint's parent, if any",
    options: [DOMAIN, { name: 'checkpointname', type: 'string', help: 'find parent of checkpoint name' }],
  },
} as const satisfies CommandTable;
