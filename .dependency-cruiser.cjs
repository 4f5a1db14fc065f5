// Who may import whom (docs/architecture.md). tools/boundaries.slow.test.ts plants one violation per rule.
const ISLANDS = 'test|remote|qemu|xen|lxc|bhyve|vz|esx|vmware|hyperv|vbox|phyp';
const BOXES = 'drivers|main|electron|renderer';

/** Files under `from` import only their own folder and `allowed` of the boxes. */
const only = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: `^(${from})/`, pathNot: '\\.test\\.tsx?$' },
  to: { path: `^(${BOXES})/`, pathNot: `^(${[from, ...allowed].join('|')})/` },
});

module.exports = {
  forbidden: [
    only('api-imports-nothing', 'drivers/api', []),
    only('drivers-import-drivers-only', 'drivers', []),
    only('contract-imports-api-only', 'main/contract', ['drivers/api']),
    only('main-imports-drivers-and-contract', 'main', ['drivers']),
    only('renderer-imports-contract-only', 'renderer', ['main/contract', 'drivers/api']),
    only('electron-imports-main-only', 'electron', ['main', 'drivers/api']),
    {
      name: 'contract-takes-only-types-from-drivers',
      severity: 'error',
      from: { path: '^main/contract/' },
      to: { path: '^drivers/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'renderer-takes-only-types-from-drivers',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: '^drivers/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'api-is-types-only',
      severity: 'error',
      from: { path: '^drivers/api/' },
      to: { path: '.*', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'shared-driver-code-knows-no-hypervisor',
      severity: 'error',
      from: { path: '^drivers/(core|conf|cpu|transport|storage|network|host|vmx|ovf)/', pathNot: '\\.test\\.ts$' },
      to: { path: `^drivers/(${ISLANDS})/` },
    },
    {
      name: 'driver-islands',
      severity: 'error',
      from: { path: `^drivers/(${ISLANDS})/` },
      to: { path: `^drivers/(${ISLANDS})/`, pathNot: '^drivers/$1/' },
    },
    {
      name: 'kit-knows-no-contract',
      severity: 'error',
      from: { path: '^renderer/kit/' },
      to: { path: '^(main/contract|renderer/(features|ipc|state))/' },
    },
    {
      name: 'electron-only-in-electron',
      severity: 'error',
      from: { path: `^(${BOXES})/`, pathNot: '^electron/' },
      to: { path: '(^|node_modules/)electron(/|$)' },
    },
    {
      name: 'no-node-in-renderer-or-contract',
      severity: 'error',
      from: { path: '^(renderer|main/contract)/', pathNot: '\\.test\\.tsx?$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json'] },
  },
};
