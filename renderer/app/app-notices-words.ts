import type { AppNotice } from '../../shared/app-notices.ts';
import { sharedFolderWords, unwritableWords } from '../../shared/wording/start-trouble.ts';
import {
  mayLiveWords,
  recoveredWords,
  tellsOfKeys,
  unknownWithout,
} from '../../shared/wording/state-files.ts';

const support = 'hello@convene.markets';

/** What the app tells of itself: what happened, and what that means. */
export function appNoticeWords(notice: AppNotice): { readonly title: string; readonly meaning: string } {
  switch (notice.kind) {
    case 'window-reopened':
      return {
        title: 'The window closed unexpectedly and was opened again.',
        meaning: 'What the Companion was doing went on meanwhile. Only what was typed and not sent is gone.',
      };
    case 'graphics-restarted':
      return {
        title: 'The part that draws the window stopped and was started again.',
        meaning: `Nothing was lost. If it happens again and again, write to ${support}.`,
      };
    case 'part-restarted':
      return {
        title: 'A part of the Companion stopped and was started again.',
        meaning: 'Your keys and connections are as they were.',
      };
    case 'mistake':
      return {
        title: 'The Companion made a mistake, and goes on.',
        meaning: `If something looks wrong, quit it and open it again: what was begun is finished then. If it stays, write to ${support}.`,
      };
    case 'other-version':
      return {
        title: `You opened version ${notice.opened}, but version ${notice.running} is still running.`,
        meaning: 'To use the other one, choose Quit in its menu, then open it again.',
      };
    case 'folder-unwritable': {
      const { title, todo } = unwritableWords(notice);
      return { title, meaning: todo };
    }
    case 'folder-shared': {
      const { title, todo } = sharedFolderWords(notice.computer);
      return { title, meaning: todo };
    }
    case 'no-tray':
      return {
        title: 'This desktop doesn’t show the Companion’s icon.',
        meaning:
          'Closing the window minimizes it or ends the Companion, as you choose when you first close it. On GNOME, the extension “AppIndicator and KStatusNotifierItem Support” shows the icon.',
      };
    case 'state-recovered':
      return recoveredWords(notice);
    case 'state-unreadable':
      return {
        title: `It isn’t known ${unknownWithout(notice.file)}: ${notice.file} can’t be read.`,
        meaning: tellsOfKeys(notice.file)
          ? `${mayLiveWords(notice.mayLive, notice.address)} Signing out ends what can be found again, and begins this file anew.`
          : 'Signing out begins this file anew.',
      };
    case 'export-unfinished':
      return {
        title: 'A file was not finished when the Companion ended.',
        meaning: `Nothing was written to ${notice.path}. Export it again if you need it.`,
      };
  }
}
