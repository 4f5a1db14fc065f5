import type { HostSystem } from '../transport/exec/surroundings.ts';

/** VMware's desktop products, by what stands behind `vmware` in the URI's scheme. */
export type ProductKind = 'ws' | 'player' | 'fusion';

/** What differs between the products. */
export interface Product {
  readonly kind: ProductKind;
  /** vmrun's `-T`. */
  readonly flag: ProductKind;
  readonly title: string;
  /** The program beside vmrun that says its version, and the words in front of it. */
  readonly versionProgram: string;
  readonly versionWords: string;
  /** Whether `vmrun pause` works. */
  readonly canPause: boolean;
}

/** The products. */
export const PRODUCTS: Readonly<Record<ProductKind, Product>> = {
  ws: { kind: 'ws', flag: 'ws', title: 'VMware Workstation', versionProgram: 'vmware', versionWords: 'VMware Workstation ', canPause: true },
  player: { kind: 'player', flag: 'player', title: 'VMware Player', versionProgram: 'vmplayer', versionWords: 'VMware Player ', canPause: false },
  fusion: {
    kind: 'fusion', flag: 'fusion', title: 'VMware Fusion', versionProgram: 'vmware-vmx',
    versionWords: '\nVMware Fusion Information:\nVMware Fusion ', canPause: true,
  },
};

/** The product of a URI's scheme; undefined for other schemes. */
export function productOf(scheme: string): Product | undefined {
  const kind = scheme.startsWith('vmware') ? scheme.slice('vmware'.length) : '';
  return Object.hasOwn(PRODUCTS, kind) ? PRODUCTS[kind as ProductKind] : undefined;
}

/** Where vmrun may be besides the search path. */
export function vmrunPlaces(system: HostSystem): readonly string[] {
  switch (system) {
    case 'linux':
      return ['/usr/bin/vmrun', '/usr/local/bin/vmrun'];
    case 'darwin':
      return ['/Applications/VMware Fusion.app/Contents/Library/vmrun', '/Applications/VMware Fusion.app/Contents/Public/vmrun', '/Library/Application Support/VMware Fusion/vmrun'];
    case 'win32':
      return ['C:\\Program Files (x86)\\VMware\\VMware Workstation\\vmrun.exe', 'C:\\Program Files (x86)\\VMware\\VMware Player\\vmrun.exe', 'C:\\Program Files\\VMware\\VMware VIX\\vmrun.exe'];
  }
}

/** Where a user's machines are written down, and the folders they are made in. */
export interface MachinePlaces {
  /** `vmlistN.config` entries (the library), `pref.mruVMN.filename` entries (machines used lately). */
  readonly lists: readonly string[];
  /** Folders that are searched, unless the preferences name another. */
  readonly folders: readonly string[];
}

/** The places of a system, below a user's home (and `%APPDATA%`). */
export function machinePlaces(system: HostSystem, home: string, appData: string | undefined): MachinePlaces {
  switch (system) {
    case 'linux':
      return { lists: [`${home}/.vmware/inventory.vmls`, `${home}/.vmware/preferences`], folders: [`${home}/vmware`] };
    case 'darwin':
      return {
        lists: [`${home}/Library/Application Support/VMware Fusion/vmInventory`, `${home}/Library/Preferences/VMware Fusion/preferences`],
        folders: [`${home}/Virtual Machines.localized`, `${home}/Virtual Machines`, `${home}/Documents/Virtual Machines.localized`],
      };
    case 'win32': {
      const data = `${appData ?? `${home}\\AppData\\Roaming`}\\VMware`;
      return { lists: [`${data}\\inventory.vmls`, `${data}\\preferences.ini`], folders: [`${home}\\Documents\\Virtual Machines`] };
    }
  }
}

/**
 * The version a product's `-v` prints, as libvirt counts: major × 1,000,000 + minor × 1,000 + release.
 *
 * @libvirt vmwareParseVersionStr
 */
export function parseProductVersion(product: Product, text: string): bigint | undefined {
  const at = text.indexOf(product.versionWords);
  const match = at < 0 ? null : /^(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(text.slice(at + product.versionWords.length));
  if (match === null) return undefined;
  return BigInt(match[1] ?? 0) * 1_000_000n + BigInt(match[2] ?? 0) * 1000n + BigInt(match[3] ?? 0);
}
