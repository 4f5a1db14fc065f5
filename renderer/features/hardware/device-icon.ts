import { Cable, Clock, Cpu, Dices, Disc3, FolderOpen, HardDrive, Info, ListChecks, MemoryStick, Monitor, MousePointer, Network, Save, ShieldCheck, SlidersHorizontal, SquareTerminal, TriangleAlert, Usb, Volume2, type LucideIcon } from 'lucide-react';

const ICONS: Readonly<Record<string, LucideIcon>> = {
  info: Info, cpu: Cpu, memory: MemoryStick, list: ListChecks, clock: Clock, sliders: SlidersHorizontal, drive: HardDrive, disc: Disc3, save: Save, network: Network, monitor: Monitor,
  volume: Volume2, mouse: MousePointer, terminal: SquareTerminal, cable: Cable, shield: ShieldCheck, dices: Dices, usb: Usb, folder: FolderOpen, alert: TriangleAlert,
};

/** The picture of a kind of device. */
export const deviceIcon = (name: string): LucideIcon => ICONS[name] ?? Info;
