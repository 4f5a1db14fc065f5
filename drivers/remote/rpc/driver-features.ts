/** What one can ask a daemon about itself and its driver (`VIR_DRV_FEATURE_*`). */
export const DriverFeature = {
  migrationV1: 1,
  remote: 2,
  migrationV2: 3,
  migrationP2p: 4,
  migrationDirect: 5,
  migrationV3: 6,
  migrateChangeProtection: 7,
  fdPassing: 8,
  typedParamString: 9,
  programKeepAlive: 10,
  xmlMigratable: 11,
  migrationOffline: 12,
  migrationParams: 13,
  remoteEventCallback: 14,
  remoteCloseCallback: 15,
  networkUpdateHasCorrectOrder: 16,
} as const;

/** The same by the words of {@link Connection.supports}. */
export const FEATURE_WORDS: { readonly [word: string]: number } = {
  'migration-v1': DriverFeature.migrationV1,
  'migration-v2': DriverFeature.migrationV2,
  'migration-p2p': DriverFeature.migrationP2p,
  'migration-direct': DriverFeature.migrationDirect,
  'migration-v3': DriverFeature.migrationV3,
  'migrate-change-protection': DriverFeature.migrateChangeProtection,
  'fd-passing': DriverFeature.fdPassing,
  'typed-param-string': DriverFeature.typedParamString,
  'keepalive': DriverFeature.programKeepAlive,
  'xml-migratable': DriverFeature.xmlMigratable,
  'migration-offline': DriverFeature.migrationOffline,
  'migration-params': DriverFeature.migrationParams,
  'event-callbacks': DriverFeature.remoteEventCallback,
  'close-callback': DriverFeature.remoteCloseCallback,
  'network-update-order': DriverFeature.networkUpdateHasCorrectOrder,
};
