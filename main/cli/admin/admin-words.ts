import { data, int, text, type CommandWords } from '../shell/words.ts';

/** Words of `vireo admin`'s commands, which are virt-admin's. */
export const ADMIN_MONITORING_WORDS = {
  'srv-list': { aliasOf: 'server-list' },
  'server-list': {
    help: 'list available servers on a daemon',
    description: 'List all manageable servers on a daemon.',
    options: [],
  },
  'srv-threadpool-info': { aliasOf: 'server-threadpool-info' },
  'server-threadpool-info': {
    help: 'get server workerpool parameters',
    description: 'Retrieve threadpool attributes from a server. ',
    options: [data('server', 'Server to retrieve threadpool attributes from.')],
  },
  'srv-clients-list': { aliasOf: 'client-list' },
  'client-list': {
    help: 'list clients connected to <server>',
    description: 'List all manageable clients connected to <server>.',
    options: [data('server', 'server which to list connected clients from')],
  },
  'client-info': {
    help: "retrieve client's identity info from server",
    description: 'Retrieve identity details about <client> from <server>',
    options: [
      data('server', 'server to which <client> is connected to'),
      data('client', 'client which to retrieve identity information for'),
    ],
  },
  'srv-clients-info': { aliasOf: 'server-clients-info' },
  'server-clients-info': {
    help: "get server's client-related configuration limits",
    description: "Retrieve server's client-related configuration limits ",
    options: [data('server', 'Server to retrieve the client limits from.')],
  },
} as const satisfies Readonly<Record<string, CommandWords>>;

/** Those that change something. */
export const ADMIN_MANAGEMENT_WORDS = {
  'srv-threadpool-set': { aliasOf: 'server-threadpool-set' },
  'server-threadpool-set': {
    help: 'set server workerpool parameters',
    description: 'Tune threadpool attributes on a server. See OPTIONS for currently supported attributes.',
    options: [
      data('server', 'Server to alter threadpool attributes on.'),
      int('min-workers', 'Change bottom limit to number of workers.'),
      int('max-workers', 'Change upper limit to number of workers.'),
      int('priority-workers', 'Change the current number of priority workers'),
    ],
  },
  'client-disconnect': {
    help: 'force disconnect a client from the given server',
    description: "Force close a specific client's connection to the given server.",
    options: [
      data('server', 'server which the client is currently connected to'),
      int('client', 'client which to disconnect, specified by ID', { required: true }),
    ],
  },
  'srv-clients-set': { aliasOf: 'server-clients-set' },
  'server-clients-set': {
    help: "set server's client-related configuration limits",
    description: "Tune server's client-related configuration limits. See OPTIONS for currently supported attributes.",
    options: [
      data('server', 'Server to alter the client-related configuration limits on.'),
      int('max-clients', 'Change the upper limit to overall number of clients connected to the server.'),
      int('max-unauth-clients', 'Change the upper limit to number of clients waiting for authentication to be connected to the server'),
    ],
  },
  'srv-update-tls': { aliasOf: 'server-update-tls' },
  'server-update-tls': {
    help: 'notify server to update TLS related files online.',
    description: 'notify server to update the CA cert, CA CRL, server cert / key without restarts. See OPTIONS for currently supported attributes.',
    options: [
      data('server', "Available servers on a daemon. Currently only supports 'libvirtd' or 'virtproxyd'."),
    ],
  },
  'daemon-log-filters': {
    help: 'fetch or set the currently defined set of logging filters on daemon',
    description: 'Depending on whether run with or without options, the command fetches or redefines the existing active set of filters on daemon.',
    options: [text('filters', 'redefine the existing set of logging filters', { mayBeEmpty: true })],
  },
  'daemon-log-outputs': {
    help: 'fetch or set the currently defined set of logging outputs on daemon',
    description: 'Depending on whether run with or without options, the command fetches or redefines the existing active set of outputs on daemon.',
    options: [text('outputs', 'redefine the existing set of logging outputs', { mayBeEmpty: true })],
  },
  'daemon-timeout': {
    help: 'set the auto shutdown timeout of the daemon',
    description: 'set the auto shutdown timeout of the daemon',
    options: [
      int('timeout', 'number of seconds the daemon will run without any active connection', { required: true, mustBeNamed: true }),
    ],
  },
} as const satisfies Readonly<Record<string, CommandWords>>;
