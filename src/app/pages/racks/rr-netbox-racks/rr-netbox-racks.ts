import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { formatCount, percentText, quantityText } from '../../../../base/format.ts';
import { readTextFile } from '../../../../exchange/decode-text.ts';
import type { ImportedRack, NetboxImport } from '../../../../exchange/netbox/import-netbox.ts';
import type { Device } from '../../../../racks/device.ts';
import type { PlacementAt } from '../../../../racks/packing/move-between.ts';
import '../../../charts/rr-rack-elevation/rr-rack-elevation.ts';
import type { DevicePickedEvent } from '../../../charts/rr-rack-elevation/rr-rack-elevation.ts';
import '../../../controls/rr-notice/rr-notice.ts';
import { numeric, table } from '../../../controls/table.ts';
import { baseStyles, buttonStyles, pageStyles, tableStyles } from '../../../styles/shared.ts';

/** More racks than a reader compares are counted, not listed. */
const MOST_ROWS = 40;
const MOST_DRAWN = 6;

const worstOf = ({ power }: ImportedRack) =>
  power?.oneFeedLost.reduce((worst, lost) => (lost.usablePercent > worst.usablePercent ? lost : worst));

const verdictOf = (worst: ReturnType<typeof worstOf>): string =>
  worst === undefined
    ? 'not known'
    : worst.breakerPercent > 100
      ? 'trips'
      : worst.usablePercent > 100
        ? 'over its rating, no trip'
        : 'ok';

const percent = (value: number | undefined): string => (value === undefined ? '–' : percentText(value / 100, 3));

/** @summary Racks out of NetBox with what stands in them, and their power as NetBox shows it beside what that hides. */
@customElement('rr-netbox-racks')
export class RrNetboxRacks extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    tableStyles,
    pageStyles,
    css`
      .drawings {
        display: flex;
        gap: var(--space-5);
        overflow-x: auto;
      }
      figure {
        flex: none;
        margin: 0;
      }
    `,
  ];

  @state() private imported: NetboxImport | null = null;
  @state() private problems: readonly string[] = [];
  @state() private picked: PlacementAt | null = null;
  @state() private announcement = '';

  override render(): TemplateResult {
    return html`<section class="ruled no-print" aria-labelledby="netbox">
      <h2 id="netbox">Racks that stand in NetBox</h2>
      <p class="quiet">
        NetBox adds up feeds that stand in for each other. Its tables (CSV or JSON: racks, devices, feeds, power ports)
        and device types (YAML) show here what is left with one feed lost.
      </p>
      <div class="buttons">
        <label class="button file">
          Open files out of NetBox
          <input
            type="file"
            multiple
            accept=".csv,.json,.yaml,.yml,text/csv,application/json"
            @change=${this.#import}
          />
        </label>
      </div>
      ${this.#answer()}
    </section>`;
  }

  #answer(): TemplateResult | typeof nothing {
    const { imported } = this;
    if (this.problems.length > 0) {
      return html`<rr-notice kind="problem" heading="The files were not opened">
        ${this.problems.map((problem) => html`<p>${problem}</p>`)}
      </rr-notice>`;
    }
    if (imported === null) return nothing;
    const { racks, layout, warnings } = imported;
    const devices: ReadonlyMap<string, Device> = new Map(layout.placement.devices.map((device) => [device.id, device]));
    const drawn = layout.placement.racks.slice(0, MOST_DRAWN);
    return html`${table({
        label: 'Table of racks out of NetBox',
        columns: [
          'Rack',
          numeric('Feeds'),
          numeric('Draw'),
          numeric('As NetBox shows it'),
          numeric('One feed lost'),
          numeric('Of its breaker'),
          'Verdict',
        ],
        rows: racks.slice(0, MOST_ROWS).map((rack) => {
          const worst = worstOf(rack);
          return [
            rack.name,
            formatCount(rack.feeds.length),
            rack.drawW === null ? 'not known' : quantityText(rack.drawW, 'W'),
            percent(rack.power?.shownPercent),
            percent(worst?.usablePercent),
            percent(worst?.breakerPercent),
            verdictOf(worst),
          ];
        }),
      })}
      ${racks.length > MOST_ROWS ? html`<p class="quiet">The first ${MOST_ROWS} of ${formatCount(racks.length)} racks.</p>` : nothing}
      ${warnings.map((warning) => html`<p class="quiet">${warning}</p>`)}
      <div class="drawings" role="group" aria-label="Racks out of NetBox" tabindex="0">
        ${drawn.map(
          (placed, index) =>
            html`<figure>
              <rr-rack-elevation
                .placed=${placed}
                .devices=${devices}
                label=${racks[index]?.name ?? ''}
                .picked=${this.picked?.rack === index ? this.picked.index : null}
                @rr-device-picked=${({ index: device }: DevicePickedEvent) => {
                  this.picked = { rack: index, index: device };
                }}
                @rr-device-moved=${this.#stays}
                @rr-device-dropped=${this.#stays}
              ></rr-rack-elevation>
            </figure>`,
        )}
      </div>
      <p class="quiet" role="status">${this.announcement}</p>`;
  }

  readonly #stays = (): void => {
    this.announcement = 'These racks are as NetBox has them; a device is moved there.';
  };

  readonly #import = async (event: Event): Promise<void> => {
    const input = event.target as HTMLInputElement;
    const files = [...(input.files ?? [])];
    input.value = '';
    if (files.length === 0) return;
    const { importNetbox } = await import('../../../../exchange/netbox/import-netbox.ts');
    const read = await Promise.all(files.map(async (file) => ({ name: file.name, text: await readTextFile(file) })));
    const refused = read.flatMap(({ name, text }) =>
      text.ok ? [] : text.error.map(({ message }) => `${name}: ${message}`),
    );
    const texts = read.flatMap(({ name, text }) => (text.ok ? [{ name, text: text.value }] : []));
    const answer = refused.length > 0 ? null : importNetbox('Imported from NetBox', texts);
    this.imported = answer?.ok === true ? answer.value : null;
    this.picked = null;
    this.announcement = '';
    this.problems = answer === null ? refused : answer.ok ? [] : answer.error.map(({ message }) => message);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-netbox-racks': RrNetboxRacks;
  }
}
