import { Menu, nativeImage, nativeTheme, Tray } from 'electron';

export interface TrayActions {
  open(): void;
  quit(): void;
}

/** The small icon that stays when the window is closed. macOS tints a template itself; elsewhere it follows the theme. */
export function openTray(icon: (name: string) => string, actions: TrayActions): Tray {
  const mac = process.platform === 'darwin';
  const image = () => {
    const name = mac ? 'tray-template' : nativeTheme.shouldUseDarkColors ? 'tray-dark' : 'tray-light';
    const loaded = nativeImage.createFromPath(icon(`${name}.png`));
    if (mac) loaded.setTemplateImage(true);
    return loaded;
  };
  const tray = new Tray(image());
  nativeTheme.on('updated', () => tray.setImage(image()));
  tray.setToolTip('Convene Companion');
  tray.setContextMenu(
    Menu.buildFromTemplate([
      { id: 'open', label: 'Open Convene Companion', click: () => actions.open() },
      { type: 'separator' },
      { id: 'quit', label: 'Quit', click: () => actions.quit() },
    ]),
  );
  tray.on('click', () => actions.open());
  return tray;
}
