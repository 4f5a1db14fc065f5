import { Archive, Box, Cloud, Database, FlaskConical, Gamepad2, Globe, HardDrive, House, Laptop, Mail, Monitor, Router, Server, ShieldCheck, Star, Tv, Wrench, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import type { MACHINE_ICONS } from '../../../main/contract/inventory.ts';
import { Icon } from '../../kit/icon.tsx';

const ICONS: Readonly<Record<(typeof MACHINE_ICONS)[number], LucideIcon>> = {
  server: Server, desktop: Monitor, laptop: Laptop, database: Database, web: Globe, mail: Mail, router: Router, firewall: ShieldCheck, storage: HardDrive,
  backup: Archive, lab: FlaskConical, tools: Wrench, media: Tv, game: Gamepad2, home: House, cloud: Cloud, box: Box, star: Star,
};

/** The picture that a machine was given; nothing where it has none, or one that is not known here. */
export function MachineIcon({ name }: { readonly name: string | undefined }): ReactNode {
  const icon = name !== undefined && name in ICONS ? ICONS[name as keyof typeof ICONS] : undefined;
  return icon === undefined ? null : <span className="machine-icon" data-icon={name}><Icon of={icon} size={14} /></span>;
}
