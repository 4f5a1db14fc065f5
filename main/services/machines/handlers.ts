import type { HandlersOf } from '../../contract/contract.ts';
import type { MachinesService } from './machines-service.ts';

/** Main's side of `machines`. */
export function machinesHandlers(machines: MachinesService): HandlersOf<'machines'> {
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
    offer: ({ connectionId }) => machines.offer(connectionId),
    create: (wanted) => machines.create(wanted),
  };
}
