import type { Locator, Page } from '@playwright/test';
import { expect } from './fixtures.ts';

/** Someone who uses the app: a job is written once and done both ways. */
export interface Reader {
  readonly page: Page;
  /** Links followed, buttons pressed, fields filled: what a reader would call a step. */
  readonly interactions: number;
  /** Presses of Tab on the way; a mouse needs none. */
  readonly tabs: number;
  press(target: Locator): Promise<void>;
  type(field: Locator, text: string): Promise<void>;
  /** In a list that narrows as one types: the first of what is left. */
  pick(field: Locator, text: string): Promise<void>;
  tick(box: Locator): Promise<void>;
  /** Files for the field behind a button that asks for some. */
  give(field: Locator, files: readonly { name: string; mimeType: string; buffer: Buffer }[]): Promise<void>;
}

export class ByMouse implements Reader {
  readonly page: Page;
  readonly tabs = 0;
  interactions = 0;

  constructor(page: Page) {
    this.page = page;
  }

  async press(target: Locator): Promise<void> {
    this.interactions++;
    await target.click();
  }

  async type(field: Locator, text: string): Promise<void> {
    this.interactions++;
    await field.fill(text);
  }

  async pick(field: Locator, text: string): Promise<void> {
    this.interactions++;
    await field.fill(text);
    await this.page.getByRole('listbox').getByRole('option').first().click();
  }

  async tick(box: Locator): Promise<void> {
    this.interactions++;
    await box.check();
  }

  async give(field: Locator, files: Parameters<Reader['give']>[1]): Promise<void> {
    this.interactions++;
    await field.setInputFiles([...files]);
  }
}

/** More presses of Tab than any page has stops. */
const MOST_TABS = 400;

const hasFocus = (target: Locator): Promise<boolean> =>
  target.evaluate((element) => (element.getRootNode() as Document | ShadowRoot).activeElement === element);

/** Tab, Enter, Space and letters; the pointer is never moved. */
export class ByKeyboard implements Reader {
  readonly page: Page;
  interactions = 0;
  tabs = 0;

  constructor(page: Page) {
    this.page = page;
  }

  async press(target: Locator): Promise<void> {
    await this.#reach(target);
    await this.page.keyboard.press('Enter');
  }

  async type(field: Locator, text: string): Promise<void> {
    await this.#reach(field);
    await this.page.keyboard.press('ControlOrMeta+A');
    await this.page.keyboard.type(text);
  }

  async pick(field: Locator, text: string): Promise<void> {
    await this.type(field, text);
    await this.page.keyboard.press('Enter');
  }

  async tick(box: Locator): Promise<void> {
    await this.#reach(box);
    await this.page.keyboard.press('Space');
  }

  async give(field: Locator, files: Parameters<Reader['give']>[1]): Promise<void> {
    await this.#reach(field);
    await expect(async () => {
      const chooser = this.page.waitForEvent('filechooser', { timeout: 3000 });
      await Promise.all([chooser, this.page.keyboard.press('Enter')]);
      await (await chooser).setFiles([...files]);
    }).toPass({ timeout: 15_000 });
  }

  /** Goes on with Tab until the element has the focus; past the last stop the page begins again. */
  async #reach(target: Locator): Promise<void> {
    this.interactions++;
    await expect(target).toBeVisible();
    for (let presses = 0; presses < MOST_TABS; presses++) {
      if (await hasFocus(target)) return;
      await this.page.keyboard.press('Tab');
      this.tabs++;
    }
    throw new Error(`No press of Tab leads to ${String(target)}.`);
  }
}

interface AccessibleNode {
  readonly ignored: boolean;
  readonly role?: { readonly value?: string };
  readonly name?: { readonly value?: string };
  readonly properties?: readonly { readonly name: string; readonly value: { readonly value?: unknown } }[];
}

const NAMED_ROLES = new Set([
  'button',
  'checkbox',
  'combobox',
  'group',
  'img',
  'image',
  'link',
  'navigation',
  'progressbar',
  'radio',
  'searchbox',
  'slider',
  'spinbutton',
  'switch',
  'table',
  'textbox',
]);

/** What assistive technology would announce by its role alone: in the browser's own accessibility tree, not by rules. */
export const namelessNodes = async (page: Page): Promise<string[]> => {
  const session = await page.context().newCDPSession(page);
  const { nodes } = (await session.send('Accessibility.getFullAXTree')) as { nodes: readonly AccessibleNode[] };
  await session.detach();
  return nodes.flatMap(({ ignored, role, name, properties = [] }) => {
    const kind = role?.value ?? '';
    const focusable = properties.some((property) => property.name === 'focusable' && property.value.value === true);
    const wanted = NAMED_ROLES.has(kind) && (focusable || kind === 'img' || kind === 'image' || kind === 'navigation');
    return !ignored && wanted && (name?.value ?? '').trim() === '' ? [kind] : [];
  });
};
