import { EventEmitter } from 'node:events';

/** `ipcMain` of electron. `handle` is not there: the shell only listens. */
export const ipcMain = new EventEmitter();
