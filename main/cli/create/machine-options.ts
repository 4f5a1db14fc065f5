import type { OptionDef } from '../shell/command.ts';
import { argv, bool, int, text } from '../shell/words.ts';

const named = { mustBeNamed: true } as const;

/** What a machine is made of when no file describes it: `vireo create --name NAME …`. */
export const MACHINE_OPTIONS: readonly OptionDef[] = [
  text('name', 'without a file: name of the machine to make, define and start', named),
  text('memory', 'its memory, MiB or with a unit (2048)', named),
  int('vcpus', 'its virtual CPUs (2)', named),
  argv('disk', 'size=GiB[,pool=NAME][,base=IMAGE[,copy=yes]] for a new disk, or path=IMAGE; also format= bus=; may be repeated', named),
  text('cdrom', 'image to install from', named),
  argv('network', 'NAME, bridge=BRIDGE, user or none; also model= mac=; may be repeated', named),
  text('os', 'what is to be installed, as windows-11 or debian-12: old guests get old devices', named),
  text('graphics', 'vnc, spice or none', named),
  text('boot', 'uefi or uefi-secure, and what to start from, as in uefi,cdrom,disk,network', named),
  text('cloud-init', 'user=NAME,ssh-key=FILE,hostname=NAME,packages=A;B,address=IP/N or user-data=FILE', named),
  bool('tpm', 'give it an emulated TPM 2.0'),
  bool('no-start', 'only define it'),
  bool('print-xml', 'print its XML, make nothing'),
];
