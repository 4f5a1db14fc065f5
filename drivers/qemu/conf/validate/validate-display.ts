import type { Audio } from '../../../conf/domain/audio.ts';
import type { Sound, Video } from '../../../conf/domain/devices.ts';
import type { DomainDef } from '../../../conf/domain/domain-def.ts';
import type { Graphics } from '../../../conf/domain/graphics.ts';
import { confError, unsupported, xmlError } from '../../../conf/lens/conf-error.ts';
import type { QemuCapabilities } from '../qemu-capabilities.ts';

type VideoType = NonNullable<Video['model']>['type'];

/** The flag that says that QEMU has a video card. */
const VIDEO_FLAGS: Partial<Record<VideoType, string>> = {
  vga: 'VGA', cirrus: 'cirrus-vga', vmvga: 'vmware-svga', qxl: 'qxl', virtio: 'virtio-gpu', bochs: 'bochs-display', ramfb: 'ramfb',
};
const MOST_KIB = Math.floor(0xffff_ffff / 1024);

/** What QEMU's driver refuses in a video card. */
export function validateVideo({ model, driver, address }: Video, caps: QemuCapabilities): void {
  if (model === undefined || model.type === 'none') return;
  const { type } = model;
  if (type === 'default') throw confError('internal-error', 'missing video model and cannot determine default');
  const flag = VIDEO_FLAGS[type];
  if (flag === undefined || !caps.has(flag)) throw unsupported(`domain configuration does not support video model '${type}'`, 'qemu');
  if (type !== 'qxl' && type !== 'virtio') {
    if (model.primary !== true) throw unsupported(`video type '${type}' is only valid as primary video device`, 'qemu');
    if (model.heads !== 1) throw unsupported(`video type '${type}' doesn't support multiple 'heads'`, 'qemu');
  }
  if (model.acceleration?.accel2d === true) throw unsupported('qemu does not support the accel2d setting', 'qemu');
  if (type === 'qxl') validateQxl(model);
  if (!['vga', 'qxl', 'virtio', 'bochs'].includes(type) && model.resolution !== undefined) throw xmlError('model resolution is not supported', 'qemu');
  if ((type === 'vga' || type === 'vmvga') && (model.vram ?? 0) !== 0 && (model.vram ?? 0) < 1024) throw unsupported("value for 'vram' must be at least 1 MiB (1024 KiB)", 'qemu');
  if (driver?.name === 'vhostuser') {
    if (type === 'virtio' && !caps.has('vhost-user-gpu')) throw unsupported("this QEMU does not support 'vhost-user' video device", 'qemu');
  } else if (model.acceleration?.accel3d === true) {
    if (type !== 'virtio') throw unsupported("3d acceleration is supported only with 'virtio' video device", 'qemu');
    if (!['virtio-gpu.virgl', 'virtio-gpu-gl-pci', 'virtio-vga-gl'].some(caps.has)) throw unsupported('3d acceleration is not supported by this QEMU binary', 'qemu');
  }
  if (type === 'ramfb' && address !== undefined) throw unsupported("'address' is not supported for 'ramfb' video devices", 'qemu');
}

function validateQxl(model: NonNullable<Video['model']>): void {
  for (const name of ['vram', 'ram'] as const) {
    if ((model[name] ?? 0) > MOST_KIB) throw confError('overflow', `value for '${name}' must be less than '${MOST_KIB}'`, 'qemu');
  }
  const vgamem = model.vgamem ?? 0;
  if (vgamem === 0) return;
  if (vgamem < 1024) throw unsupported("value for 'vgamem' must be at least 1 MiB (1024 KiB)", 'qemu');
  if (!Number.isInteger(Math.log2(vgamem))) throw unsupported("value for 'vgamem' must be power of two", 'qemu');
}

const GRAPHICS_FLAGS: Partial<Record<Graphics['type'], string>> = { 'sdl': 'sdl', 'vnc': 'vnc', 'spice': 'spice', 'egl-headless': 'egl-headless', 'dbus': 'display-dbus' };

/** What QEMU's driver refuses in a display. */
export function validateGraphics(graphics: Graphics, def: DomainDef, caps: QemuCapabilities): void {
  const flag = GRAPHICS_FLAGS[graphics.type];
  if (flag === undefined || !caps.has(flag)) throw unsupported(`${graphics.type} graphics are not supported with this QEMU`, 'qemu');
  if (def.devices.graphics.some((each) => each.type === 'egl-headless')) {
    if (!['egl-headless', 'vnc', 'spice'].includes(graphics.type)) {
      throw unsupported("graphics type 'egl-headless' is only supported with one of: 'vnc', 'spice' graphics types", 'qemu');
    }
    if (graphics.type === 'spice' && graphics.gl?.enable === true) throw unsupported('multiple OpenGL displays are not supported by QEMU', 'qemu');
  }
  switch (graphics.type) {
    case 'spice':
      if (graphics.gl?.enable !== true) break;
      if (!caps.has('spice-gl')) throw unsupported("This QEMU doesn't support spice OpenGL", 'qemu');
      if (graphics.gl.rendernode !== undefined && !caps.has('spice-rendernode')) throw unsupported("This QEMU doesn't support spice OpenGL rendernode", 'qemu');
      break;
    case 'egl-headless':
      if (graphics.gl?.rendernode !== undefined && !caps.has('egl-headless.rendernode')) {
        throw unsupported("This QEMU doesn't support OpenGL rendernode with egl-headless graphics type", 'qemu');
      }
      break;
    case 'vnc': {
      if (graphics.powerControl !== undefined && !caps.has('vnc-power-control')) throw unsupported('VNC power control is not available', 'qemu');
      const length = Buffer.byteLength(graphics.passwd ?? '');
      if (length > 8) throw unsupported(`VNC password is ${length} characters long, only 8 permitted`, 'qemu');
      break;
    }
    case 'dbus': {
      const audio = def.devices.audios.find((each) => each.id === graphics.audio);
      if (audio !== undefined && audio.type !== 'dbus') throw unsupported("The associated audio is not of 'dbus' kind.", 'qemu');
      break;
    }
    case 'sdl':
    case 'rdp':
    case 'desktop':
      break;
  }
}

/** What QEMU's driver refuses in what plays sound. */
export function validateAudio(audio: Audio, def: DomainDef, caps: QemuCapabilities): void {
  if (audio.type === 'spice' && !def.devices.graphics.some((each) => each.type === 'spice')) throw unsupported('Spice audio is not supported without spice graphics', 'qemu');
  if (audio.type === 'dbus' && !caps.has('display-dbus')) throw unsupported('D-Bus audio is not supported with this QEMU', 'qemu');
}

/** What QEMU's driver refuses in a sound card. */
export function validateSound(sound: Sound, caps: QemuCapabilities): void {
  if (sound.model === 'usb' && !caps.has('usb-audio')) throw unsupported('usb-audio controller is not supported by this QEMU binary', 'qemu');
  if (sound.model === 'ich9' && !caps.has('ich9-intel-hda')) throw unsupported('The ich9-intel-hda audio controller is not supported in this QEMU binary', 'qemu');
  if (sound.model === 'ich7') throw confError('internal-error', `sound card model '${sound.model}' is not supported by qemu`, 'qemu');
  for (const { type } of sound.codecs) if (!caps.has(`hda-${type}`)) throw unsupported(`hda-${type} not supported in this QEMU binary`, 'qemu');
}
