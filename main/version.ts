/** Put in by the build (tools/build.mjs) from package.json. */
declare const __VIREO_VERSION__: string | undefined;

/** The version of this program; `development` where it was not built. */
export const VERSION = typeof __VIREO_VERSION__ === 'string' ? __VIREO_VERSION__ : 'development';
