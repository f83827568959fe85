import { z } from 'zod';

// The page's policy forbids building code from text, which zod would try with each schema from here on.
z.config({ jitless: true });
