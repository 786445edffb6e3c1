import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '../../../controls/rr-headline/rr-headline.ts';
import { stripStyles } from '../../../styles/frame.ts';
import { baseStyles } from '../../../styles/shared.ts';
import { sharedWords } from '../../shared-by-headlines.ts';
import { sharedByTraining, trainingHeadlines, type TrainingSources } from '../training-headlines.ts';

/**
 * @summary What a training takes and costs as six numbers that stay in sight, with what the last edit made of each.
 */
@customElement('rr-training-strip')
export class RrTrainingStrip extends LitElement {
  static override styles = [baseStyles, stripStyles];

  @property({ attribute: false }) sources!: TrainingSources;
  /** Of what the numbers are, where that is not what the inputs say. */
  @property() standing = '';

  override render(): TemplateResult {
    return html`<div class=${this.standing === '' ? '' : 'stale'}>
        <rr-headline compact .items=${trainingHeadlines(this.sources)}></rr-headline>
      </div>
      <div class="told">
        <p class="standing" role="status" ?hidden=${this.standing === ''}>${this.standing}</p>
        ${sharedWords(sharedByTraining(this.sources))}
      </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-training-strip': RrTrainingStrip;
  }
}
