/**
 * Lines about everything but machines, each run by virsh and by `vireo`. Several commands in a line save processes: what they print is
 * compared all the same, and the last one's exit code.
 */

/** Lines for the invented host; each begins anew. */
export const INVENTED_LINES: readonly string[] = [
  'net-info default; net-uuid default; net-list; net-list --name --all; net-name default; net-uuid nosuch',
  'net-info nosuch',
  "net-info ''",
  'net-info zzzzzzzz-1234-1234-1234-123456789abc; net-name 12345678-1234-1234-1234-123456789abc',
  'net-destroy default; net-start default; net-start default; net-autostart default; net-info default; net-autostart --disable default; net-list --autostart',
  'net-destroy default; net-destroy default; net-undefine default; net-list --all; net-undefine default',
  'net-define net.xml; net-dumpxml n1; net-start n1; net-list; net-info n1; net-undefine n1; net-destroy n1; net-list --all',
  'net-create net.xml; net-list --transient; net-create net.xml; net-undefine n1; net-destroy n1',
  'net-define bad.xml; net-define --file net.xml --validate; net-create /nonexistent; net-define empty.xml',
  "net-dhcp-leases default; net-dhcp-leases default aa:bb:cc:dd:ee:ff; net-dhcp-leases default --mac ''; net-dhcp-leases nosuch",
  'net-event --list; net-event; net-event --event foo; net-event --event lifecycle --timeout 0; net-event --event lifecycle --timeout x',
  'net-event default --event lifecycle --timeout 1 --loop --timestamp',
  'net-update default add-last ip-dhcp-host \'<host mac="00:11:22:33:44:55" ip="192.168.122.5"/>\'; net-dumpxml default; net-update default foo ip x; net-update default add foo x; net-update default add ip /nonexistent; net-update default add ip \'<x/>\' --parent-index x; net-update default add ip \'<x/>\' --current --live',
  'net-port-list default; net-port-list default --uuid; net-port-list default --uuid --table; net-port-create default net.xml; net-port-delete default foo',
  'net-port-dumpxml default 12345678-1234-1234-1234-123456789abc',
  'net-start',
  'iface-list; iface-list --all; iface-list --inactive; iface-list --all --inactive; iface-mac eth1; iface-name aa:bb:cc:dd:ee:ff; iface-name eth1; iface-mac aa:bb:cc:dd:ee:ff; iface-mac nosuch',
  'iface-dumpxml eth1; iface-dumpxml eth1 --inactive --xpath //ip; iface-define bad.xml; iface-unbridge eth1; iface-bridge eth1 eth1; iface-bridge nosuch br5',
  'iface-destroy eth1',
  'iface-destroy eth1; iface-list --all; iface-start eth1; iface-start eth1; iface-undefine eth1',
  'iface-begin; iface-begin; iface-define iface.xml; iface-start eth7; iface-commit; iface-list; iface-dumpxml eth7; iface-undefine eth7; iface-rollback',
  'iface-bridge eth1 br5 --no-start; iface-list --all; iface-dumpxml br5',
  'iface-define iface.xml; iface-bridge eth7 br7; iface-list --all; iface-dumpxml br7; iface-unbridge br7; iface-list --all',
  'nwfilter-list; nwfilter-dumpxml nosuch; nwfilter-define net.xml; nwfilter-undefine nosuch; nwfilter-binding-list; nwfilter-binding-dumpxml x; nwfilter-binding-delete x; nwfilter-binding-create net.xml',
  'nodedev-list; nodedev-dumpxml scsi_host1; nodedev-info scsi_host1; nodedev-info computer; nodedev-info nosuch; nodedev-dumpxml a,b; nodedev-dumpxml a,b,c; nodedev-dumpxml 2000000012341234,1000000012341234',
  'nodedev-destroy nosuch; nodedev-destroy --name scsi_host1; nodedev-detach scsi_host1; nodedev-dettach nosuch; nodedev-detach scsi_host1 --driver vfio; nodedev-reattach scsi_host1; nodedev-reset scsi_host1',
  'nodedev-create net.xml; nodedev-define net.xml; nodedev-undefine scsi_host1; nodedev-start scsi_host1; nodedev-autostart scsi_host1; nodedev-autostart scsi_host1 --disable; nodedev-event --list; nodedev-event; nodedev-event nosuch --event update',
  'nodedev-event --event lifecycle --timeout 1',
  'secret-list; secret-define secret.xml; secret-dumpxml foo; secret-get-value foo; secret-set-value foo --base64 x --file y; secret-undefine foo; secret-event --list; secret-event --event lifecycle --timeout 1',
  'pool-info default-pool; pool-info default-pool --bytes; pool-info nosuch; pool-name default-pool; pool-uuid default-pool; pool-capabilities; pool-event --list; pool-event --event refresh --timeout 1',
  'pool-destroy default-pool; pool-info default-pool; pool-start default-pool; pool-start default-pool; pool-refresh default-pool; pool-delete default-pool',
  'pool-destroy default-pool; pool-destroy default-pool; pool-build default-pool; pool-delete default-pool; pool-undefine default-pool; pool-list --all',
  'pool-autostart default-pool; pool-autostart default-pool --disable; pool-autostart nosuch',
  'pool-define pool.xml; pool-dumpxml p1; pool-build p1; pool-start p1; pool-list --all --details; pool-destroy p1; pool-undefine p1',
  'pool-create pool.xml --build; pool-list; pool-create pool.xml; pool-destroy p1; pool-create pool.xml --overwrite --no-overwrite; pool-define bad.xml',
  "pool-define-as p2 dir --target /srv/p2 --print-xml; pool-define-as p2 iscsi --source-host h --source-dev iqn.x --auth-type chap --auth-username u --secret-usage s --source-initiator i --target /dev/x --print-xml; pool-define-as p2 scsi --adapter-wwnn 1 --adapter-wwpn 2 --adapter-parent scsi_host3 --print-xml; pool-define-as p2 scsi --adapter-name a --source-format f --source-name n --source-protocol-ver 4 --source-path /p --print-xml; pool-define-as p2 dir --secret-usage a --secret-uuid b; pool-define-as p2 ''",
  'pool-define-as p2 dir --target /srv/p2; pool-dumpxml p2; pool-undefine p2; pool-create-as p2 dir --target /srv/p2; pool-list; pool-create-as p2 dir --target /srv/p2',
  'find-storage-pool-sources logical; find-storage-pool-sources-as netfs localhost; find-storage-pool-sources-as iscsi localhost 3260 iqn.x; find-storage-pool-sources netfs /nonexistent',
  'vol-create default-pool vol.xml; vol-list default-pool; vol-info v1.img default-pool; vol-info v1.img --pool default-pool --bytes; vol-info v1.img default-pool --physical; vol-key v1.img default-pool; vol-path v1.img default-pool; vol-dumpxml v1.img default-pool; vol-name /default-pool/v1.img; vol-pool /default-pool/v1.img; vol-pool /default-pool/v1.img --uuid; vol-delete v1.img default-pool; vol-delete v1.img default-pool',
  'vol-create-as default-pool v2 10M; vol-info v2 default-pool; vol-create-as default-pool v2 1G --allocation 5k --format qcow2 --print-xml; vol-clone v2 v3 default-pool; vol-list default-pool; vol-clone v2 v4 default-pool --print-xml; vol-create-as default-pool v5 1 --backing-vol v2 --backing-vol-format raw --print-xml',
  'vol-create-as default-pool v2 10X; vol-create-as default-pool v2 abc; vol-create-as default-pool v2 10M --allocation 99999999999999999999; vol-create-as default-pool v2 16E; vol-create-as default-pool v2 10M --backing-vol nosuch; vol-create nosuch vol.xml; vol-create default-pool /nonexistent',
  "vol-create default-pool vol.xml; vol-create-from default-pool vol.xml v1.img; vol-info nosuch; vol-info nosuch default-pool; vol-info nosuch nosuch; vol-info ''; vol-pool nosuch",
  'pool-destroy default-pool; vol-list default-pool; vol-info x default-pool',
  'vol-create default-pool vol.xml; vol-resize v1.img 2M default-pool; vol-resize v1.img --capacity -1M default-pool; vol-wipe v1.img default-pool; vol-wipe v1.img default-pool --algorithm foo; vol-upload v1.img b64 default-pool; vol-download v1.img out default-pool; vol-upload nosuch b64 default-pool; vol-upload nosuch b64 default-pool --offset -1; vol-download nosuch x --length x',
  'allocpages 4 1; allocpages 4K 1 --all --cellno 1; allocpages x 1; allocpages 4 1 --cellno 0; allocpages 4 x',
  'freecell; freecell --all; freecell 0; freecell 1; freecell 9; freecell x; freecell --all --cellno 1',
  'freepages; freepages --all; freepages 0; freepages 0 4; freepages 0 4x; freepages --cellno -2; freepages --all --pagesize 2048',
  'maxvcpus; maxvcpus test; maxvcpus --type foo; nodecpumap; nodecpumap --pretty; nodecpustats; nodecpustats 0; nodecpustats --percent; nodecpustats x; nodememstats; nodememstats 0; nodememstats --cell x; nodesevinfo',
  'nodesuspend mem 60; nodesuspend foo 60; nodesuspend mem -1; node-memory-tune; node-memory-tune --shm-pages-to-scan 5; node-memory-tune --shm-pages-to-scan x; sysinfo',
  "cpu-models x86_64; cpu-models foo; cpu-models ''; cpu-compare cpu.xml; cpu-compare net.xml; cpu-compare bad.xml; cpu-compare cpu.xml --error; cpu-baseline /nonexistent; hypervisor-cpu-compare cpu.xml; hypervisor-cpu-baseline cpu.xml; hypervisor-cpu-baseline; hypervisor-cpu-baseline cpu.xml --model x; hypervisor-cpu-baseline --model Nehalem",
  "echo a b; echo --shell \"a'b\" 'c d' ''; echo --xml '<a>' \"'\"; echo --split a,b,,c; echo --err hi; echo --hi --str x; echo --shell --xml x",
  'cd /; pwd; self-test; exit; list',
  'quit',
  'connect; uri; connect test:///default; uri',
  'connect --readonly; destroy test; connect; destroy test',
  'complete -- domstate te',
  'complete -- domstate --domain t',
  'complete -- vol-info --pool d',
  'complete -- domstate test --',
];

