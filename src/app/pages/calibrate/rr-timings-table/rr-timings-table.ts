import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { formatCount, formatNumber } from '../../../../base/format.ts';
import { problem, type Problem, type Result } from '../../../../base/result.ts';
import { peaksOf, tableFormat, tableOptions, type KnownFormat } from '../../../../calibrate/from-table.ts';
import { NUMBER_FORMATS, numberFormat } from '../../../../calibrate/number-format.ts';
import { accelerators, findAccelerator } from '../../../../catalog/catalog.ts';
import type { GemmTable } from '../../../../exchange/gemm-csv.ts';
import { readTextFile } from '../../../../exchange/decode-text.ts';
import { parseFit } from '../../../../exchange/stack-fit.ts';
import type { Calibration } from '../../../../records/calibration.ts';
import type { StackFit } from '../../../../records/stack-fit.ts';
import type { TableFitRequest } from '../../../../workers/compute-client.ts';
import '../../../controls/rr-choice-field/rr-choice-field.ts';
import '../../../controls/rr-notice/rr-notice.ts';
import '../../../controls/rr-number-field/rr-number-field.ts';
import type { FieldTypedEvent } from '../../../controls/rr-number-field/rr-number-field.ts';
import { baseStyles, buttonStyles, hostInColumn } from '../../../styles/shared.ts';
import { NOT_LISTED, RATES, readMachine, type RateName, type StatedMachine } from '../stated-machine.ts';

/** Tables are read by code that is fetched with the first. */
const reader = () => import('../../../../exchange/gemm-csv.ts');

/** A file of `roofrack calibrate --out` was opened. */
export class FitOpenedEvent extends Event {
  readonly fit: Calibration | StackFit;
  readonly fileName: string;

  constructor(fit: Calibration | StackFit, fileName: string) {
    super('rr-fit-opened', { bubbles: true, composed: true });
    this.fit = fit;
    this.fileName = fileName;
  }
}

/** A table and its machine are known: it can be fitted. */
export class TableStatedEvent extends Event {
  readonly request: TableFitRequest;

  constructor(request: TableFitRequest) {
    super('rr-table-stated', { bubbles: true, composed: true });
    this.request = request;
  }
}

const MACHINES = [
  { value: NOT_LISTED, label: 'not in the catalogue' },
  ...accelerators
    .filter((accelerator) => {
      const peaks = peaksOf({ accelerator, peakTflops: null, bandwidthGBps: null });
      return peaks.peakTflops !== null && peaks.bandwidthGBps !== null;
    })
    .map(({ id, name, vendor }) => ({ value: id, label: `${vendor} ${name}` })),
];

/** Enough to see what is wrong with all the rows; a table with a wrong column has one in each. */
const MOST_SHOWN = 20;

interface Table extends KnownFormat {
  readonly fileName: string;
  readonly timings: GemmTable['timings'];
}

const FORMATS = NUMBER_FORMATS.map(({ dtype }) => ({ value: dtype, label: dtype }));
const FORMAT_HELP: Readonly<Record<KnownFormat['from'], string>> = {
  column: '',
  reader: 'Your word for it.',
  name: 'As the name of the file says.',
  nobody: 'The file does not say; bf16 is the commonest.',
};

/**
 * @summary A file, chosen or dropped: a table m,n,k,latency_us with the machine that it was timed on, or a finished fit.
 * @fires rr-table-stated - The reader wants a table fitted; carries the timings and the options of the fit.
 * @fires rr-fit-opened - The file is a fit; carries it.
 */
