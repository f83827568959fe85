import { LoudEmitter } from '../loud.ts';
import { notImplemented, onlyKnown } from '../not-implemented.ts';

interface MenuItemOptions {
  readonly id?: string;
  readonly label?: string;
  readonly type?: string;
  readonly role?: string;
  readonly enabled?: boolean;
  readonly visible?: boolean;
  readonly checked?: boolean;
  readonly accelerator?: string;
  readonly submenu?: Menu | readonly MenuItemOptions[];
  readonly click?: (item: MenuItem, window: unknown, event: object) => void;
}

const known = [
  'id',
  'label',
  'type',
  'role',
  'enabled',
  'visible',
  'checked',
  'accelerator',
  'submenu',
  'click',
];

export class MenuItem {
  readonly id: string | undefined;
  label: string;
  readonly type: string;
  readonly role: string | undefined;
  enabled: boolean;
  visible: boolean;
  checked: boolean;
  readonly accelerator: string | undefined;
  readonly submenu: Menu | undefined;
  /** What choosing the item does. */
  click: (event?: object) => void;

  constructor(options: MenuItemOptions) {
    onlyKnown('MenuItem', options, known);
    this.id = options.id;
    this.label = options.label ?? '';
    this.type = options.type ?? (options.submenu ? 'submenu' : 'normal');
    this.role = options.role;
    this.enabled = options.enabled ?? true;
    this.visible = options.visible ?? true;
    this.checked = options.checked ?? false;
    this.accelerator = options.accelerator;
    this.submenu = asMenu(options.submenu);
    this.click = (event = {}) => {
      if (options.role) throw notImplemented(`choosing a menu item with the role "${options.role}"`);
      options.click?.(this, undefined, event);
    };
  }
}

export class Menu extends LoudEmitter {
  static #application: Menu | null = null;
  readonly items: MenuItem[] = [];

  constructor() {
    super('Menu', ['menu-will-show', 'menu-will-close']);
  }

  static setApplicationMenu(menu: Menu | null): void {
    Menu.#application = menu;
  }

  static getApplicationMenu(): Menu | null {
    return Menu.#application;
  }

  static buildFromTemplate(template: readonly (MenuItemOptions | MenuItem)[]): Menu {
    const menu = new Menu();
    for (const entry of template) menu.append(entry instanceof MenuItem ? entry : new MenuItem(entry));
    return menu;
  }

  append(item: MenuItem): void {
    this.items.push(item);
  }

  getMenuItemById(id: string): MenuItem | null {
    for (const item of this.items) {
      const found = item.id === id ? item : item.submenu?.getMenuItemById(id);
      if (found) return found;
    }
    return null;
  }
}

function asMenu(submenu: MenuItemOptions['submenu']): Menu | undefined {
  return submenu === undefined || submenu instanceof Menu ? submenu : Menu.buildFromTemplate(submenu);
}
