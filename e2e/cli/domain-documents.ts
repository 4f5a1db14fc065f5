/** Documents that the commands about machines are given. */
export const DOMAIN_DOCUMENTS: Readonly<Record<string, string>> = {
  'disk.xml': "<disk type='file' device='disk'><source file='/nonexistent/vdx.img'/><target dev='vdx' bus='virtio'/></disk>\n",
  'broken.xml': '<domain>\n  <name>x</nam>\n</domain>\n',
  'snapshot.xml': '<domainsnapshot><name>s1</name><description>d</description></domainsnapshot>\n',
};

/**
 * Questions that libvirt's own test driver answers otherwise in virsh's process: the library gives it a flag that the driver then refuses.
 * They are compared on daemons.
 */
export const OWN_WAYS: readonly string[] = ['domlaunchsecinfo', 'schedinfo'];