@customElement('rr-timings-table')
export class RrTimingsTable extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    hostInColumn(4),
    css`
      .file {
        position: relative;
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-2) var(--space-3);
        max-width: 664px;
        padding: var(--space-3);
        border: 1px dashed var(--edge);
        border-radius: var(--radius);
        cursor: pointer;
      }
      .file.over {
        border-color: var(--accent);
        background: var(--accent-soft);
      }
      .file input {
        position: absolute;
        inset: 0;
        width: 100%;
        opacity: 0;
        cursor: pointer;
      }
      .file:focus-within {
        outline: 2px solid var(--accent);
        outline-offset: 2px;
      }
      form {
        display: grid;
        gap: var(--space-3);
        justify-items: start;
      }
      .fields {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 200px), 320px));
        gap: var(--space-3) var(--space-6);
        width: 100%;
      }
    `,
  ];

  @state() private table: Table | null = null;
  @state() private problems: readonly Problem[] = [];
  @state() private stated: StatedMachine = { accelerator: NOT_LISTED, peakTflops: '', bandwidthGBps: '' };
  @state() private stateProblems: readonly Problem[] = [];
  @state() private over = false;

  override render(): TemplateResult {
    return html`<p class="quiet" id="columns">
        From elsewhere: timings as a CSV with the columns m, n, k and latency_us (µs), one product per row; or a fit, of
        kernels or of a serving stack, that <code>roofrack calibrate --out</code> wrote.
      </p>
      <label
        class="file ${this.over ? 'over' : ''}"
        @dragover=${this.#dragOver}
        @dragleave=${this.#dragLeave}
        @drop=${this.#drop}
      >
        <span class="button">Open timings or a fit</span>
        <span class="quiet">or drop it here</span>
        <input
          type="file"
          accept=".csv,.json,text/csv,application/json"
          aria-describedby="columns"
          @change=${this.#choose}
        />
      </label>
      ${this.#whatIsWrong()} ${this.table === null ? nothing : this.#machine(this.table)}`;
  }

  #whatIsWrong(): TemplateResult | typeof nothing {
    const { problems } = this;
    if (problems.length === 0) return nothing;
    const more = problems.length - MOST_SHOWN;
    return html`<rr-notice kind="problem" heading="This file cannot be read">
      <ul>
        ${problems.slice(0, MOST_SHOWN).map(({ message }) => html`<li>${message}</li>`)}
      </ul>
      ${more > 0 ? html`<p>${formatCount(more)} more like these are not shown.</p>` : nothing}
    </rr-notice>`;
  }

  #machine({ fileName, timings, format, from }: Table): TemplateResult {
    const accelerator = findAccelerator(this.stated.accelerator);
    const { peakTflops, bandwidthGBps } = peaksOf({ accelerator, peakTflops: null, bandwidthGBps: null, format });
    const count = `${formatCount(timings.length)} ${timings.length === 1 ? 'product' : 'products'}`;
    const products = from === 'column' ? `${count} in ${format.dtype}` : count;
    return html`<form novalidate aria-label="Timed machine" @submit=${this.#submit}>
      <p role="status"><b>${fileName}</b>: ${products}. A table does not name its machine:</p>
      <div class="fields">
        <rr-choice-field
          label="Timed on"
          help=${
            peakTflops === null || bandwidthGBps === null
              ? 'Or type its rates.'
              : `${formatNumber(peakTflops)} TFLOP/s dense, ${formatNumber(bandwidthGBps, 4)} GB/s.`
          }
          .options=${MACHINES}
          .value=${this.stated.accelerator}
          @rr-field-typed=${(event: FieldTypedEvent) => {
            this.#state({ accelerator: event.text });
          }}
        ></rr-choice-field>
        ${from === 'column' ? nothing : this.#format({ format, from })}
        ${accelerator === null ? RATES.map((rate) => this.#rate(rate)) : nothing}
      </div>
      <button class="primary">Fit this table</button>
    </form>`;
  }

  #format({ format, from }: KnownFormat): TemplateResult {
    return html`<rr-choice-field
      label="Number format"
      help=${FORMAT_HELP[from]}
      .options=${FORMATS}
      .value=${format.dtype}
      @rr-field-typed=${(event: FieldTypedEvent) => {
        const chosen = numberFormat(event.text);
        if (this.table !== null && chosen !== null) this.table = { ...this.table, format: chosen, from: 'reader' };
      }}
    ></rr-choice-field>`;
  }

  #rate({ name, label, unit, help }: (typeof RATES)[number]): TemplateResult {
    return html`<rr-number-field
      .label=${label}
      .unit=${unit}
      .help=${help}
      .value=${this.stated[name]}
      .problem=${this.stateProblems.find(({ path }) => path === name)?.message ?? null}
      @rr-field-typed=${(event: FieldTypedEvent) => {
        this.#state({ [name]: event.text } satisfies Partial<Record<RateName, string>>);
      }}
    ></rr-number-field>`;
  }

  #state(change: Partial<StatedMachine>): void {
    this.stated = { ...this.stated, ...change };
    // What was wrong at the last try is checked again at every key; a form that was not tried is not scolded.
    if (this.stateProblems.length === 0) return;
    const machine = readMachine(this.stated, this.table?.format);
    this.stateProblems = machine.ok ? [] : machine.error;
  }

  readonly #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const machine = readMachine(this.stated, this.table?.format);
    this.stateProblems = machine.ok ? [] : machine.error;
    if (!machine.ok || this.table === null) return;
    const { fileName, timings, format } = this.table;
    const id = crypto.randomUUID();
    const options = tableOptions({ id, createdAt: new Date().toISOString(), fileName, format, ...machine.value });
    this.dispatchEvent(new TableStatedEvent({ timings, options }));
  };

  readonly #choose = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    input.value = '';
    if (file !== undefined) void this.#open(file);
  };

  readonly #dragOver = (event: DragEvent): void => {
    event.preventDefault();
    this.over = true;
  };

  readonly #dragLeave = (): void => {
    this.over = false;
  };

  readonly #drop = (event: DragEvent): void => {
    event.preventDefault();
    this.over = false;
    const files = [...(event.dataTransfer?.files ?? [])];
    const [file] = files;
    if (file !== undefined && files.length === 1) void this.#open(file);
    else this.#refuse([problem('', `${formatCount(files.length)} files were dropped; one fit takes one file.`)]);
  };

  async #open(file: File): Promise<void> {
    const text = await readTextFile(file);
    if (!text.ok) this.#refuse(text.error);
    else if (/^\ufeff?\s*[{[]/.test(text.value)) this.#openFit(parseFit(text.value), file.name);
    else this.#openTable((await reader()).parseGemmCsv(text.value), file.name);
  }

  #openFit(parsed: Result<Calibration | StackFit, Problem[]>, fileName: string): void {
    if (!parsed.ok) {
      this.#refuse(parsed.error);
      return;
    }
    this.table = null;
    this.problems = [];
    this.dispatchEvent(new FitOpenedEvent(parsed.value, fileName));
  }

  #openTable(parsed: Result<GemmTable, Problem[]>, fileName: string): void {
    if (!parsed.ok) {
      this.#refuse(parsed.error);
      return;
    }
    const { timings, format } = parsed.value;
    const known = tableFormat(format, null, fileName);
    if (!known.ok) {
      this.#refuse([known.error]);
      return;
    }
    this.problems = [];
    this.table = { fileName, timings, ...known.value };
  }

  #refuse(problems: readonly Problem[]): void {
    this.table = null;
    this.problems = problems;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-timings-table': RrTimingsTable;
  }
}
