/**
 * Which answers say the same as others, by what the contract says of their shapes; a test compares it with the schemas. It
 * stands apart because the page reads it and holds no schemas.
 */

/** Events that push what a call of that name and `view` answers. Those of `connect` are about one client each. */
export const viewNames = [
  'account',
  'keys',
  'revocations',
  'connect',
  'watch',
  'rotations',
  'reminders',
  'incidents',
  'scan',
  'appNotices',
] as const;

/** A call that changes something, and the question that its answer answers anew. */
export const answeredQuestions = {
  'account.signIn': 'account.view',
  'account.cancelSignIn': 'account.view',
  'account.pasteKey': 'account.view',
  'account.chooseOrganization': 'account.view',
  'appNotices.dismiss': 'appNotices.view',
  'connect.disconnect': 'connect.view',
  'connect.quitClient': 'connect.view',
  'connect.resume': 'connect.view',
  'connect.start': 'connect.view',
  'connect.startClient': 'connect.view',
  'connect.undo': 'connect.view',
  'handovers.cancel': 'rotations.view',
  'handovers.placed': 'rotations.view',
  'keys.refresh': 'keys.view',
  'loginItem.choose': 'loginItem.view',
  'reminders.choose': 'reminders.view',
  'reminders.pause': 'reminders.view',
  'reminders.read': 'reminders.view',
  'reminders.setKeyTerm': 'reminders.view',
  'reminders.setTerm': 'reminders.view',
  'reminders.setWeeklyMarkets': 'reminders.view',
  'reminders.snooze': 'reminders.view',
  'revocations.tryNow': 'revocations.view',
  'rotations.rollBack': 'rotations.view',
  'scan.cancel': 'scan.view',
  'scan.start': 'scan.view',
  'settings.choosePlace': 'settings.places',
  'settings.createFile': 'settings.places',
  'settings.repair': 'settings.history',
  'settings.restore': 'settings.history',
  'settings.undo': 'settings.history',
  'watch.check': 'watch.view',
  'watch.fix': 'watch.view',
  'windowClosing.choose': 'windowClosing.view',
} as const;
