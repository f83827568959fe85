/** Writes `docs/cli.schema.json` anew from the schemas of `cli/answers.ts`. */
import { writeFileSync } from 'node:fs';
import { answersAsJsonSchema } from '../cli/answers.ts';

writeFileSync('docs/cli.schema.json', `${JSON.stringify(answersAsJsonSchema(), null, 2)}\n`);
