/**
 * What can be wrong with a connection: the names of the values, and the sentence in English that says why and what to do.
 * The window's catalogue takes the sentences from here, so does the command line. Data table: append freely.
 */
export const FAULTS = {
  'fault.badAddress': [[], 'This is not an address that Vireo can open. Addresses look like qemu:///system or qemu+ssh://host/system.'],
  'fault.badTransport': [['transport'], 'There is no transport {transport}. Use ssh, tls, tcp or unix, or none for this computer.'],
  'fault.noDriver': [['scheme'], 'There is no driver for {scheme}. Look at the first word of the address: qemu, lxc, xen, test.'],
  'fault.nameUnknown': [['host'], 'The name {host} is not known. Look at its spelling, or use its address.'],
  'fault.nameServer': [['host'], 'The name server did not answer when it was asked for {host}. Is this computer on the network, or its VPN?'],
  'fault.noRoute': [['host'], 'There is no way from this computer to {host}. Is it on, and on a network that you can get to?'],
  'fault.hostSilent': [['host'], '{host} does not answer at all. It may be off, or a firewall drops everything.'],
  'fault.portRefused': [['host', 'port'], '{host} is there, but nothing listens on port {port}. Start the service there, or correct the port.'],
  'fault.portFiltered': [['host', 'port'], '{host} is there, but a firewall keeps port {port} closed. Open it there.'],
  'fault.jumpFailed': [['host'], 'The way to {host} leads over another host, which does not pass it on.'],
  'fault.proxyFailed': [['host'], 'The ProxyCommand of your SSH configuration does not lead to {host}.'],
  'fault.tlsNoCa': [['path'], 'The certificate of your authority is missing at {path}. Copy it from the host.'],
  'fault.tlsNoClient': [['path'], 'Your own certificate or its key is missing at {path}.'],
  'fault.tlsUnknownCa': [['host'], 'The certificate of {host} was not signed by your authority. Copy the authority of that host here.'],
  'fault.tlsWrongName': [['host'], 'The certificate is not for {host}. Use the name that it was made for, or make a new one on the host.'],
  'fault.tlsExpired': [['host'], 'The certificate of {host} has expired. Make a new one on the host.'],
  'fault.tlsNotYet': [['host'], 'The certificate of {host} is not valid yet. Look at the clocks of both computers.'],
  'fault.tlsRevoked': [['host'], 'The certificate of {host} was revoked. Do not connect before its administrator has made a new one.'],
  'fault.tlsClientRefused': [['host'], '{host} does not accept your certificate: another authority, expired, or not on its list.'],
  'fault.tlsOwnExpired': [['path'], 'The certificate in {path} on this computer is not valid now. Have a new one made, or look at the clock.'],
  'fault.tlsOwnBad': [['path'], 'The certificate files on this computer do not fit together, or are none: {path}.'],
  'fault.tlsPriority': [[], 'tls_priority in the address or in libvirt.conf is not understood. Correct it or leave it out.'],
  'fault.notTls': [['host', 'port'], 'What listens on port {port} of {host} does not speak TLS.'],
  'fault.notSsh': [['host', 'port'], 'What listens on port {port} of {host} does not speak SSH.'],
  'fault.hostKeyUnknown': [['host'], 'The key of {host} is not known yet. Compare its fingerprint with what the host itself says, then accept it.'],
  'fault.hostKeyChanged': [['host'], '{host} shows another key than before: it was installed anew, or somebody is in between. Compare it on the host, then forget the old one.'],
  'fault.hostKeyRevoked': [['host'], 'The key of {host} was revoked. Somebody may be pretending to be this host.'],
  'fault.hostCertificate': [['host'], '{host} has no certificate that your authority signed.'],
  'fault.passphrase': [['path'], 'Your key {path} needs its passphrase. Connect from the window, or load it into the agent.'],
  'fault.passwordNeeded': [['host', 'user'], '{host} wants to ask {user} something. Connect from the window, or give it your key.'],
  'fault.sshRefused': [['host', 'user'], '{host} does not let {user} in with your keys or your password. Give the host your key, or sign in as somebody else.'],
  'fault.needsOpenSsh': [['host'], '{host} needs the OpenSSH client, which is not installed on this computer.'],
  'fault.cancelled': [[], 'It was cancelled.'],
  'fault.noNetcat': [['host'], '{host} lets you in but forwards no sockets, and has no netcat. Install netcat there, or allow forwarding.'],
  'fault.noHelper': [['host'], '{host} has no virt-ssh-helper, which this address asks for. Install it there, or leave out proxy=native.'],
  'fault.socketMissing': [['path'], 'There is no socket at {path}: libvirt is not installed or not running.'],
  'fault.notInstalled': [['path'], 'There is no socket at {path}, and no libvirt daemon is installed.'],
  'fault.socketDenied': [['path', 'user', 'group'], '{user} may not use {path}. Join the group {group}; it counts from the next login.'],
  'fault.daemonStopped': [['path'], 'Nothing listens at {path}: the libvirt daemon is not running. Start it.'],
  'fault.notSocket': [['path'], '{path} is no socket. Look at socket= in the address.'],
  'fault.daemonSilent': [['where'], '{where} takes the connection but does not answer. The daemon may hang: restart it; machines go on running.'],
  'fault.closedAtOnce': [['where'], '{where} closes the connection at once: too many clients, or a daemon that ends. Look at its log.'],
  'fault.notLibvirt': [['where'], 'Something answers there, but it does not speak as libvirt does. Look at the port or the socket: {where}.'],
  'fault.polkit': [['user'], 'The host wants proof that {user} may manage machines, and nothing here could give it.'],
  'fault.saslRefused': [['host'], '{host} did not accept the name or the password.'],
  'fault.saslMechanism': [['host'], '{host} offers no way to sign in that works here.'],
  'fault.saslOpen': [['host'], '{host} offers no way to sign in that encrypts, and plain TCP does not either. Connect by TLS or SSH.'],
  'fault.kerberos': [['host'], '{host} wants a Kerberos ticket of yours, and there is none, or nothing here that speaks Kerberos.'],
  'fault.wrongDriver': [['scheme', 'where'], 'The libvirt daemon of {where} has no driver for {scheme}. Install that driver there, or correct the address.'],
  'fault.wrongPath': [['scheme'], 'The path of the address is not one that {scheme} knows. Most are /system or /session.'],
  'fault.readOnlyDenied': [[], 'Only reading is allowed here.'],
  'fault.timeout': [['where'], '{where} did not answer in time.'],
} as const satisfies Readonly<Record<`fault.${string}`, readonly [readonly string[], string]>>;

/** One kind of fault. */
export type FaultKey = keyof typeof FAULTS;

/** The sentences by key. */
export const FAULT_TEXTS = Object.fromEntries(Object.entries(FAULTS).map(([key, [, text]]) => [key, text])) as { readonly [K in FaultKey]: (typeof FAULTS)[K][1] };
/** The names of the values by key. */
export const FAULT_VALUES = Object.fromEntries(Object.entries(FAULTS).map(([key, [values]]) => [key, values])) as { readonly [K in FaultKey]: (typeof FAULTS)[K][0] };
