/** Started at login, the window stays closed: only the tray is there. */
export const hiddenSwitch = '--hidden';
