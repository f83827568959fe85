/** Words that were given up: each concept has one, and it isn't one of these (docs/decisions/10-names.md). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { codeFiles, root } from './rooms.ts';

const givenUp = new Set(
  [
    'anotherName ClaudeConfig ClaudeProcesses connectOf cutOff dayText deeds deedsOf exactTimeText',
    'exclusively ExposureFinding exposure failureWords GoneReason goBack guardView GuardFinding inTurns IncidentItem IncidentSubjects',
    'JsonFile keepsSettingsInMemory looksForClaude madeSince makeKey mayGoBack mend MendId mended mends momentText noteTaker',
    'openJsonFile patience Patience PracticeMarket practice putsRight readSteadily RevocationProof RevokeOutcome',
    'settleReplacements signedInTo signedInWhere standingAt surroundings Surroundings takeBack Tally targetOf usualPatience Wanted',
    'whoseToken whyGone',
  ].flatMap((line) => line.split(' ')),
);

/** Where an old word is meant: reading what 0.1.0 wrote, an option of older scripts, another program's own. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  'cli/commands/doctor.ts': ['mend'],
  'core/incident/incidents-file.ts': ['madeSince'],
  'core/incident/incidents-file.test.ts': ['madeSince'],
  'renderer/sections/audit/audit.page.spec.ts': ['goBack'],
};

function identifiersIn(path: string): Set<string> {
  const source = ts.createSourceFile(path, readFileSync(join(root, path), 'utf8'), ts.ScriptTarget.Latest);
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) found.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

it('no identifier is a word that was given up', () => {
  const paths = codeFiles();
  expect(paths.length).toBeGreaterThan(500);
  const used = paths.flatMap((path) =>
    [...identifiersIn(path)]
      .filter((name) => givenUp.has(name) && !allowed[path]?.includes(name))
      .map((name) => `${path}: ${name}`),
  );
  expect(used).toEqual([]);
});
