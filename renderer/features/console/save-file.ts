/** Saves bytes as a file, where the system keeps what is downloaded. */
export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

const two = (value: number): string => String(value).padStart(2, '0');

/** A name that sorts by time and that every file system takes: `web-01 2026-11-22 14.30.05.png`. */
export function fileName(machine: string, time: Date, ending: string): string {
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  const clock = `${two(time.getHours())}.${two(time.getMinutes())}.${two(time.getSeconds())}`;
  // Names come from a hypervisor: nothing in them may lead out of the folder.
  return `${machine.replaceAll(/[^\p{L}\p{N}._ -]/gu, '_').replace(/^\.+/, '_')} ${day} ${clock}.${ending}`;
}

/** What has a picture to keep: a canvas, or a display of noVNC. */
interface Pictured {
  readonly toBlob: (callback: (blob: Blob | null) => void, type?: string) => void;
}

/** A picture as PNG; undefined where there is none. It is taken at the call. */
export const pictureOf = (source: Pictured): Promise<Blob | undefined> =>
  new Promise((resolve) => {
    source.toBlob((blob) => { resolve(blob ?? undefined); }, 'image/png');
  });

/** Saves the picture of a machine's display, if there is one. */
export async function savePicture(session: { readonly picture: () => Promise<Blob | undefined> }, machine: string): Promise<void> {
  const picture = await session.picture();
  if (picture !== undefined) saveFile(fileName(machine, new Date(), 'png'), picture);
}
