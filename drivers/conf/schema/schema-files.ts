import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** One schema file. */
export interface SchemaFile {
  readonly fileName: string;
  readonly contents: string;
}

/** Where libvirt's packages put its schemas. */
export const SCHEMA_FOLDERS: readonly string[] = ['/usr/share/libvirt/schemas', '/usr/local/share/libvirt/schemas', '/opt/homebrew/share/libvirt/schemas'];

/** The first folder that has a schema of this name. */
export function findSchemaFolder(schema: string, folders: readonly string[] = SCHEMA_FOLDERS): string | undefined {
  return folders.find((folder) => existsSync(join(folder, schema)));
}

/**
 * A schema and all that it includes, itself first.
 *
 * @throws Error of the file system when one of them cannot be read.
 */
export async function readSchemaFiles(folder: string, schema: string): Promise<readonly [SchemaFile, ...SchemaFile[]]> {
  const first = { fileName: schema, contents: await readFile(join(folder, schema), 'utf8') };
  const files: [SchemaFile, ...SchemaFile[]] = [first];
  for (const file of files) {
    for (const name of includesOf(file.contents)) {
      if (!files.some((each) => each.fileName === name)) files.push({ fileName: name, contents: await readFile(join(folder, name), 'utf8') });
    }
  }
  return files;
}

/** Names of files in the same folder only: libvirt's schemas have no others. */
function includesOf(contents: string): string[] {
  return [...contents.matchAll(/<(?:include|externalRef)\s+href=["']([\w.-]+)["']/g)].map(([, name = '']) => name);
}
