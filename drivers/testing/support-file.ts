import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What a driver's peer said to each of its methods, as it is kept on file. */
export interface SupportFile {
  readonly driver: string;
  readonly peer: 'real' | 'simulation' | 'own';
  readonly peerName: string;
  /** `reply`, or the code of the error, by method. */
  readonly methods: { readonly [method: string]: string };
  /** Methods that only another peer of the driver supports, with its name. */
  readonly elsewhere?: { readonly [method: string]: string };
}

const fileOf = (driver: string): string => fileURLToPath(new URL(`../support/data/${driver}.json`, import.meta.url));

/** The outcomes on file; undefined when there are none. */
export function readSupport(driver: string): SupportFile | undefined {
  const file = fileOf(driver);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as SupportFile) : undefined;
}

/** Puts outcomes on file. */
export function writeSupport(support: SupportFile): void {
  writeFileSync(fileOf(support.driver), `${JSON.stringify(support, undefined, 2)}\n`);
}
