import type { Video } from '../../conf/domain/devices.ts';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { confError } from '../../conf/lens/conf-error.ts';
import type { QemuCapabilities } from '../conf/qemu-capabilities.ts';
import { addressProps } from './address-props.ts';
import { deviceArguments } from './arguments.ts';
import type { CommandContext } from './command-context.ts';
import { nonZeroProp, virtioProps } from './device-props.ts';
import { escapeComma, type Props } from './props.ts';
import { zpciArguments } from './zpci-arguments.ts';

type Model = NonNullable<Video['model']>;

/** Video cards. */
export function videoArguments(def: DomainDef, context: CommandContext): string[] {
  return def.devices.videos.flatMap((video) => {
    if (video.model === undefined || video.model.type === 'none') return [];
    return [
      ...(video.driver?.name === 'vhostuser' ? vhostUserArguments(video, context) : []),
      ...zpciArguments(video, def, context),
      ...deviceArguments(videoDeviceProps(video, def, context.caps), def, context),
    ];
  });
}

function vhostUserArguments({ alias = '' }: Video, { passed, paths }: CommandContext): string[] {
  const fd = passed.vhostUserFd?.(alias);
  const where = fd === undefined ? `path=${escapeComma(`${paths.libDir}/${alias}-vhost-user.sock`)}` : `fd=${fd}`;
  return ['-chardev', `socket,id=chr-vu-${alias},${where}`];
}

interface CardName {
  readonly name: string;
  /** `pci` or `ccw` is added to the name. */
  readonly bus: boolean;
  readonly virtio: boolean;
}

const VGA_CARDS: Partial<Record<Model['type'], string>> = { vga: 'VGA', cirrus: 'cirrus-vga', vmvga: 'vmware-svga', qxl: 'qxl-vga', bochs: 'bochs-display', ramfb: 'ramfb' };

/** The card that fits best: the first one can show what firmware writes, where there is such a model. */
function cardOf({ model, driver }: Video, caps: QemuCapabilities): CardName {
  const type = model?.type ?? 'default';
  const vhostUser = driver?.name === 'vhostuser';
  const vga = model?.primary === true && (type !== 'virtio' || caps.has(vhostUser ? 'vhost-user-vga' : 'virtio-vga'));
  if (vhostUser) return vga ? { name: 'vhost-user-vga', bus: false, virtio: false } : { name: 'vhost-user-gpu', bus: true, virtio: true };
  if (type === 'virtio') {
    const accelerated = model?.acceleration?.accel3d === true;
    if (vga) return { name: accelerated && caps.has('virtio-vga-gl') ? 'virtio-vga-gl' : 'virtio-vga', bus: false, virtio: true };
    return { name: accelerated && caps.has('virtio-gpu-gl-pci') ? 'virtio-gpu-gl' : 'virtio-gpu', bus: true, virtio: true };
  }
  const name = vga ? VGA_CARDS[type] : type === 'qxl' ? 'qxl' : undefined;
  if (name === undefined) throw confError('internal-error', `invalid model for video type '${type}'`, 'qemu');
  return { name, bus: false, virtio: false };
}

/** A video card's properties. */
export function videoDeviceProps(video: Video, def: DomainDef, caps: QemuCapabilities): Props {
  const { alias = '', model } = video;
  const card = cardOf(video, caps);
  const type = model?.type;
  const virgl = type === 'virtio' && video.driver?.name !== 'vhostuser' && caps.has('virtio-gpu.virgl') ? model?.acceleration?.accel3d : undefined;
  return {
    ...(card.virtio ? virtioProps(card.name, video, undefined, video.driver, caps, card.bus) : { driver: card.name }),
    id: alias,
    virgl,
    max_outputs: type === 'qxl' || type === 'virtio' ? nonZeroProp(model?.heads) : undefined,
    ...memoryProps(video, caps),
    xres: nonZeroProp(model?.resolution?.x),
    yres: nonZeroProp(model?.resolution?.y),
    ...addressProps(video, def),
  };
}

function memoryProps({ alias = '', model, driver }: Video, caps: QemuCapabilities): Props {
  if (model === undefined) return {};
  const { ram = 0, vram = 0, vram64 = 0, vgamem = 0, type } = model;
  if (type === 'qxl') {
    return {
      ram_size: nonZeroProp(ram * 1024),
      vram_size: nonZeroProp(vram * 1024),
      vram64_size_mb: caps.has('qxl.vram64_size_mb') ? Math.floor(vram64 / 1024) : undefined,
      vgamem_mb: caps.has('qxl.vgamem_mb') ? Math.floor(vgamem / 1024) : undefined,
    };
  }
  if (driver?.name === 'vhostuser') return { chardev: `chr-vu-${alias}` };
  if ((type === 'vga' && caps.has('VGA.vgamem_mb')) || (type === 'vmvga' && caps.has('vmware-svga.vgamem_mb'))) return { vgamem_mb: nonZeroProp(Math.floor(vram / 1024)) };
  return type === 'bochs' ? { vgamem: nonZeroProp(vram * 1024) } : {};
}
