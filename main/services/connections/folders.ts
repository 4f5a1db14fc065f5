import { VirError } from '../../../drivers/core/vir-error.ts';

const LONGEST = 80;

/** A folder's name as it is kept: without spaces around it. @throws invalid-arg for an empty or endless one. */
export function folderName(text: string): string {
  const name = text.trim();
  if (name !== '' && name.length <= LONGEST) return name;
  throw new VirError({ code: 'invalid-arg', domain: 'none', message: 'a folder needs a name', subject: name });
}

/** The folders with one more, in the order of the alphabet; a name that differs only in its case is the same. */
export function withFolder(folders: readonly string[], name: string): readonly string[] {
  if (findFolder(folders, name) !== undefined) return folders;
  return [...folders, name].sort((a, b) => a.localeCompare(b, 'en', { numeric: true, sensitivity: 'base' }));
}

/** A folder by its name, whatever its case. */
export function findFolder(folders: readonly string[], name: string): string | undefined {
  return folders.find((known) => known.toLowerCase() === name.toLowerCase());
}
