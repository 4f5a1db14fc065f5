import type { Contract } from '../../main/contract/contract.ts';

type HandlerName = { [G in keyof Contract]: `${G}.${keyof Contract[G] & string}` }[keyof Contract];

/** A feature group: without its handler its spec must fail. */
export interface HandlerGroup {
  readonly handler: HandlerName;
  /** File of `e2e/specs`, and a test in it. */
  readonly spec: string;
  readonly test: string;
  /** Another handler of a group that is seen already: only with `VIREO_HANDLERS=all`. */
  readonly also?: true;
}

/** Data table: one line a feature group; a new group gets one, with the handler that does its work. */
export const GROUPS: readonly HandlerGroup[] = [
  { handler: 'machines.lifecycle', spec: 'machine.spec.ts', test: 'a start that fails says why, and repairs it' },
  { handler: 'tasks.repair', spec: 'machine.spec.ts', test: 'a start that fails says why, and repairs it', also: true },
  { handler: 'machines.changeMedia', spec: 'machine.spec.ts', test: 'a CD goes in and out' },
  { handler: 'machines.delete', spec: 'machine.spec.ts', test: 'a CD goes in and out' },
  { handler: 'clones.make', spec: 'life.spec.ts', test: 'a clone has disks' },
  { handler: 'machines.protect', spec: 'life.spec.ts', test: 'a protected machine stays' },
  { handler: 'machines.create', spec: 'machine.spec.ts', test: 'a new machine from an installer' },
  { handler: 'newMachines.recognise', spec: 'new-machine.spec.ts', test: 'an installer is recognised by its label' },
  { handler: 'machines.beginInstall', spec: 'install.spec.ts', test: 'made now, installed later' },
  { handler: 'machines.endInstall', spec: 'install.spec.ts', test: 'made now, installed later', also: true },
  { handler: 'tasks.cancel', spec: 'install.spec.ts', test: 'a tree without its initrd fails', also: true },
  { handler: 'tasks.retry', spec: 'install.spec.ts', test: 'a tree without its initrd fails' },
  { handler: 'audit.read', spec: 'install.spec.ts', test: 'a network install' },
  { handler: 'hardware.apply', spec: 'hardware.spec.ts', test: 'title, description, processors and memory' },
  { handler: 'machines.addVnc', spec: 'machine.spec.ts', test: 'a machine that has only SPICE', also: true },
  { handler: 'consoles.vnc', spec: 'machine.spec.ts', test: 'a display asks for a password' },
  { handler: 'consoles.spice', spec: 'machine.spec.ts', test: 'a machine that has only SPICE' },
  { handler: 'consoles.serial', spec: 'machine.spec.ts', test: 'a serial line in use' },
  { handler: 'connections.add', spec: 'machine.spec.ts', test: 'a CD goes in and out' },
  { handler: 'snapshots.take', spec: 'snapshots.spec.ts', test: 'one is taken, gone back to and deleted' },
  { handler: 'snapshots.revert', spec: 'snapshots.spec.ts', test: 'one is taken, gone back to and deleted', also: true },
  { handler: 'snapshots.delete', spec: 'snapshots.spec.ts', test: 'one is taken, gone back to and deleted', also: true },
  { handler: 'images.list', spec: 'hardware.spec.ts', test: 'an image is chosen among those of the host' },
  { handler: 'documents.apply', spec: 'xml.spec.ts', test: 'what runs and what is stored change together' },
  { handler: 'appliances.export', spec: 'appliance.spec.ts', test: 'a machine is packed' },
];
