// Packaging with Electron Forge. Forge is not a dependency (it needs a newer Node than Vireo does): the workflow runs it with npx,
// and the few settings that are used are typed here.

/** As @electron/fuses numbers them. */
const FUSE = {
  RunAsNode: 0,
  EnableCookieEncryption: 1,
  EnableNodeOptionsEnvironmentVariable: 2,
  EnableNodeCliInspectArguments: 3,
  EnableEmbeddedAsarIntegrityValidation: 4,
  OnlyLoadAppFromAsar: 5,
  GrantFileProtocolExtraPrivileges: 7,
} as const;

interface ForgePlugin {
  readonly name: string;
  readonly config: Readonly<Record<string | number, unknown>>;
}
interface ForgeMaker {
  readonly name: string;
  readonly platforms: readonly string[];
  readonly config: Readonly<Record<string, unknown>>;
}
interface ForgeConfig {
  readonly packagerConfig: Readonly<Record<string, unknown>> & { readonly ignore: (file: string) => boolean };
  readonly rebuildConfig: { readonly onlyModules: readonly string[] };
  readonly makers: readonly ForgeMaker[];
  readonly plugins: readonly ForgePlugin[];
}

/** What stays outside the bundles at run time (tools/build.mjs) and what that needs. */
const PACKAGES = ['ssh2', 'asn1', 'bcrypt-pbkdf', 'safer-buffer', 'tweetnacl', '@napi-rs'];
const KEPT = [/^\/package\.json$/, /^\/LICENSE$/, /^\/dist(\/(electron|preload|renderer)(\/|$)|$)/, new RegExp(`^/node_modules(/(${PACKAGES.join('|')})(/|$)|$)`)];

const config: ForgeConfig = {
  packagerConfig: {
    name: 'Vireo',
    executableName: 'vireo',
    appBundleId: 'org.vireo.Vireo',
    asar: { unpack: '**/*.node' },
    prune: false,
    ignore: (file) => file !== '' && !KEPT.some((kept) => kept.test(file)),
  },
  rebuildConfig: { onlyModules: [] },
  makers: [{ name: '@electron-forge/maker-zip', platforms: ['darwin', 'linux', 'win32'], config: {} }],
  plugins: [
    {
      name: '@electron-forge/plugin-fuses',
      config: {
        version: '1',
        [FUSE.RunAsNode]: false,
        [FUSE.EnableCookieEncryption]: true,
        [FUSE.EnableNodeOptionsEnvironmentVariable]: false,
        [FUSE.EnableNodeCliInspectArguments]: false,
        [FUSE.EnableEmbeddedAsarIntegrityValidation]: true,
        [FUSE.OnlyLoadAppFromAsar]: true,
        [FUSE.GrantFileProtocolExtraPrivileges]: false,
      },
    },
  ],
};

export default config;
