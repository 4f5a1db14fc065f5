import { strict } from './strict.ts';

/** A menu of the stub: what its template said. */
export interface StubMenu {
  readonly items: readonly StubItem[];
  readonly getMenuItemById: (id: string) => StubItem | null;
}
type StubItem = Omit<Electron.MenuItemConstructorOptions, 'submenu'> & { readonly submenu?: StubMenu };

let applicationMenu: StubMenu | null = null;

function build(template: readonly Electron.MenuItemConstructorOptions[]): StubMenu {
  const items = template.map(({ submenu, ...rest }): StubItem => ({ ...rest, ...(Array.isArray(submenu) ? { submenu: build(submenu) } : {}) }));
  const find = (id: string): StubItem | null => items.find((item) => item.id === id) ?? items.map((item) => item.submenu?.getMenuItemById(id)).find((item) => item !== undefined && item !== null) ?? null;
  return strict('Menu', { items, getMenuItemById: find });
}

/** `Menu` of electron. */
export const Menu = strict('Menu', {
  buildFromTemplate: build,
  setApplicationMenu: (menu: StubMenu | null) => {
    applicationMenu = menu;
  },
  getApplicationMenu: () => applicationMenu,
});
