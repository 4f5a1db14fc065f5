/**
 * What each command about machines is run with, by its name: lines of commands, `%m` is the machine. Data table. Everything on a line
 * runs in one process, so that on `test:///default` later commands see what earlier ones did.
 *
 * `ask`: changes nothing on any host; `change`: changes the machine, for hosts that are thrown away.
 */
export const DOMAIN_INVOCATIONS: Readonly<Record<string, { readonly ask?: readonly string[]; readonly change?: readonly string[] }>> = {
  'attach-device': {
    ask: ['attach-device %m /nonexistent; attach-device nosuch disk.xml; attach-device %m; attach-device %m disk.xml --current --live', 'attach-device %m broken.xml --config'],
    change: ['attach-device %m disk.xml --config; attach-device %m disk.xml --live --config; dumpxml %m --inactive'],
  },
  'attach-disk': {
    ask: [
      'attach-disk %m /tmp/x.img vdx --print-xml; attach-disk %m "" vdx --print-xml --type cdrom --mode readonly',
      'attach-disk %m /tmp/a&b vdx --print-xml --driver qemu --subdriver qcow2 --cache none --io native --iothread 2 --serial S --wwn 5000c50015ea71ac --alias ua-x --targetbus virtio --rawio --shareable',
      'attach-disk %m vol vdx --print-xml --source-protocol nbd --source-host-name host:10809; attach-disk %m vol sda --print-xml --sourcetype network --source-protocol gluster --source-host-transport unix --source-host-socket /s',
      'attach-disk %m /x vdx --print-xml --address pci:0000.00.10.0 --multifunction; attach-disk %m /x vdx --print-xml --address ccw:fe.0.0007; attach-disk %m /x sdx --print-xml --address usb:0.2',
      'attach-disk %m /x sdx --print-xml --address scsi:0.0.3; attach-disk %m /x hdx --print-xml --address ide:0.1.1; attach-disk %m /x sdx --address sata:0.0.5 --print-xml; attach-disk %m /x vdx --address scsi:0.0.1',
      'attach-disk %m /x vdx --address foo; attach-disk %m /x hda --address usb:0.0; attach-disk %m /x sda --address pci:0.0.0.0; attach-disk %m /x vdx --sourcetype foo; attach-disk %m /x vdx --sourcetype network',
      'attach-disk %m /x vdx --mode foo; attach-disk %m /x vdx --wwn 12; attach-disk %m /x vdx --source-host-name h; attach-disk %m /x; attach-disk %m /x vdx --persistent --current; attach-disk nosuch /x vdx',
    ],
    change: ['attach-disk %m /nonexistent/x.img vdx --config; attach-disk %m /x.img vdy --persistent; domblklist %m --inactive; domblklist %m'],
  },
  'attach-interface': {
    ask: [
      'attach-interface %m network default --print-xml; attach-interface %m bridge br0 --print-xml --mac 52:54:00:00:00:01 --model virtio --target vnet9 --script /s --alias ua-y',
      'attach-interface %m direct eth0 --print-xml --inbound 128,256,512 --outbound 64; attach-interface %m hostdev 0000:00:02.0 --managed --print-xml; attach-interface %m vhostuser /s --source-mode client --print-xml',
      'attach-interface %m network default --inbound 0,0,0,9 --print-xml; attach-interface %m network d --inbound 1,2,3,4,5; attach-interface %m network d --inbound x; attach-interface %m network d --inbound 0,1',
      'attach-interface %m network d --outbound 0,1; attach-interface %m network d --outbound 1,2,3,4; attach-interface %m foo d; attach-interface %m user d; attach-interface %m vhostuser /s; attach-interface %m network d --source-mode foo',
      'attach-interface %m hostdev foo; attach-interface nosuch network default',
    ],
    change: ['attach-interface %m network default --mac 52:54:00:11:22:33 --config; attach-interface %m network default --live; domiflist %m --inactive'],
  },
  blkdeviotune: {
    ask: ['blkdeviotune nosuch vda; blkdeviotune %m nosuch; blkdeviotune %m vda --total-bytes-sec x; blkdeviotune %m vda --total-bytes-sec 5q; blkdeviotune %m vda --read-iops-sec x; blkdeviotune %m vda --current --live'],
    change: ['blkdeviotune %m vda --total-bytes-sec 1M --total-iops-sec 100; blkdeviotune %m vda; blkdeviotune %m vda --config --group-name g; blkdeviotune %m vda --config'],
  },
  blkiotune: { ask: ['blkiotune %m; blkiotune nosuch; blkiotune %m --weight x; blkiotune %m --weight -1; blkiotune %m --device-weights ""; blkiotune %m --current --config', 'blkiotune %m --config'] },
  blockcommit: {
    ask: ['blockcommit nosuch vda; blockcommit %m nosuch; blockcommit %m vda --verbose; blockcommit %m vda --async; blockcommit %m vda --pivot --keep-overlay; blockcommit %m vda x; blockcommit %m vda 5x; blockcommit %m vda --timeout 0'],
  },
  blockcopy: {
    ask: [
      'blockcopy %m vda; blockcopy nosuch vda /x; blockcopy %m nosuch /x; blockcopy %m vda /x --verbose; blockcopy %m vda /x --async; blockcopy %m vda /x --pivot --finish; blockcopy %m vda /x --xml y',
      'blockcopy %m vda /x --format qcow2 --print-xml; blockcopy %m vda /dev/x --blockdev --format raw --print-xml; blockcopy %m vda /x --granularity x; blockcopy %m vda --xml /nonexistent',
    ],
  },
  blockjob: {
    ask: ['blockjob %m vda; blockjob %m nosuch; blockjob nosuch vda; blockjob %m vda --raw --abort; blockjob %m vda --info --pivot; blockjob %m vda --bytes --async; blockjob %m vda --bandwidth x; blockjob %m vda --raw'],
  },
  blockpull: { ask: ['blockpull nosuch vda; blockpull %m nosuch; blockpull %m vda --verbose; blockpull %m vda --async; blockpull %m vda --timeout x --wait'] },
  blockresize: { ask: ['blockresize nosuch vda 1M; blockresize %m nosuch 1M; blockresize %m vda x; blockresize %m vda 5x; blockresize %m vda'] },
  'change-media': {
    ask: ['change-media nosuch vda; change-media %m nosuch --eject; change-media %m vda --eject; change-media %m vda --eject --insert; change-media %m vda --eject --block; change-media %m nosuch x --update --current --live'],
  },
  'cpu-stats': { ask: ['cpu-stats nosuch; cpu-stats %m --start -1; cpu-stats %m --count -1; cpu-stats %m --start 999; cpu-stats %m --count x'] },
  desc: {
    ask: ['desc %m; desc %m --title; desc nosuch; desc %m --current --live; desc %m --config'],
    change: ['desc %m new words; desc %m; desc %m --title one; desc %m --title; desc %m --config other; desc %m --config; list --title; desc %m --title ""; desc %m --edit; desc %m --edit --title'],
  },
  'detach-device': { ask: ['detach-device %m /nonexistent; detach-device nosuch disk.xml; detach-device %m disk.xml; detach-device %m disk.xml --config; detach-device %m disk.xml --persistent --current'] },
  'detach-device-alias': { ask: ['detach-device-alias %m ua-nosuch; detach-device-alias nosuch x; detach-device-alias %m'] },
  'detach-disk': { ask: ['detach-disk %m nosuch; detach-disk nosuch vda; detach-disk %m nosuch --config --print-xml; detach-disk %m; detach-disk %m vda --print-xml'] },
  'detach-interface': {
    ask: [
      'detach-interface %m foo; detach-interface nosuch network; detach-interface %m network --mac 00:00:00:00:00:99; detach-interface %m network --print-xml; detach-interface %m network --persistent --current',
      'detach-interface %m network --config --print-xml',
    ],
  },
  'dom-fd-associate': { ask: ['dom-fd-associate nosuch n 3; dom-fd-associate %m n x; dom-fd-associate %m'] },
  domblkerror: { ask: ['domblkerror %m; domblkerror nosuch; domblkerror'] },
  domblkinfo: { ask: ['domblkinfo nosuch vda; domblkinfo %m; domblkinfo %m nosuch; domblkinfo %m vda --all; domblkinfo %m --all; domblkinfo %m --all --human'] },
  domblkstat: { ask: ['domblkstat nosuch vda; domblkstat %m nosuch; domblkstat %m nosuch --human'] },
  domblkthreshold: { ask: ['domblkthreshold nosuch vda 1M; domblkthreshold %m nosuch 1M; domblkthreshold %m vda x; domblkthreshold %m vda'] },
  domcontrol: { ask: ['domcontrol %m; domcontrol nosuch'] },
  'domdirtyrate-calc': { ask: ['domdirtyrate-calc nosuch; domdirtyrate-calc %m --seconds x; domdirtyrate-calc %m --mode foo; domdirtyrate-calc %m --seconds 0'] },
  domdisplay: { ask: ['domdisplay %m; domdisplay nosuch; domdisplay %m --type vnc; domdisplay %m --type foo; domdisplay %m --all --type vnc; domdisplay %m --all; domdisplay %m --include-password'] },
  domfsfreeze: { ask: ['domfsfreeze nosuch'], change: ['domfsfreeze %m; domfsfreeze %m /; domfsthaw %m'] },
  domfsinfo: { ask: ['domfsinfo nosuch; domfsinfo %m'] },
  domfsthaw: { ask: ['domfsthaw nosuch'], change: ['domfsfreeze %m /boot; domfsthaw %m /; domfsthaw %m'] },
  domfstrim: { ask: ['domfstrim nosuch; domfstrim %m --minimum x; domfstrim %m --mountpoint /foo'] },
  domhostname: { ask: ['domhostname nosuch; domhostname %m --source foo; domhostname %m --source agent; domhostname %m --source lease; domhostname %m'] },
  domid: { ask: ['domid %m; domid nosuch'] },
  'domif-getlink': { ask: ['domif-getlink nosuch vnet0; domif-getlink %m nosuch; domif-getlink %m 52:54:0:0:0:99; domif-getlink %m nosuch --config'] },
  'domif-setlink': { ask: ['domif-setlink nosuch x up; domif-setlink %m nosuch down; domif-setlink %m x foo; domif-setlink %m nosuch up --config'] },
  domifaddr: { ask: ['domifaddr nosuch; domifaddr %m --source foo; domifaddr %m --source arp; domifaddr %m; domifaddr %m nosuch'] },
  domifstat: { ask: ['domifstat nosuch x; domifstat %m nosuch'] },
  domiftune: { ask: ['domiftune nosuch x; domiftune %m nosuch; domiftune %m nosuch --inbound x; domiftune %m nosuch --inbound 1; domiftune %m nosuch --inbound 0,1; domiftune %m nosuch --outbound 1,2,3,4; domiftune %m x --live --current'] },
  domjobabort: { ask: ['domjobabort nosuch; domjobabort %m; domjobabort %m --postcopy'] },
  domjobinfo: { ask: ['domjobinfo nosuch; domjobinfo %m --keep-completed; domjobinfo %m; domjobinfo %m --completed; domjobinfo %m --rawstats'] },
  domlaunchsecinfo: { ask: ['domlaunchsecinfo nosuch; domlaunchsecinfo %m'] },
  dommemstat: { ask: ['dommemstat nosuch; dommemstat %m --period x; dommemstat %m --period -1; dommemstat %m --live --current'] },
  dompmsuspend: { ask: ['dompmsuspend nosuch mem; dompmsuspend %m foo; dompmsuspend %m mem --duration x'] },
  dompmwakeup: { ask: ['dompmwakeup nosuch; dompmwakeup %m'] },
  domrename: { ask: ['domrename nosuch x; domrename %m %m; domrename %m'], change: ['destroy %m; domrename %m other; list --all; domrename other %m; list --all'] },
  domsetlaunchsecstate: { ask: ['domsetlaunchsecstate nosuch; domsetlaunchsecstate %m; domsetlaunchsecstate %m --secrethdr /nonexistent --secret /nonexistent; domsetlaunchsecstate %m --secrethdr disk.xml --secret disk.xml --set-address x'] },
  domtime: { ask: ['domtime nosuch; domtime %m --time x; domtime %m --time 1 --now; domtime %m --now --sync'] },
  'domxml-from-native': { ask: ['domxml-from-native qemu-argv /nonexistent; domxml-from-native foo disk.xml; domxml-from-native'] },
  'domxml-to-native': { ask: ['domxml-to-native qemu-argv; domxml-to-native foo --domain %m; domxml-to-native qemu-argv --xml /nonexistent; domxml-to-native qemu-argv x --domain %m; domxml-to-native foo --domain nosuch'] },
  dump: { ask: ['dump nosuch /tmp/x; dump %m /tmp/x --format elf; dump %m /tmp/x --memory-only --format foo; dump %m'] },
  edit: { ask: ['edit nosuch; edit %m'] },
  emulatorpin: { ask: ['emulatorpin nosuch; emulatorpin %m; emulatorpin %m x; emulatorpin %m 9999; emulatorpin %m --live --current; emulatorpin %m --config'], change: ['emulatorpin %m 0-1; emulatorpin %m; emulatorpin %m r --config; emulatorpin %m --config'] },
  'get-user-sshkeys': { ask: ['get-user-sshkeys nosuch root; get-user-sshkeys %m nosuch; get-user-sshkeys %m'] },
  'guest-agent-timeout': { ask: ['guest-agent-timeout nosuch; guest-agent-timeout %m --timeout x; guest-agent-timeout %m --timeout -9'] },
  guestinfo: { ask: ['guestinfo nosuch'] },
  guestvcpus: { ask: ['guestvcpus nosuch; guestvcpus %m --enable; guestvcpus %m 1; guestvcpus %m --enable --disable'] },
  'inject-nmi': { ask: ['inject-nmi nosuch'] },
  iothreadadd: { ask: ['iothreadadd nosuch 1; iothreadadd %m 0; iothreadadd %m x; iothreadadd %m'], change: ['iothreadadd %m 4; iothreadinfo %m; iothreadpin %m 4 0; iothreadset %m 4 --poll-max-ns 100 --poll-grow 2; iothreadadd %m 4; iothreaddel %m 4; iothreadinfo %m; iothreaddel %m 4'] },
  iothreaddel: { ask: ['iothreaddel nosuch 1; iothreaddel %m 0; iothreaddel %m 99'] },
  iothreadinfo: { ask: ['iothreadinfo nosuch; iothreadinfo %m; iothreadinfo %m --config; iothreadinfo %m --live --current'] },
  iothreadpin: { ask: ['iothreadpin nosuch 1 0; iothreadpin %m 99 0; iothreadpin %m 1 x; iothreadpin %m x 0'] },
  iothreadset: { ask: ['iothreadset nosuch 1; iothreadset %m 0; iothreadset %m 1; iothreadset %m 1 --poll-max-ns x; iothreadset %m 99 --poll-grow 1'] },
  'lxc-enter-namespace': { ask: ['lxc-enter-namespace nosuch /bin/true; lxc-enter-namespace %m'] },
  managedsave: { ask: ['managedsave nosuch'] },
  'managedsave-define': { ask: ['managedsave-define nosuch disk.xml; managedsave-define %m /nonexistent; managedsave-define %m disk.xml --running --paused'] },
  'managedsave-dumpxml': { ask: ['managedsave-dumpxml nosuch; managedsave-dumpxml %m'] },
  'managedsave-edit': { ask: ['managedsave-edit nosuch; managedsave-edit %m --running --paused'] },
  'managedsave-remove': { ask: ['managedsave-remove nosuch; managedsave-remove %m'] },
  memtune: { ask: ['memtune %m; memtune nosuch; memtune %m x; memtune %m 5q; memtune %m --soft-limit x; memtune %m --live --current; memtune %m --config'], change: ['memtune %m 1G 512M 2G --config; memtune %m --config; memtune %m -1 --config; memtune %m --config; memtune %m --min-guarantee 10MB'] },
  metadata: {
    ask: ['metadata nosuch http://x; metadata %m http://nosuch; metadata %m http://x --set "<a/>"; metadata %m http://x --edit --set "<a/>"; metadata %m http://x --remove --edit; metadata %m'],
    change: ['metadata %m http://x --key k --set "<a><b/></a>"; metadata %m http://x; metadata %m http://x --config; metadata %m http://x --edit --key k; metadata %m http://x --remove; metadata %m http://x'],
  },
  'migrate-compcache': { ask: ['migrate-compcache nosuch; migrate-compcache %m --size x'] },
  'migrate-getmaxdowntime': { ask: ['migrate-getmaxdowntime nosuch; migrate-getmaxdowntime %m'] },
  'migrate-getspeed': { ask: ['migrate-getspeed nosuch; migrate-getspeed %m; migrate-getspeed %m --postcopy'] },
  'migrate-postcopy': { ask: ['migrate-postcopy nosuch; migrate-postcopy %m'] },
  'migrate-setmaxdowntime': { ask: ['migrate-setmaxdowntime nosuch 1; migrate-setmaxdowntime %m 0; migrate-setmaxdowntime %m x'] },
  'migrate-setspeed': { ask: ['migrate-setspeed nosuch 1; migrate-setspeed %m x; migrate-setspeed %m'] },
  numatune: { ask: ['numatune nosuch; numatune %m; numatune %m foo; numatune %m --nodeset ""; numatune %m --live --current; numatune %m --config'], change: ['numatune %m strict 0 --config; numatune %m --config; numatune %m preferred --config; numatune %m 2 --config'] },
  perf: { ask: ['perf nosuch; perf %m --live --current; perf %m --enable foo'] },
  'qemu-agent-command': { ask: ['qemu-agent-command nosuch foo; qemu-agent-command %m foo --timeout 0; qemu-agent-command %m foo --async --block; qemu-agent-command %m'] },
  'qemu-attach': { ask: ['qemu-attach x'] },
  'qemu-monitor-command': { ask: ['qemu-monitor-command nosuch foo; qemu-monitor-command %m foo --hmp --pretty; qemu-monitor-command %m --hmp --return-value x; qemu-monitor-command %m'] },
  'qemu-monitor-event': { ask: ['qemu-monitor-event nosuch --timeout 1; qemu-monitor-event %m --timeout x; qemu-monitor-event %m --timeout 0'] },
  restore: { ask: ['restore /nonexistent; restore'] },
  save: {
    ask: ['save nosuch /tmp/x; save %m; save %m /nonexistent/dir/x --xml /nonexistent; save %m ""'],
  },
  'save-image-define': { ask: ['save-image-define /nonexistent disk.xml; save-image-define /nonexistent /nonexistent2'] },
  'save-image-dumpxml': { ask: ['save-image-dumpxml /nonexistent; save-image-dumpxml'] },
  'save-image-edit': { ask: ['save-image-edit /nonexistent; save-image-edit x --running --paused'] },
  schedinfo: { ask: ['schedinfo nosuch; schedinfo %m; schedinfo %m --config; schedinfo %m --live --current; schedinfo %m --set foo; schedinfo %m --set foo=1; schedinfo %m --weight x; schedinfo %m --live --config'], change: ['schedinfo %m --weight 70; schedinfo %m'] },
  'send-key': { ask: ['send-key nosuch KEY_A; send-key %m foo; send-key %m --codeset foo KEY_A; send-key %m --holdtime x KEY_A; send-key %m 70000; send-key %m'], change: ['send-key %m KEY_LEFTCTRL KEY_C; send-key %m 30; send-key %m 0x1e 036 --codeset xt; send-key %m --codeset win32 VK_RETURN; send-key %m --codeset usb 40; send-key %m 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17'] },
  'send-process-signal': { ask: ['send-process-signal nosuch 1 kill; send-process-signal %m x kill; send-process-signal %m 1 foo; send-process-signal %m 1'] },
  'set-lifecycle-action': { ask: ['set-lifecycle-action nosuch poweroff destroy; set-lifecycle-action %m foo destroy; set-lifecycle-action %m crash foo; set-lifecycle-action %m crash destroy --live --current'], change: ['set-lifecycle-action %m crash preserve --config; set-lifecycle-action %m reboot restart --live; dumpxml %m --inactive --xpath /domain/on_crash'] },
  'set-user-password': { ask: ['set-user-password nosuch root x; set-user-password %m root; set-user-password %m "" x'] },
  'set-user-sshkeys': { ask: ['set-user-sshkeys nosuch root disk.xml; set-user-sshkeys %m root; set-user-sshkeys %m root /nonexistent; set-user-sshkeys %m root --remove; set-user-sshkeys %m root disk.xml --reset --remove'] },
  setmaxmem: { ask: ['setmaxmem nosuch 1G; setmaxmem %m x; setmaxmem %m 5x; setmaxmem %m 1G --live --current'], change: ['setmaxmem %m 16G --config; dominfo %m; destroy %m; setmaxmem %m 4G; dominfo %m; setmaxmem %m 99999999999999999999'] },
  setmem: { ask: ['setmem nosuch 1G; setmem %m x; setmem %m 5x; setmem %m 1G --live --current; setmem %m'], change: ['setmem %m 1G; dominfo %m; setmem %m 2000000 --config; setmem %m 99G; setmem %m 1GB --current; dominfo %m; destroy %m; setmem %m 1G'] },
  setvcpu: { ask: ['setvcpu nosuch 1 --enable; setvcpu %m 1; setvcpu %m 1 --enable --disable; setvcpu %m 1 --enable --current --live'] },
  setvcpus: { ask: ['setvcpus nosuch 1; setvcpus %m 0; setvcpus %m x; setvcpus %m 1 --maximum; setvcpus %m 1 --guest --config; setvcpus %m 1 --live --current'], change: ['setvcpus %m 4; vcpucount %m; setvcpus %m 1 --config; setvcpus %m 4 --config --maximum; vcpucount %m; setvcpus %m 99; vcpuinfo %m'] },
  ttyconsole: { ask: ['ttyconsole nosuch; ttyconsole %m'] },
  'update-device': { ask: ['update-device %m /nonexistent; update-device nosuch disk.xml; update-device %m disk.xml --persistent --current'], change: ['update-device %m disk.xml --force; update-device %m disk.xml --config'] },
  'update-memory-device': { ask: ['update-memory-device nosuch; update-memory-device %m; update-memory-device %m --node 0 --alias x; update-memory-device %m --node x'] },
  vcpucount: { ask: ['vcpucount nosuch; vcpucount %m; vcpucount %m --maximum --config; vcpucount %m --active --live; vcpucount %m --current; vcpucount %m --live --config; vcpucount %m --active --maximum; vcpucount %m --guest --config; vcpucount %m --active --current'] },
  vcpuinfo: { ask: ['vcpuinfo nosuch'], change: ['vcpuinfo %m --pretty; destroy %m; vcpuinfo %m; vcpuinfo %m --pretty'] },
  vcpupin: { ask: ['vcpupin nosuch; vcpupin %m; vcpupin %m 99; vcpupin %m 0; vcpupin %m x; vcpupin %m 0 x; vcpupin %m 0 9999; vcpupin %m 0 9998-9999; vcpupin %m --cpulist 0; vcpupin %m --live --config; vcpupin %m --config; vcpupin %m 0 0 --live --current'], change: ['vcpupin %m 0 0-1; vcpupin %m; vcpupin %m 1 r; vcpupin %m 1; vcpupin %m 0 0-3,^2 --config; vcpupin %m --config'] },
  'snapshot-create': { ask: ['snapshot-create nosuch; snapshot-create %m /nonexistent; snapshot-create %m disk.xml'], change: ['snapshot-create %m snapshot.xml; snapshot-list %m; snapshot-create %m snapshot.xml; snapshot-create %m snapshot.xml --redefine --current; snapshot-create %m --disk-only --halt --live --quiesce --validate --no-metadata --reuse-external --atomic'] },
  'snapshot-create-as': {
    ask: [
      'snapshot-create-as %m n d --print-xml; snapshot-create-as %m --print-xml --memspec /m --diskspec vda,snapshot=external,driver=qcow2,file=/x --diskspec vdb,stype=block,file=/dev/x; snapshot-create-as %m n --print-xml --memspec file=/a,,b,snapshot=internal',
      'snapshot-create-as nosuch n; snapshot-create-as %m n --memspec foo=1; snapshot-create-as %m n --diskspec vda,foo=1; snapshot-create-as %m n --print-xml --diskspec vda,stype=foo; snapshot-create-as %m "" ',
    ],
    change: ['snapshot-create-as %m one "first words"; snapshot-create-as %m two; snapshot-create-as %m one; snapshot-list %m --name; snapshot-info %m two'],
  },
  'snapshot-current': { ask: ['snapshot-current nosuch; snapshot-current %m --name x; snapshot-current %m nosuch'], change: ['snapshot-current %m; snapshot-create-as %m one; snapshot-create-as %m two; snapshot-current %m --name; snapshot-current %m one; snapshot-current %m --name'] },
  'snapshot-delete': { ask: ['snapshot-delete nosuch x; snapshot-delete %m; snapshot-delete %m nosuch; snapshot-delete %m x --current'], change: [`snapshot-create-as %m a; snapshot-create-as %m b; snapshot-create-as %m c; snapshot-delete %m b; snapshot-list %m --tree; snapshot-delete %m a --children-only; snapshot-list %m --name; snapshot-delete %m --current; snapshot-list %m`] },
  'snapshot-dumpxml': { ask: ['snapshot-dumpxml nosuch x; snapshot-dumpxml %m nosuch; snapshot-dumpxml %m'], change: ['snapshot-create-as %m one words; snapshot-dumpxml %m one --xpath /domainsnapshot/name; snapshot-dumpxml %m one --security-info --xpath //description --wrap'] },
  'snapshot-edit': { ask: ['snapshot-edit nosuch x; snapshot-edit %m; snapshot-edit %m nosuch; snapshot-edit %m x --rename --clone'], change: ['snapshot-create-as %m one; snapshot-edit %m one; snapshot-edit %m --current'] },
  'snapshot-info': { ask: ['snapshot-info nosuch x; snapshot-info %m; snapshot-info %m nosuch'], change: ['snapshot-create-as %m one; snapshot-create-as %m two; snapshot-info %m one; snapshot-info %m --current'] },
  'snapshot-list': {
    ask: [
      'snapshot-list nosuch; snapshot-list %m; snapshot-list %m --tree; snapshot-list %m --name; snapshot-list %m --tree --name; snapshot-list %m --parent --roots; snapshot-list %m --roots --from x; snapshot-list %m --descendants',
      'snapshot-list %m --leaves --tree; snapshot-list %m --from nosuch; snapshot-list %m --internal --external --active --inactive --disk-only; snapshot-list %m --metadata --no-leaves',
    ],
    change: [
      'snapshot-create-as %m a; snapshot-create-as %m b; snapshot-revert %m a; snapshot-create-as %m C; snapshot-create-as %m d; snapshot-list %m --name; snapshot-list %m --tree; snapshot-list %m --roots --name; snapshot-list %m --leaves --name; snapshot-list %m --tree --from C; snapshot-list %m --from a --descendants --name; snapshot-list %m --current --name; snapshot-list %m --from a --name',
    ],
  },
  'snapshot-parent': { ask: ['snapshot-parent nosuch x; snapshot-parent %m; snapshot-parent %m nosuch'], change: ['snapshot-create-as %m one; snapshot-create-as %m two; snapshot-parent %m two; snapshot-parent %m one; snapshot-parent %m --current'] },
  'snapshot-revert': { ask: ['snapshot-revert nosuch x; snapshot-revert %m; snapshot-revert %m nosuch'], change: ['snapshot-create-as %m one; destroy %m; snapshot-revert %m one; domstate %m --reason; snapshot-revert %m --current --paused; domstate %m'] },
  'checkpoint-create': { ask: ['checkpoint-create nosuch; checkpoint-create %m /nonexistent; checkpoint-create %m --redefine-validate; checkpoint-create %m disk.xml'] },
  'checkpoint-create-as': { ask: ['checkpoint-create-as %m n d --print-xml --diskspec vda,checkpoint=bitmap,bitmap=b --diskspec vdb; checkpoint-create-as nosuch n; checkpoint-create-as %m n --diskspec vda,foo=1'], change: ['checkpoint-create-as %m one; checkpoint-list %m --name; checkpoint-create-as %m two words; checkpoint-list %m --tree; checkpoint-create-as %m one'] },
  'checkpoint-delete': { ask: ['checkpoint-delete nosuch x; checkpoint-delete %m nosuch; checkpoint-delete %m'], change: ['checkpoint-create-as %m one; checkpoint-create-as %m two; checkpoint-delete %m one --children-only; checkpoint-list %m --name; checkpoint-delete %m one'] },
  'checkpoint-dumpxml': { ask: ['checkpoint-dumpxml nosuch x; checkpoint-dumpxml %m nosuch'], change: ['checkpoint-create-as %m one; checkpoint-dumpxml %m one --no-domain --xpath //name'] },
  'checkpoint-edit': { ask: ['checkpoint-edit nosuch x; checkpoint-edit %m nosuch'], change: ['checkpoint-create-as %m one; checkpoint-edit %m one'] },
  'checkpoint-info': { ask: ['checkpoint-info nosuch x; checkpoint-info %m nosuch'], change: ['checkpoint-create-as %m one; checkpoint-create-as %m two; checkpoint-info %m one; checkpoint-info %m two'] },
  'checkpoint-list': { ask: ['checkpoint-list nosuch; checkpoint-list %m; checkpoint-list %m --tree --name; checkpoint-list %m --descendants; checkpoint-list %m --tree --leaves; checkpoint-list %m --from nosuch; checkpoint-list %m --roots --parent'], change: ['checkpoint-create-as %m one; checkpoint-create-as %m two; checkpoint-list %m --tree; checkpoint-list %m --roots --name; checkpoint-list %m --leaves --name; checkpoint-list %m --from one --descendants --name; checkpoint-list %m --from one --tree; checkpoint-list %m --topological --name'] },
  'checkpoint-parent': { ask: ['checkpoint-parent nosuch x; checkpoint-parent %m nosuch'], change: ['checkpoint-create-as %m one; checkpoint-create-as %m two; checkpoint-parent %m two; checkpoint-parent %m one'] },
  'backup-begin': { ask: ['backup-begin nosuch; backup-begin %m /nonexistent; backup-begin %m disk.xml --checkpointxml /nonexistent'] },
  'backup-dumpxml': { ask: ['backup-dumpxml nosuch; backup-dumpxml %m'] },
};

