import { EVENT_VALUES } from './event-texts.ts';
import { FAULT_VALUES } from './fault-texts.ts';
import { HARDWARE_VALUES } from './hardware-texts.ts';

/**
 * Every message key that the application sends to the window, with the names of the values that its text may use.
 *
 * The texts live in the renderer's catalogue, which must have each of these keys (checked by type) and may use only these
 * values. Data table: append freely, a key's meaning never changes.
 */
export const MESSAGE_VALUES = {
  // What is wrong with a connection.
  ...FAULT_VALUES,

  // What happened to machines.
  ...EVENT_VALUES,

  // What the items and fields of a machine's hardware are called.
  ...HARDWARE_VALUES,

  // Why a verb cannot be used now: tool tips of disabled controls.
  'reason.alreadyRunning': [],
  'reason.notRunning': [],
  'reason.notPaused': [],
  'reason.paused': [],
  'reason.busy': [],
  'reason.crashed': [],
  'reason.guestSuspended': [],
  'reason.readOnly': [],
  'reason.stale': [],
  'reason.notSupported': [],
  'reason.transient': [],
  'reason.noSavedState': [],
  'reason.unknownState': [],
  'reason.template': [],
  'reason.question': [],
  'reason.mustBeOff': [],
  'reason.protected': [],

  // A finer word for a machine's state.
  'state.saved': [],
  'state.starting': [],
  'state.shuttingDown': [],
  'state.guestSuspended': [],
  'state.migrating': [],
  'state.saving': [],
  'state.dumping': [],
  'state.ioError': [],
  'state.watchdog': [],
  'state.snapshot': [],
  'state.panicked': [],
  'state.postcopyFailed': [],
  'state.startedPaused': [],
  'state.failed': [],
  'state.question': [],
  'state.template': [],

  // Titles of tasks.
  'task.start': ['name'],
  'task.resume': ['name'],
  'task.pause': ['name'],
  'task.shutdown': ['name'],
  'task.reboot': ['name'],
  'task.cycle': ['name'],
  'task.reset': ['name'],
  'task.nmi': ['name'],
  'task.beginInstall': ['name'],
  'task.endInstall': ['name'],
  'task.forceOff': ['name'],
  'task.save': ['name'],
  'task.dropSave': ['name'],
  'task.delete': ['name'],
  'task.create': ['name'],
  'task.download': ['file', 'pool'],
  'task.clone': ['name', 'copy'],
  'task.relocate': ['name', 'place'],
  'task.consolidate': ['name'],
  'task.makeTemplate': ['name'],
  'task.makeMachine': ['name'],
  'task.changeHardware': ['name'],
  'task.takeSnapshot': ['name', 'snapshot'],
  'task.revertSnapshot': ['name', 'snapshot'],
  'task.deleteSnapshot': ['name', 'snapshot'],
  'task.importAppliance': ['file'],
  'task.exportAppliance': ['name'],
  'task.insertMedia': ['name', 'target', 'image'],
  'task.ejectMedia': ['name', 'target'],

  // What a task is doing.
  'phase.consolidating': [],
  'phase.safetySnapshot': [],
  'phase.byCommand': ['command'],
  'phase.takingSnapshot': [],
  'phase.reverting': [],
  'phase.deletingSnapshot': [],
  'phase.waiting': [],
  'phase.importDisk': ['disk'],
  'phase.openDisk': ['disk'],
  'phase.exportDisk': ['disk'],
  'phase.asking': [],
  'phase.guestShutdown': [],
  'phase.forceOff': [],
  'phase.undefine': [],
  'phase.deleteDisk': ['disk'],
  'phase.createDisk': ['disk'],
  'phase.define': [],
  'phase.copyImage': ['image'],
  'phase.fetching': ['file'],
  'phase.goingOn': ['file'],
  'phase.leftBehind': ['disk'],
  'phase.start': [],
  'phase.startNetwork': ['network'],
  'phase.saving': [],
  'phase.cloning': [],
  'phase.copyingDisk': ['disk'],
  'phase.linkingDisk': ['disk'],
  'phase.copyingNvram': [],
  'phase.cleaningUp': [],
  'phase.moving': [],

  // Lines of a task's log besides what it is doing.
  'log.started': [],
  'log.again': [],
  'log.done': [],
  'log.cancelling': [],
  'log.cancelled': [],
  'log.failed': ['message'],

  // What a connection is doing while it connects.
  'phase.opening': [],
  'phase.prompt': [],
  'phase.listing': [],

  // Why something failed, and what to do next.
  'hint.networkInactive': ['network'],
  'hint.networkMissing': ['network'],
  'hint.imageMissing': ['path'],
  'hint.imageDenied': ['path'],
  'hint.imageInUse': ['path'],
  'hint.noKvm': [],
  'hint.kvmDenied': [],
  'hint.noMemory': [],
  'hint.portInUse': [],
  'hint.noEmulator': ['path'],
  'hint.noFirmware': [],
  'hint.nameTaken': ['name'],
  'hint.diskTaken': ['name'],
  'hint.poolMissing': ['pool'],
  'hint.poolInactive': ['pool'],
  'hint.noSpace': [],
  'hint.machineGone': [],
  'hint.restoreFailed': [],
  'hint.wrongState': [],
  'hint.readOnly': [],
  'hint.busy': [],
  'hint.timeout': [],
  'hint.disconnected': [],
  'hint.cancelled': [],
  'hint.noSupport': [],
  'hint.fileMissing': ['path'],
  'hint.cdromLocked': ['target'],

  // Buttons that repair.
  'repair.startNetwork': ['network'],
  'repair.openReadOnly': [],
  'repair.copyCommand': [],
  'repair.useTcg': [],
  'repair.ejectMedia': ['target'],
  'repair.dropSavedState': [],
  'repair.startPool': ['pool'],
  'repair.forceEject': ['target'],
  'repair.retry': [],
  'repair.commandHere': [],
  'repair.commandOnHost': ['host'],

  // Consoles: why not, or what to know.
  'console.notRunning': [],
  'console.stale': [],
  'console.readOnly': [],
  'console.listensNowhere': [],
  'console.tlsOnly': [],
  'console.noDial': [],
  'console.notSupported': [],
  'console.noScreenshot': [],
  'console.serialCalls': ['address'],
  'console.serialEncrypted': ['address'],
  'console.serialElsewhere': ['type'],
  'console.displayUnknown': ['type'],
  'console.vncSecurity': [],

  // Why a disk is kept when its machine is deleted.
  'keep.shared': [],
  'keep.readOnly': [],
  'keep.removable': [],
  'keep.usedByOther': [],
  'keep.notInPool': [],
  'keep.device': [],
  'keep.network': [],
  'keep.empty': [],

  // Why no machine can be made.
  'offer.notConnected': [],
  'offer.readOnly': [],
  'offer.notSupported': [],
  'offer.noEmulator': [],
  'offer.noPools': [],
  'offer.noUpload': [],
  'offer.noActivePool': [],
  'offer.noTransient': [],
  'offer.onlyContainers': [],
  'offer.noContainers': [],

  // Names of connections that nobody named.
  'connection.thisComputer': [],
  'connection.thisComputerSession': [],
  'connection.testHost': [],
  'connection.testFile': ['file'],

  // What was looked for on this computer.
  'discover.libvirtSystem': [],
  'discover.libvirtSession': [],
  'discover.libvirtReadOnly': [],
  'discover.libvirtXen': [],
  'discover.libvirtLxc': [],
  'discover.libvirtVbox': [],
  'discover.libvirtBhyve': [],
  'discover.vmware': ['product'],
  'discover.qemu': [],
  'discover.kvm': [],
  'discover.sshHost': ['host'],
  'discover.alias': ['alias'],
  'discover.default': [],
  'discover.test': [],
  'discover.problem.socketDenied': ['user', 'group'],
  'discover.problem.socketMissing': [],
  'discover.problem.notListening': [],
  'discover.problem.noQemu': [],
  'discover.problem.noKvm': [],
  'discover.problem.kvmDenied': ['user', 'group'],
  'discover.problem.sessionNotStarted': [],

  // Told once at the start.
  'notice.settingsBroken': ['file'],
  'notice.connectionsBroken': ['file'],
  'notice.noKeyring': [],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** A message key that the application sends. */
export type MessageKey = keyof typeof MESSAGE_VALUES;
/** The names of the values that go with a key. */
export type MessageValueName<K extends MessageKey> = (typeof MESSAGE_VALUES)[K][number];
