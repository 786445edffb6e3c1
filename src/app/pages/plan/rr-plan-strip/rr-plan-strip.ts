import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { valueAt } from '../../../../base/plain-object.ts';
import { changedPaths } from '../../../../plan/changed-paths.ts';
import type { Plan } from '../../../../records/plan.ts';
import '../../../controls/rr-headline/rr-headline.ts';
import { stripStyles } from '../../../styles/frame.ts';
import { baseStyles } from '../../../styles/shared.ts';
import { sharedWords } from '../../shared-by-headlines.ts';
import { inputWords } from '../input-words.ts';
import { planHeadlines, sharedByHeadlines, type HeadlineSources } from '../plan-headlines.ts';

/** More changes than these are counted. */
const MOST_CHANGES = 2;

/** "Queries 250,000,000 → 500,000,000": what the last edit was; empty where it changed nothing that is planned with. */
const editWords = (before: Plan, after: Plan): string => {
  const paths = changedPaths(before.scenario, after.scenario);
  const words = inputWords({
    paths,
    before: paths.map((path) => valueAt(before.scenario, path)),
    after: paths.map((path) => valueAt(after.scenario, path)),
  });
  const more = words.length - MOST_CHANGES;
  return [...words.slice(0, MOST_CHANGES), ...(more > 0 ? [`${String(more)} more`] : [])].join('; ');
};

/**
 * @summary The answer as six numbers that stay in sight, with what the last edit made of each, and what holds of all.
 */
@customElement('rr-plan-strip')
export class RrPlanStrip extends LitElement {
  static override styles = [baseStyles, stripStyles];

  @property({ attribute: false }) sources!: HeadlineSources;
  /** Of what the numbers are, where that is not what the inputs say. */
  @property() standing = '';
  /** An entry was refused: the numbers are of the inputs before it. */
  @property({ type: Boolean }) stale = false;

  override render(): TemplateResult {
    const { plan, sensitivity } = this.sources;
    return html`<div class=${this.stale ? 'stale' : ''}>
        <rr-headline compact .items=${planHeadlines('strip', this.sources)}></rr-headline>
      </div>
      <div class="told">${this.#edit()}${sharedWords(sharedByHeadlines(plan, sensitivity))}</div>`;
  }

  #edit(): TemplateResult {
    const { before, plan } = this.sources;
    const edit = before === null ? '' : editWords(before, plan);
    return html`<p class="standing" role="status" ?hidden=${this.standing === ''}>${this.standing}</p>
      ${edit === '' || this.standing !== '' ? nothing : html`<p class="edit" title=${edit}>Last edit: ${edit}</p>`}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-plan-strip': RrPlanStrip;
  }
}