/** What a running guest of QEMU with a disk `vda` and the guest agent is asked besides; afterwards it is as it was. */
export const GUEST_INVOCATIONS: readonly string[] = [
  'domblkinfo %m vda; domblkinfo %m vda --human; domblkinfo %m --all; domblkstat %m; domblkstat %m vda; domblkstat %m vda --human; dommemstat %m; domdisplay %m; ttyconsole %m',
  'vcpuinfo %m; vcpucount %m; cpu-stats %m --total; vcpupin %m; emulatorpin %m; guestvcpus %m; iothreadinfo %m; domcontrol %m; domjobinfo %m',
  'blkdeviotune %m vda; blkdeviotune %m vda --total-iops-sec 500 --live; blkdeviotune %m vda --live; blkdeviotune %m vda --total-iops-sec 0; blkdeviotune %m vda --config',
  'memtune %m; blkiotune %m; numatune %m; schedinfo %m; perf %m; perf %m --config; memtune %m --live; numatune %m --live',
  'qemu-monitor-command %m query-status; qemu-monitor-command %m query-status --pretty; qemu-monitor-command %m query-status --return-value --pretty; qemu-monitor-command %m --hmp info name; qemu-monitor-command %m nosuch',
  `qemu-monitor-command %m '{"execute":"query-name"}'; qemu-monitor-command %m query-cpus-fast --return-value --pretty; qemu-monitor-command %m stop; qemu-monitor-command %m cont --pretty; qemu-monitor-command %m qom-list '"path":"/chardevs"'`,
  `qemu-agent-command %m '{"execute":"guest-ping"}'; qemu-agent-command %m '{"execute":"guest-ping"}' --pretty; qemu-agent-command %m nosuch; guest-agent-timeout %m --timeout 5`,
  'domtime %m --time 1000000000; domtime %m --sync; domfsinfo %m; guestinfo %m --os --hostname; domhostname %m --source agent; guestinfo %m --timezone; domfstrim %m; get-user-sshkeys %m root',
  'domif-getlink %m vnet999; domifaddr %m --source agent --full; send-key %m KEY_A; inject-nmi %m; set-lifecycle-action %m crash preserve; set-lifecycle-action %m crash destroy',
  'attach-disk %m disk.xml vdx --live; attach-device %m disk.xml; detach-disk %m vdx --live; detach-disk %m vda --print-xml --config; detach-device %m disk.xml; update-device %m disk.xml',
  'setmem %m 100M; setmem %m 64M --config; setmem %m 96M --config; setvcpus %m 9 --live; setvcpu %m 0 --disable; setmaxmem %m 1G --live; vcpupin %m 0 0 --live; vcpupin %m 0 r --live; emulatorpin %m 0; emulatorpin %m r',
  'iothreadadd %m 3 --live; iothreadinfo %m --live; iothreadset %m 3 --poll-max-ns 10000 --live; iothreadpin %m 3 0; iothreadinfo %m; iothreaddel %m 3 --live; iothreadinfo %m',
  'migrate-setmaxdowntime %m 200; migrate-getmaxdowntime %m; migrate-setspeed %m 100; migrate-getspeed %m; migrate-compcache %m; migrate-setspeed %m 0; migrate-postcopy %m',
  'migrate %m; migrate %m test:///default --live --offline; migrate %m nosuch:///; migrate %m qemu:///system --timeout 5; migrate %m qemu:///system --timeout-suspend; migrate %m qemu:///system --tls-destination x; migrate %m qemu:///system --p2p --live',
  'blockresize %m vda 65M; blockresize %m vda 66001 ; blockpull %m vda --wait; blockcopy %m vda /nonexistent/x.img --wait; blockjob %m vda --abort; blockcommit %m vda --wait; domblkthreshold %m vda 10M',
  'desc %m some words; desc %m; desc %m --title T --config; desc %m --title --config; metadata %m http://x --key k --set "<a/>" --live; metadata %m http://x; metadata %m http://x --remove --live',
  'domrename %m other; dompmsuspend %m disk; set-user-password %m nosuch x; domxml-to-native qemu-argv --xml disk.xml; backup-begin %m disk.xml; backup-dumpxml %m; checkpoint-create-as %m one; checkpoint-list %m; checkpoint-delete %m one; snapshot-create-as %m one --halt --print-xml',
  'change-media %m vda --eject; snapshot-list %m; qemu-monitor-event %m --timeout 1; domxml-from-native qemu-argv disk.xml; qemu-attach 1; domblkerror %m; domlaunchsecinfo %m; edit %m; edit %m --skip-validate',
];

