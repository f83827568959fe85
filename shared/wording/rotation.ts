import type { RotateStep, RotateStepId } from '../rotation.ts';

interface StepWords {
  readonly title: string;
  readonly detail: string;
}

const titles: Readonly<Record<RotateStepId, string>> = {
  'key-made': 'New key made',
  'key-proven': 'New key proven',
  'key-in-use': 'New key in use',
  'old-revoked': 'Old key revoked',
  'name-kept': 'Name kept',
};

const aims: Readonly<Record<RotateStepId, string>> = {
  'key-made': 'Convene makes it; it goes into this computer’s keychain, beside the old one.',
  'key-proven': 'We ask one question with it, through the same helper that your assistant uses.',
  'key-in-use': 'It takes the old one’s place. Nothing has to be restarted.',
  'old-revoked': 'Only now the old key goes, and we try it once more to be sure.',
  'name-kept': 'Then its name is free, and the new key takes it.',
};

function outcome({ id, fact }: RotateStep): string {
  switch (id) {
    case 'key-made':
      return fact
        ? `The key ending in ${fact} is in this computer’s keychain.`
        : 'It is in this computer’s keychain.';
    case 'key-proven':
      return fact ?? 'Convene answered it.';
    case 'key-in-use':
      return 'Your assistant’s next question uses it.';
    case 'old-revoked':
      return 'Nobody can use it any more.';
    case 'name-kept':
      return fact ? `The new key is called “${fact}”.` : 'The new key has its name.';
  }
}

/** A step of a rotation: what is true once it is done, and one line about it. */
export const rotateStepWords = (step: RotateStep): StepWords => ({
  title: titles[step.id],
  detail: step.status === 'done' ? outcome(step) : aims[step.id],
});
