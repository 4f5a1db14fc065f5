/** What the stub cannot prove; printed by `--stub-limits`. Only a run in the real binary can. */
export const LIMITS: readonly string[] = [
  "The binary itself: Electron's Node, its BoringSSL, its Chromium, fuses, asar, code signing, packaging.",
  'That webPreferences take effect: the stub refuses a window without sandbox or isolation, but its pages are sandboxed and isolated anyhow.',
  'The custom scheme: its pages are shown as http://HOST.SCHEME.localhost; origin and secure context come from that, privileges other than standard and secure are refused.',
  'Streaming answers, request bodies and redirects of protocol.handle.',
  'window.open: the opener always gets an object, of a page that closes at once; where Electron refuses it gives null. What is allowed opens without its opener.',
  'Permissions are asked once a document, for the eight that Chromium lets a test set, and not at the moment of their use.',
  'will-frame-navigate of inner frames, will-redirect and will-attach-webview are never emitted.',
  'Ports over ports, handle/invoke, functions through contextBridge, values other than plain data and bytes: they throw.',
  'The speed of ports: their messages travel as base64.',
  'A port that is garbage collected, a view that drags its whole buffer along in a clone.',
  'Windows that hide, minimise, maximise or come to the front: their state is kept, nothing is seen. Displays are one invented display.',
  'beforeunload: it is sent to the page whether or not a person has touched it, and not at all when the application quits.',
  'Native menus, accelerators, the dock, trays, notifications, dialogs, power events, crash reports.',
  'The single-instance lock: a file of the stub, not that of Electron.',
  'Crashes of a renderer or of the GPU process.',
];
