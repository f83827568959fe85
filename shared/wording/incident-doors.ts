/** The two doors of an incident, as the tray names them. */
export const incidentDoorLabels = {
  leak: 'A key leaked…',
  lost: 'I lost a device…',
} as const;
