import { describe, expect, it } from 'vitest';
import {
  exampleAmbiguous,
  exampleHistory,
  examplePlaces,
} from '../../../testing/gallery/example-settings.ts';
import { exampleNow } from '../../../testing/gallery/example-views.ts';
import {
  ambiguousTitle,
  changedLinesWords,
  likelyPlaces,
  ourChangeWords,
  placeStateWords,
  sizeWords,
  whyThisFile,
} from './settings-words.ts';

const at = (...lines: number[]) => lines.map((line) => ({ kind: 'comment' as const, line, column: 1 }));

describe('the settings file', () => {
  it('is explained by how it was found', () => {
    expect(whyThisFile(examplePlaces)).toBe('It’s the only one we found.');
    expect(whyThisFile({ ...examplePlaces, why: 'chosen-by-you' })).toBe('You chose this file.');
  });

  it('that was written last says by how much', () => {
    const [first, second] = exampleAmbiguous.places;
    if (!first || !second) throw new Error('The example has two places.');
    const places = [first, { ...second, writtenAt: '2026-06-05T08:00:00.000Z' }];
    expect(whyThisFile({ ...exampleAmbiguous, places, chosen: first.path, why: 'written-last' })).toMatch(
      /^It was written last, (three|four) days after the other\.$/,
    );
  });

  it('of which there are two is asked for by their number', () => {
    expect(ambiguousTitle('claude-desktop', exampleAmbiguous.places)).toBe(
      'Claude may read its settings from two places. Which one is meant?',
    );
  });

  it('is looked for where files are; without any, where a program has made its folder', () => {
    const places = exampleAmbiguous.places.map((place, index) => ({
      ...place,
      state: 'missing' as const,
      folderExists: index < 2,
    }));
    const nowhere = { path: '/x', source: 'x', state: 'missing' as const, folderExists: false };
    expect(likelyPlaces([...exampleAmbiguous.places, nowhere])).toEqual(exampleAmbiguous.places);
    expect(likelyPlaces([...places, nowhere])).toEqual(places);
  });

  it('says when it was written, or why it has no time', () => {
    const [place] = examplePlaces.places;
    if (!place) throw new Error('The example has a place.');
    expect(placeStateWords(place, exampleNow)).toBe('Written yesterday, 18:05');
    expect(placeStateWords({ ...place, state: 'missing' }, exampleNow)).toBe('No file yet');
    expect(placeStateWords({ ...place, state: 'missing', folderExists: false }, exampleNow)).toBe(
      'Not there',
    );
  });
});

describe('a change of ours', () => {
  it('is named with its time', () => {
    const { undo } = exampleHistory;
    if (!undo) throw new Error('The example can be undone.');
    expect(ourChangeWords(undo, exampleNow)).toBe('We added our entry today, 9:38.');
  });

  it.each([
    [at(3), 'in line 3'],
    [at(7, 3, 7), 'in lines 3 and 7'],
    [at(1, 2, 3, 4, 5, 6, 7, 8, 9, 10), 'in lines 1, 2, 3, 4, 5, 6, 7, 8 and 2 more'],
  ])('names its lines, each once', (changes, words) => {
    expect(changedLinesWords(changes)).toBe(words);
  });

  it('is told by its size', () => {
    expect(sizeWords(284)).toBe('284 bytes');
    expect(sizeWords(1_284)).toBe('1.3 kB');
  });
});
