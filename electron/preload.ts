import { contextBridge, ipcRenderer } from 'electron';
import { ASK_PORT, GIVE_PORT } from './channels.ts';

// The page sees a frozen word about where it runs, and gets one MessagePort; nothing of Electron reaches it.
contextBridge.exposeInMainWorld('vireoShell', { platform: process.platform });

window.addEventListener('message', (event) => {
  if (event.source === window && event.data === 'vireo-ready') ipcRenderer.send(ASK_PORT);
});

ipcRenderer.on(GIVE_PORT, (event) => {
  window.postMessage('vireo-port', window.location.origin, [...event.ports]);
});
