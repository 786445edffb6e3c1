import { entryAt } from '../../../base/checked.ts';
import { provide } from '@lit/context';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { version } from '../../../../package.json';
import { dateTimeText, formatWait } from '../../../base/format.ts';
import { hrefOf, RAIL, type PageAddress } from '../../router/addresses.ts';
import { formatHash } from '../../router/location.ts';
import { findRoute, iconOf, type Route } from '../../router/routes.ts';
import { appContext, type AppState } from '../../state/app-state.ts';
import { THEMES } from '../../state/theme.ts';
import { undoKey, type Undoable } from '../../state/undoable.ts';
import { baseStyles, buttonStyles } from '../../styles/shared.ts';
import type { ChartExportEvent } from '../../charts/rr-chart-export/rr-chart-export.ts';
import { brandIcon, darkIcon, lightIcon, redoIcon, systemIcon, undoIcon } from '../icons.ts';
import '../rr-status-line/rr-status-line.ts';
import '../rr-storage-notice/rr-storage-notice.ts';
import '../rr-toast/rr-toast.ts';
import '../rr-update-notice/rr-update-notice.ts';
import { appStyles } from './rr-app.styles.ts';
import { SignalElement } from '../../signals.ts';

const THEME_ICONS = { system: systemIcon, light: lightIcon, dark: darkIcon } as const;
const THEME_NAMES = { system: 'as the system', light: 'light', dark: 'dark' } as const;

/**
 * @summary The frame: rail, top bar, the current page, status line.
 */
@customElement('rr-app')
export class RrApp extends SignalElement {
  static override styles = [baseStyles, buttonStyles, appStyles];

  @provide({ context: appContext })
  @property({ attribute: false })
  app!: AppState;

  /** The page on the screen: stays until the next one's module has arrived. */
  @state() private shown: Route | null = null;
  @state() private failed: Route | null = null;
  @state() private printedAt: string | null = null;
  #wanted: Route | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('keydown', this.#shortcut);
    window.addEventListener('beforeprint', this.#print);
    this.addEventListener('rr-chart-export', this.#onChartExport);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('keydown', this.#shortcut);
    window.removeEventListener('beforeprint', this.#print);
    this.removeEventListener('rr-chart-export', this.#onChartExport);
  }

  override render(): TemplateResult {
    const location = this.app.router.location.get();
    const route = findRoute(location);
    return html`
      <button class="skip" @click=${this.#skip}>Skip to the page</button>
      <header>
        <div class="subject">${this.#subject(route)}</div>
        <div class="tools" role="group" aria-label="Tools">${this.#undoButtons(route)} ${this.#themeButton()}</div>
      </header>
      <nav aria-label="Pages">
        <div class="brand">${brandIcon}<span>Roofrack</span></div>
        <ul>
          ${RAIL.map(
            ({ page, below }) => html`
              <li class=${route?.page.segments[0] === page.segments[0] ? 'here' : ''}>
                <a href=${hrefOf(page)} aria-current=${this.#current(route, page)}>${iconOf(page.id)}${page.title}</a>
                ${
                  below.length === 0
                    ? nothing
                    : html`<ul>
                        ${below.map(
                          (inner) =>
                            html`<li>
                              <a href=${hrefOf(inner)} aria-current=${this.#current(route, inner)}>${inner.title}</a>
                            </li>`,
                        )}
                      </ul>`
                }
              </li>
            `,
          )}
        </ul>
      </nav>
      ${this.#imprint()}
      <main tabindex="-1">
        <rr-update-notice></rr-update-notice><rr-storage-notice></rr-storage-notice>${this.#page(route)}
      </main>
      <rr-status-line></rr-status-line>
      <rr-toast></rr-toast>
    `;
  }

  /** On paper: what printed it, when, and the way back to the page, which carries its plan. */
  #imprint(): TemplateResult | typeof nothing {
    if (this.printedAt === null) return nothing;
    const { origin, pathname, href } = window.location;
    const { segments } = this.app.router.location.get();
    return html`<p class="imprint">
      Roofrack ${version}, ${dateTimeText(this.printedAt)}:
      <a href=${href}>${origin}${pathname}${formatHash({ segments, query: {} })}</a>
    </p>`;
  }

  readonly #print = (): void => {
    this.printedAt = new Date().toISOString();
  };

  /** A page, or one below which the reader is. */
  #current(route: Route | null, { segments }: PageAddress): 'page' | 'true' | 'false' {
    const at = route?.page.segments ?? [];
    if (segments.some((segment, index) => segment !== at[index])) return 'false';
    return at.length === segments.length ? 'page' : 'true';
  }

  #page(route: Route | null): TemplateResult {
    if (route === null) {
      const home = entryAt(RAIL, 0).page;
      return html`<div class="lost">
        <h1>There is no such page</h1>
        <p>The address ${window.location.hash} names none of: ${RAIL.map(({ page }) => page.title).join(', ')}.</p>
        <a class="button" href=${hrefOf(home)}>Go to ${home.title}</a>
      </div>`;
    }
    if (this.failed === route) {
      return html`<div class="lost" role="alert">
        <h1>${route.page.title} could not be loaded</h1>
        <p>The page's own files did not arrive. Check the connection to where Roofrack is served from.</p>
        <button @click=${this.#retry}>Try again</button>
      </div>`;
    }
    return this.shown?.render() ?? html`<p class="loading">Loading…</p>`;
  }

  #subject(route: Route | null): TemplateResult | string {
    const running = this.#running(route);
    if (running !== null) return running;
    if (route?.page.segments[0] === 'measure') return this.app.measure.current.get()?.name ?? 'No run yet';
    if (route?.page.id === 'training') return this.app.trainingDraft.value.get()?.name ?? '';
    return this.app.draft.scenario.get()?.name ?? '';
  }

