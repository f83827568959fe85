import { z } from 'zod';
import { clientIds } from './clients.ts';

export const clientIdSchema = z.enum(clientIds);
