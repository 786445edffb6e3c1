import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { quantityText } from '../../../../base/format.ts';
import { accelerators } from '../../../../catalog/catalog.ts';
import { adapterName } from '../../../../records/adapter-name.ts';
import type { Measurement } from '../../../../records/measurement.ts';
import '../../../controls/rr-choice-field/rr-choice-field.ts';
import type { FieldTypedEvent } from '../../../controls/rr-number-field/rr-number-field.ts';
import { numeric, table } from '../../../controls/table.ts';
import { formatHash } from '../../../router/location.ts';
import { baseStyles, hostInColumn, tableStyles } from '../../../styles/shared.ts';
import { referencesTo, shareText, USUAL_REFERENCES, type Reference } from '../references.ts';

/** To the number in the catalogue, with its source. */
const sourceHref = (id: string, field: string): string =>
  formatHash({ segments: ['catalog', 'accelerators'], query: { id, field } });

const published = ({ id }: Reference, field: string, value: number | null, unit: string): TemplateResult | string =>
  value === null ? 'not published' : html`<a href=${sourceHref(id, field)}>${quantityText(value, unit)}</a>`;

/**
 * @summary The roofs of a run beside the datasheets of accelerators that people know, each number with its source.
 */
@customElement('rr-references')
export class RrReferences extends LitElement {
  static override styles = [
    baseStyles,
    tableStyles,
    hostInColumn(3),
    css`
      :host {
        margin-top: var(--space-4);
      }
      rr-choice-field {
        max-width: 300px;
      }
      .own {
        font-weight: var(--strong);
      }
    `,
  ];

  @property({ attribute: false }) run!: Measurement;
  /** Id of one more in the catalogue; empty for none. */
  @state() private further = '';

  override render(): TemplateResult {
    const { roofs, adapter } = this.run;
    const shown = accelerators.filter(({ id }) => USUAL_REFERENCES.includes(id) || id === this.further);
    const options = [
      { value: '', label: 'none' },
      ...accelerators
        .filter(({ id }) => !USUAL_REFERENCES.includes(id))
        .map(({ id, name, vendor }) => ({ value: id, label: `${vendor} ${name}` })),
    ];
    const measured = (rate: number | null, unit: string): string => (rate === null ? '–' : quantityText(rate, unit));
    return html`<p class="quiet">Beside what the datasheets of others promise; measured, they stay below it as well.</p>
      ${table({
        label: 'Table of other accelerators',
        columns: [
          'Accelerator',
          numeric('Multiply-add, f32'),
          numeric('Measured here'),
          numeric('Bandwidth'),
          numeric('Measured here'),
          numeric('Year'),
        ],
        rows: [
          {
            class: 'own',
            cells: [
              html`${adapterName(adapter)} <span class="quiet">measured</span>`,
              measured(roofs.fmaGflops, 'GFLOP/s'),
              '',
              measured(roofs.readGBps, 'GB/s'),
              '',
              '',
            ],
          },
          ...referencesTo(this.run, shown).map((reference) => [
            reference.name,
            published(reference, 'peakDenseFp32Tflops', reference.gflops, 'GFLOP/s'),
            shareText(reference.gflopsShare),
            published(reference, 'memoryBandwidthGBps', reference.gbps, 'GB/s'),
            shareText(reference.gbpsShare),
            reference.launchYear === null ? '–' : String(reference.launchYear),
          ]),
        ],
      })}
      <rr-choice-field
        class="no-print"
        label="And beside"
        .options=${options}
        .value=${this.further}
        @rr-field-typed=${(event: FieldTypedEvent) => {
          this.further = event.text;
        }}
      ></rr-choice-field>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-references': RrReferences;
  }
}