  /** A run that goes on is told on every page: what else is done here takes time from what is measured. */
  #running(route: Route | null): TemplateResult | null {
    const progress = this.app.measure.progress.get();
    if (progress === null) return null;
    const { done, total, remainingMs } = progress;
    const left = remainingMs === null ? '' : `, about ${formatWait(remainingMs)} left`;
    return html`<a class="running" href="#/measure">Measuring: ${done} of ${total || '…'}${left}.</a>${
        route?.page.id === 'measure'
          ? nothing
          : html` <span class="quiet">Other pages take time from it and may disturb its numbers.</span>`
      }`;
  }

  #title(route: Route | null): string {
    const name = `${route?.page.title ?? 'Not found'} · Roofrack`;
    const progress = this.app.measure.progress.get();
    if (progress === null) return name;
    return progress.total > 0 ? `${progress.done} of ${progress.total} · ${name}` : `Measuring · ${name}`;
  }

  #edited(route: Route | null): Undoable | null {
    return route?.edits === undefined ? null : this.app[route.edits];
  }

  readonly #shortcut = (event: KeyboardEvent): void => {
    const edited = this.#edited(findRoute(this.app.router.location.get()));
    const direction = undoKey(event);
    if (edited === null || direction === null) return;
    event.preventDefault();
    void edited[direction]();
  };

  #undoButtons(route: Route | null): TemplateResult | typeof nothing {
    const edited = this.#edited(route);
    if (edited === null) return nothing;
    const button = (name: string, key: string, icon: TemplateResult, steps: number, act: () => void): TemplateResult =>
      html`<button title="${name} (${key})" aria-label=${name} ?disabled=${steps === 0} @click=${act}>${icon}</button>`;
    return html`${button('Undo', 'Ctrl+Z', undoIcon, edited.past.get().length, () => void edited.undo())}
    ${button('Redo', 'Ctrl+Shift+Z', redoIcon, edited.future.get().length, () => void edited.redo())}`;
  }

  #themeButton(): TemplateResult {
    const choice = this.app.theme.choice.get();
    const next = entryAt(THEMES, (THEMES.indexOf(choice) + 1) % THEMES.length);
    return html`<button
      title="Theme: ${THEME_NAMES[choice]}; next: ${THEME_NAMES[next]}"
      aria-label="Theme: ${THEME_NAMES[choice]}"
      @click=${() => {
        this.app.theme.choose(next);
      }}
    >
      ${THEME_ICONS[choice]}
    </button>`;
  }

  override updated(_changes: PropertyValues): void {
    const route = findRoute(this.app.router.location.get());
    document.title = this.#title(route);
    if (route !== null && route !== this.#wanted) void this.#load(route);
  }

  readonly #onChartExport = (event: ChartExportEvent): void => void this.#saveChart(event);

  async #saveChart({ chart, format }: ChartExportEvent): Promise<void> {
    try {
      const { saveChart } = await import('../save-chart.ts');
      await saveChart(chart, format);
    } catch {
      this.app.toast.show(`“${chart.title}” could not be saved as ${format.toUpperCase()}.`);
    }
  }

  async #load(route: Route): Promise<void> {
    const moved = this.#wanted !== null;
    this.#wanted = route;
    this.failed = null;
    try {
      await route.load();
    } catch {
      if (this.#wanted === route) this.failed = route;
      return;
    }
    if (this.#wanted !== route) return;
    this.shown = route;
    if (!moved) return;
    await this.updateComplete;
    window.scrollTo(0, 0);
    this.#main?.focus({ preventScroll: true });
  }

  readonly #retry = (): void => {
    if (this.failed !== null) void this.#load(this.failed);
  };

  readonly #skip = (): void => {
    this.#main?.focus();
  };

  get #main(): HTMLElement | null {
    return this.renderRoot.querySelector('main');
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-app': RrApp;
  }
}
