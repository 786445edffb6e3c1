import axe from 'axe-core';
import '../styles/tokens.css';
import { RrApp } from '../shell/rr-app/rr-app.ts';
import { AppState, type AppServices } from '../state/app-state.ts';

/** Puts the whole app on the page at an address, with what lies beside it in the history; the caller takes it off again with `unmount`. */
export const mountApp = async (services: AppServices, hash: string, state: unknown = null): Promise<RrApp> => {
  window.history.replaceState(state, '', hash);
  const app = new RrApp();
  app.app = new AppState(services);
  document.body.append(app);
  await app.app.load();
  return app;
};

export const unmount = (): void => {
  document.body.replaceChildren();
  delete document.documentElement.dataset['theme'];
};

/** Rules that axe-core finds broken on the page, as sentences. */
export const accessibilityProblems = async (): Promise<string[]> => {
  const { violations } = await axe.run(document.body, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    // The test page itself has no title and no language; the product's index.html has, which e2e checks.
    rules: { 'document-title': { enabled: false }, 'html-has-lang': { enabled: false } },
  });
  return violations.map(
    ({ id, help, nodes }) => `${id}: ${help} (${nodes.map(({ target }) => target.join(' ')).join('; ')})`,
  );
};
