import { contextBridge, ipcRenderer } from 'electron';
import { companionApi } from './expose.ts';
import { names } from './names.ts';

contextBridge.exposeInMainWorld('companion', companionApi(names, ipcRenderer));
