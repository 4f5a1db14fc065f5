import type { HandlersOf } from '../../contract/contract.ts';
import type { MachineCopies } from './machine-copies.ts';
import type { MachineInstallation } from './machine-installation.ts';
import type { MachineLabels } from './machine-labels.ts';
import type { MachinesService } from './machines-service.ts';

/** Main's side of `machines`. */
export function machinesHandlers(machines: MachinesService, copies: MachineCopies, labels: MachineLabels, installation: MachineInstallation): HandlersOf<'machines'> {
  return {
    facts: (key) => machines.facts(key),
    xml: (key) => machines.xml(key),
    lifecycle: ({ machines: keys, verb }) => machines.lifecycle(keys, verb),
    setAutostart: ({ machine, autostart }) => machines.setAutostart(machine, autostart),
    changeMedia: ({ machine, target, path }) => machines.changeMedia(machine, target, path),
    screenshot: (key) => machines.screenshot(key),
    deletePlan: (key) => machines.deletePlan(key),
    delete: ({ machine, diskTargets }) => machines.delete(machine, diskTargets),
    addVnc: (key) => machines.addVnc(key),
    question: (key) => copies.question(key),
    answer: ({ machine, id, choice }) => copies.answer(machine, id, choice),
    clone: (wish) => copies.clone(wish),
    relocate: ({ machines: keys, place }) => copies.relocate(keys, place),
    consolidate: ({ machines: keys }) => copies.consolidate(keys),
    tagOffer: (key) => labels.offer(key),
    changeTags: ({ machines: keys, add, remove }) => labels.change(keys, { add, remove }),
    rename: ({ machine, name }) => labels.rename(machine, name),
    protect: ({ machines: keys, isProtected }) => labels.protect(keys, isProtected),
    beginInstall: (key) => installation.begin(key),
    endInstall: ({ machine, eject }) => installation.end(machine, eject),
    setTemplate: ({ machine, template }) => copies.setTemplate(machine, template),
    offer: ({ connectionId }) => machines.offer(connectionId),
    create: (wanted) => machines.create(wanted),
  };
}
