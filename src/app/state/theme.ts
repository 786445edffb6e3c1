import { signal } from '../signals.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export type ThemeChoice = (typeof THEMES)[number];

const KEY = 'roofrack-theme';

const isTheme = (text: string | null): text is ThemeChoice => THEMES.some((theme) => theme === text);

/** Local storage throws where the browser keeps nothing; a theme is not worth an error then. */
const remembered = (): ThemeChoice => {
  try {
    const stored = localStorage.getItem(KEY);
    return isTheme(stored) ? stored : 'system';
  } catch {
    return 'system';
  }
};

/** Light, dark, or as the system says; the style sheet does the rest. */
export class Theme {
  readonly choice = signal<ThemeChoice>(remembered());

  constructor() {
    this.#apply();
  }

  choose(choice: ThemeChoice): void {
    this.choice.set(choice);
    this.#apply();
    try {
      localStorage.setItem(KEY, choice);
    } catch {
      // Kept for this page only.
    }
  }

  #apply(): void {
    const choice = this.choice.get();
    if (choice === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = choice;
  }
}
