import { consume } from '@lit/context';
import { html, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { formatCount } from '../../../../base/format.ts';
import { parseScenario, serialiseScenario } from '../../../../exchange/scenario.ts';
import type { Scenario } from '../../../../records/scenario.ts';
import { problemNotice } from '../../../controls/problems.ts';
import { appContext, type AppState } from '../../../state/app-state.ts';
import { baseStyles, buttonStyles, hostInColumn } from '../../../styles/shared.ts';
import '../../rr-record-tools/rr-record-tools.ts';
import type { RecordTools } from '../../rr-record-tools/rr-record-tools.ts';
import { scenarioHash } from '../share-scenario.ts';
import { SignalElement } from '../../../signals.ts';

/**
 * @summary The scenario's own tools: name, share, files, and the way to the saved ones.
 */
@customElement('rr-scenario-shelf')
export class RrScenarioShelf extends SignalElement {
  static override styles = [baseStyles, buttonStyles, hostInColumn(3)];

  @consume({ context: appContext }) @state() private app!: AppState;

  override render(): TemplateResult {
    const scenario = this.app.draft.scenario.get();
    if (scenario === null) return html``;
    const saved = this.app.shelf.saved.get().length;
    return html`<rr-record-tools .tools=${this.#tools(scenario)}>
        <a class="button" href="#/plan/scenarios">
          ${saved === 0 ? 'Scenarios' : `${formatCount(saved)} saved ${saved === 1 ? 'scenario' : 'scenarios'}`}
        </a>
      </rr-record-tools>
      ${problemNotice(this.app.shelf.problem.get())}`;
  }

  #tools(scenario: Scenario): RecordTools {
    return {
      noun: 'scenario',
      name: scenario.name,
      rename: (name) => void this.app.draft.set({ ...scenario, name }, 'name'),
      keep: () => this.app.shelf.keep(scenario),
      hash: () => scenarioHash(scenario),
      json: () => serialiseScenario(scenario),
      open: async (text) => {
        const parsed = parseScenario(text);
        if (parsed.ok) await this.app.openScenario(parsed.value);
        return parsed;
      },
    };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-scenario-shelf': RrScenarioShelf;
  }
}