/** Lines for a libvirtd with QEMU; each leaves it as it was. */
export const QEMU_LINES: readonly string[] = [
  "net-define net.xml; net-info n1; net-uuid n1; net-dumpxml n1; net-start n1; net-start n1; net-update n1 add ip-dhcp-host '<host mac=\"52:54:00:33:44:55\" ip=\"192.168.77.5\"/>' --live --config; net-update n1 delete ip-dhcp-host '<host mac=\"52:54:00:33:44:55\" ip=\"192.168.77.5\"/>' --config; net-dumpxml n1 --inactive; net-dhcp-leases n1; net-port-list n1; net-destroy n1; net-undefine n1; net-undefine n1",
  'net-create net.xml; net-info n1; net-undefine n1; net-autostart n1; net-destroy n1',
  'net-define bad.xml; net-info nosuch; net-name 12345678-1234-1234-1234-123456789abc; net-event --event lifecycle --timeout 1',
  'iface-list --all; iface-begin; iface-mac lo; iface-name 00:00:00:00:00:00; iface-dumpxml lo; iface-start lo; iface-destroy lo; iface-define iface.xml; iface-undefine lo; iface-bridge lo br9; iface-rollback; iface-commit',
  'nwfilter-list; nwfilter-dumpxml clean-traffic; nwfilter-dumpxml nosuch; nwfilter-define nwfilter.xml; nwfilter-dumpxml f1; nwfilter-undefine f1; nwfilter-undefine f1; nwfilter-define net.xml; nwfilter-binding-list; nwfilter-binding-dumpxml vnet99; nwfilter-binding-create net.xml; nwfilter-binding-delete vnet99',
  'nodedev-list --cap pci; nodedev-info computer; nodedev-dumpxml computer; nodedev-dumpxml net_lo_00_00_00_00_00_00; nodedev-info net_lo_00_00_00_00_00_00; nodedev-dumpxml nosuch; nodedev-destroy net_lo_00_00_00_00_00_00; nodedev-detach computer; nodedev-reattach net_lo_00_00_00_00_00_00; nodedev-reset net_lo_00_00_00_00_00_00; nodedev-create net.xml; nodedev-define net.xml; nodedev-undefine net_lo_00_00_00_00_00_00; nodedev-start net_lo_00_00_00_00_00_00; nodedev-autostart net_lo_00_00_00_00_00_00 --disable; nodedev-event --event lifecycle --timeout 1',
  'secret-define secret.xml; secret-list; secret-list --private; secret-dumpxml 4b5c8d4e-2f3a-4a53-9d43-5b6c1d2e3f43; secret-get-value 4b5c8d4e-2f3a-4a53-9d43-5b6c1d2e3f43; secret-set-value 4b5c8d4e-2f3a-4a53-9d43-5b6c1d2e3f43 --file b64; secret-get-value 4b5c8d4e-2f3a-4a53-9d43-5b6c1d2e3f43; secret-get-value 4b5c8d4e-2f3a-4a53-9d43-5b6c1d2e3f43 --plain; secret-set-value 4b5c8d4e-2f3a-4a53-9d43-5b6c1d2e3f43 --file b64 --plain; secret-get-value 4b5c8d4e-2f3a-4a53-9d43-5b6c1d2e3f43; secret-set-value 4b5c8d4e-2f3a-4a53-9d43-5b6c1d2e3f43 --base64 c2Vj; secret-set-value 4b5c8d4e-2f3a-4a53-9d43-5b6c1d2e3f43; secret-undefine 4b5c8d4e-2f3a-4a53-9d43-5b6c1d2e3f43; secret-dumpxml foo; secret-dumpxml 12345678-1234-1234-1234-123456789abc; secret-define net.xml; secret-event --event lifecycle --timeout 1',
  'pool-define pool.xml; pool-info p1; pool-build p1; pool-start p1; pool-info p1; pool-dumpxml p1; pool-autostart p1; pool-autostart --disable p1; vol-create p1 vol.xml; vol-list p1 --details; vol-info v1.img p1; vol-info v1.img p1 --physical --bytes; vol-key v1.img p1; vol-path v1.img p1; vol-dumpxml v1.img p1; vol-resize v1.img 2M p1; vol-resize v1.img 1M p1; vol-resize v1.img -1M p1; vol-resize v1.img --capacity=-1M p1 --shrink; vol-upload v1.img b64 p1; vol-download v1.img out p1; vol-download v1.img out2 p1 --sparse; vol-upload v1.img net.xml p1 --sparse --offset 10; vol-wipe v1.img p1; vol-wipe v1.img p1 --algorithm random; vol-clone v1.img v2.img p1; vol-clone v1.img v2.img p1; vol-create-from p1 vol.xml v2.img p1; vol-create-as p1 v3 10M --format qcow2; vol-create-as p1 v4 10M --format qcow2 --backing-vol v3 --backing-vol-format qcow2; vol-dumpxml v4 p1; vol-delete v4 p1; vol-delete v3 p1; vol-delete v2.img p1; vol-delete v1.img p1; vol-delete v1.img p1; pool-refresh p1; pool-destroy p1; vol-list p1; pool-undefine p1; pool-undefine p1',
  'pool-create pool.xml; pool-info p1 --bytes; vol-info x p1; vol-info x; pool-destroy p1; pool-destroy p1',
  'pool-define net.xml; pool-capabilities; pool-event --event refresh --timeout 1; find-storage-pool-sources logical; find-storage-pool-sources foo; find-storage-pool-sources dir',
  'allocpages 4 1; freecell; freecell --all; freecell 9; freepages --all; freepages 0 4; freepages 0 5; maxvcpus; maxvcpus qemu; maxvcpus foo; nodecpumap; nodecpumap --pretty; nodecpustats; nodecpustats 99; nodememstats; nodememstats 9; nodesevinfo; nodesuspend foo 60; nodesuspend mem 1; node-memory-tune; sysinfo',
  'cpu-models x86_64; cpu-models foo; cpu-compare cpu.xml; cpu-compare cpu.xml --validate; cpu-baseline cpu.xml; cpu-baseline cpu.xml --features; hypervisor-cpu-compare cpu.xml --virttype qemu; hypervisor-cpu-baseline cpu.xml --virttype qemu --features; hypervisor-cpu-baseline --model Nehalem --virttype qemu',
];

