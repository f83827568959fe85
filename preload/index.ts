import { contextBridge, ipcRenderer } from 'electron';
import { z } from 'zod';
import { contract } from '../shared/contract/contract.ts';
import { companionApi } from './expose.ts';

// The page's policy forbids building code from text, which zod would otherwise try.
z.config({ jitless: true });

contextBridge.exposeInMainWorld('companion', companionApi(contract, ipcRenderer));
