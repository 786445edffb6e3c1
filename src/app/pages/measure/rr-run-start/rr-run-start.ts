import { consume } from '@lit/context';
import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { needsF16 } from '../../../../measure/kernels/dtypes.ts';
import { DTYPES, type Dtype } from '../../../../records/dtypes.ts';
import type { Measurement } from '../../../../records/measurement.ts';
import { SignalElement } from '../../../signals.ts';
import { appContext, type AppState } from '../../../state/app-state.ts';
import { baseStyles, buttonStyles, labelAbove, textBox } from '../../../styles/shared.ts';

/** Fixed, so that two runs on one machine multiply the same numbers. */
const SEED = 1;

/** The formats in words; f16 needs a feature that not every adapter has. */
const DTYPE_WORDS: Record<Dtype, string> = {
  f32: 'f32',
  f16: 'f16, sums in f32',
  'f16-accumulate': 'f16, sums in f16',
  i8: 'int8, sums in int32',
  w8: 'f32 with int8 weights',
  w4: 'f32 with int4 weights',
};

const SUITES = ['quick', 'full'] as const;
type Suite = (typeof SUITES)[number];

const GPU_WORDS = { 'high-performance': 'the fast one', 'low-power': 'the frugal one' } as const;
type Power = keyof typeof GPU_WORDS;

const KERNEL_WORDS = { known: 'fastest known', anew: 'search anew' } as const;
type Kernels = keyof typeof KERNEL_WORDS;

/** How long a suite takes, in words, by what plays the GPU. */
const DURATIONS: Readonly<Record<Suite, Readonly<Record<'gpu' | 'software', string>>>> = {
  quick: { gpu: 'one to two minutes', software: 'one to five minutes' },
  full: { gpu: 'some five minutes', software: 'ten minutes and more' },
};

interface Choice<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly disabled?: boolean;
}

const keysOf = <K extends string>(words: Readonly<Record<K, string>>): K[] => Object.keys(words) as K[];

/**
 * @summary The button that measures, how long that takes, and what few need to set, folded away. It lays its parts into the row
 *   that it stands in.
 */
@customElement('rr-run-start')
export class RrRunStart extends SignalElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        display: contents;
      }
      details {
        min-width: 0;
      }
      details[open] {
        flex-basis: 100%;
      }
      summary {
        padding-block: 2px;
      }
      .options {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 200px), 1fr));
        gap: var(--space-3) var(--space-6);
        max-width: 960px;
        padding-block: var(--space-3);
      }
      label {
        ${labelAbove};
        min-width: 0;
      }
      select {
        min-width: 0;
        ${textBox};
      }
    `,
  ];

  @consume({ context: appContext }) @state() private app!: AppState;
  /** The run that is measured once more, as far as its settings can be chosen here; null before the first. */
  @property({ attribute: false }) run: Measurement | null = null;
  /** Something else in the row is what most will want. */
  @property({ type: Boolean }) second = false;
  @state() private suite: Suite = 'quick';
  /** That of the run, or chosen, whether it is offered or not. */
  @state() private dtype: Dtype = 'f32';
  @state() private power: Power = 'high-performance';
  @state() private kernels: Kernels = 'known';

  protected override willUpdate(changed: PropertyValues<this>): void {
    // A run with another name is the same run: what was chosen stands.
    if (!changed.has('run') || this.run === null || changed.get('run')?.id === this.run.id) return;
    const { suite, settings } = this.run;
    this.suite = suite === 'full' ? 'full' : 'quick';
    this.dtype = settings?.dtype ?? 'f32';
    this.power = settings?.powerPreference ?? 'high-performance';
    this.kernels = 'known';
  }

  override render(): TemplateResult {
    const first = this.run === null;
    const kind = `${this.second ? '' : 'primary'} ${first ? 'large' : ''}`;
    return html`<button
        class="${kind} no-print"
        ?disabled=${this.app.measure.adapter.get() === null}
        @click=${this.#start}
      >
        ${first ? 'Measure this GPU' : 'Measure again'}
      </button>
      ${first ? html`<span class="quiet">Takes ${this.#duration(this.suite)}, and can be cancelled.</span>` : nothing}
      <details class="no-print">
        <summary>Settings: ${this.#summary()}</summary>
        <div class="options">${this.#options()}</div>
      </details>`;
  }

  #summary(): string {
    const kernels = this.kernels === 'known' ? [] : ['kernels searched anew'];
    return [`${this.suite} suite`, DTYPE_WORDS[this.#offered], `GPU: ${GPU_WORDS[this.power]}`, ...kernels].join(' · ');
  }

  #options(): TemplateResult {
    const { suite, power, kernels } = this;
    return html`${this.#select(
      'Suite',
      suite,
      SUITES.map((value) => ({ value, label: `${value}, ${this.#duration(value)}` })),
      (value) => {
        this.suite = value;
      },
    )}
    ${this.#select(
      'Numbers',
      this.#offered,
      DTYPES.map((value) => {
        const offered = this.#offers(value);
        return { value, label: `${DTYPE_WORDS[value]}${offered ? '' : ' (not offered here)'}`, disabled: !offered };
      }),
      (value) => {
        this.dtype = value;
      },
    )}
    ${this.#select(
      'GPU',
      power,
      keysOf(GPU_WORDS).map((value) => ({ value, label: GPU_WORDS[value] })),
      (value) => {
        this.power = value;
      },
    )}
    ${
      // Before the first run no kernel is known.
      this.run === null
        ? nothing
        : this.#select(
            'Kernels',
            kernels,
            keysOf(KERNEL_WORDS).map((value) => ({ value, label: KERNEL_WORDS[value] })),
            (value) => {
              this.kernels = value;
            },
          )
    }`;
  }

  #select<T extends string>(
    name: string,
    chosen: T,
    choices: readonly Choice<T>[],
    choose: (value: T) => void,
  ): TemplateResult {
    return html`<label>
      ${name}
      <select
        @change=${(event: Event) => {
          const choice = choices.at((event.target as HTMLSelectElement).selectedIndex);
          if (choice !== undefined) choose(choice.value);
        }}
      >
        ${choices.map(
          ({ value, label, disabled = false }) =>
            html`<option .value=${String(value)} ?selected=${value === chosen} ?disabled=${disabled}>${label}</option>`,
        )}
      </select>
    </label>`;
  }

  #duration(suite: Suite): string {
    const found = this.app.measure.adapter.get();
    return DURATIONS[suite][found?.ok === true && found.value.software ? 'software' : 'gpu'];
  }

  /** What is measured. Asked anew each time, since a run may be opened before its adapter is described. */
  get #offered(): Dtype {
    return this.#offers(this.dtype) ? this.dtype : 'f32';
  }

  #offers(dtype: Dtype): boolean {
    const found = this.app.measure.adapter.get();
    return !needsF16(dtype) || (found?.ok === true && found.value.features.includes('shader-f16'));
  }

  readonly #start = (): void => {
    this.app.router.replace({ segments: ['measure'], query: {} });
    const { suite, power: powerPreference } = this;
    const request = { suite, dtype: this.#offered, powerPreference, shapes: [], kernel: 'auto', seed: SEED };
    void this.app.measure.start(request, { searchAnew: this.kernels === 'anew' });
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-run-start': RrRunStart;
  }
}
