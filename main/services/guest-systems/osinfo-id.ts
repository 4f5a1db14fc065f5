/** Families whose systems other programs name by `http://VENDOR/PRODUCT/VERSION`. */
const VENDORS: Readonly<Record<string, string>> = {
  debian: 'http://debian.org/debian',
  ubuntu: 'http://ubuntu.com/ubuntu',
  fedora: 'http://fedoraproject.org/fedora',
  rhel: 'http://redhat.com/rhel',
  'centos-stream': 'http://centos.org/centos-stream',
  centos: 'http://centos.org/centos',
  alma: 'http://almalinux.org/almalinux',
  rocky: 'http://rockylinux.org/rocky',
  oracle: 'http://oracle.com/ol',
  opensuse: 'http://opensuse.org/opensuse',
  sles: 'http://suse.com/sles',
  alpine: 'http://alpinelinux.org/alpinelinux',
  freebsd: 'http://freebsd.org/freebsd',
  openbsd: 'http://openbsd.org/openbsd',
  netbsd: 'http://netbsd.org/netbsd',
  windows: 'http://microsoft.com/win',
};
const SERVERS: Readonly<Record<string, string>> = { '2003': '2k3', '2008': '2k8', '2008r2': '2k8r2', '2012': '2k12', '2012r2': '2k12r2', '2016': '2k16', '2019': '2k19', '2022': '2k22', '2025': '2k25' };

/** What other programs call a system in a machine's metadata; undefined: there is no such name. */
export function osinfoId(id: string): string | undefined {
  const server = /^windows-server-(.+)$/.exec(id)?.[1];
  if (server !== undefined) return SERVERS[server] === undefined ? undefined : `http://microsoft.com/win/${SERVERS[server]}`;
  const [, family = '', version = ''] = /^(.+?)-(\d[\w.]*|xp|vista|testing|tumbleweed|rawhide)$/.exec(id) ?? [];
  const vendor = VENDORS[family];
  return vendor === undefined ? undefined : `${vendor}/${version}`;
}
