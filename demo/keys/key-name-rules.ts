import { newKeyRequestSchema } from '../../shared/convene/wire.ts';

/** What a key may be called: one line of 1 to 255 characters. */
export const keyNameRequestSchema = newKeyRequestSchema.refine(({ name }) => !/\p{Cc}/u.test(name), {
  path: ['name'],
  message: 'name must be one line without control characters',
});