const AT_ONCE = 4;

/** Lines that change nothing, some at once: starting the two programs takes longer than what they do. */
export function joined(lines: readonly string[]): readonly string[] {
  return Array.from({ length: Math.ceil(lines.length / AT_ONCE) }, (_, index) => lines.slice(index * AT_ONCE, (index + 1) * AT_ONCE).join('; '));
}

/** Takes away ids that are chosen anew each time, and the time. */
export function maskMoment(text: string): string {
  return text
    .replace(/[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/g, 'UUID')
    .replace(/52:54:00(?::[0-9a-f]{2}){3}/g, 'MAC')
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4}/g, 'TIME')
    .replace(/"libvirt-\d+"/g, '"libvirt-#"')
    .replace(/(CPU time: +).*/g, '$1#')
    .replace(/\b1[6-9]\d{8}\b/g, 'EPOCH')
    .replace(/^(\t\w+ +)[\d.]+( seconds)?/gm, '$1#')
    .replace(/^((?:actual|rss|last_update|unused|available|usable|disk_caches|major_fault|minor_fault|swap_in|swap_out|hugetlb_\w+) )\d+$/gm, '$1#')
    .replace(/^(\S* (?:rd|wr|rx|tx|flush|errs)\w*  ?)\d+$/gm, '$1#')
    .replace(/^(CPU: +)\d+$/gm, '$1#');
}