/** Documents that the lines name. `folder` is where a pool may be. */
export function hostDocuments(folder: string): Readonly<Record<string, string>> {
  return {
    'net.xml': `<network>
  <name>n1</name>
  <uuid>2b5c8d4e-2f3a-4a53-9d43-5b6c1d2e3f41</uuid>
  <forward mode='nat'/>
  <bridge name='virbr7'/>
  <ip address='192.168.77.1' netmask='255.255.255.0'><dhcp><range start='192.168.77.2' end='192.168.77.9'/></dhcp></ip>
</network>
`,
    'pool.xml': `<pool type='dir'><name>p1</name><uuid>3b5c8d4e-2f3a-4a53-9d43-5b6c1d2e3f42</uuid><target><path>${folder}</path></target></pool>\n`,
    'vol.xml': "<volume><name>v1.img</name><capacity>1048576</capacity><allocation>0</allocation><target><format type='raw'/></target></volume>\n",
    'iface.xml': `<interface type='ethernet' name='eth7'><start mode='none'/><mac address='aa:bb:cc:dd:ee:01'/><mtu size='1492'/>
<protocol family='ipv4'><ip address='192.168.0.5' prefix='24'/></protocol></interface>
`,
    'nwfilter.xml': `<filter name='f1' chain='root'><uuid>5b5c8d4e-2f3a-4a53-9d43-5b6c1d2e3f44</uuid>
<rule action='accept' direction='out' priority='100'><ip srcipaddr='0.0.0.0' protocol='tcp'/></rule></filter>
`,
    'secret.xml': `<secret ephemeral='no' private='no'><uuid>4b5c8d4e-2f3a-4a53-9d43-5b6c1d2e3f43</uuid><description>x</description>
<usage type='volume'><volume>/var/x</volume></usage></secret>
`,
    'bad.xml': '<network><name>x</nam></network>\n',
    'cpu.xml': "<cpu match='exact'><model>Nehalem</model><feature policy='require' name='vmx'/></cpu>\n",
    'empty.xml': '',
    b64: 'c2VjcmV0',
  };
}
