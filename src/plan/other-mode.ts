import { scenarioDefaults } from '../catalog/presets.ts';
import {
  publishedEstimate,
  type ArticleScenario,
  type Mode,
  type PhysicalScenario,
  type Scenario,
} from '../records/scenario.ts';
import { meanLengths } from './demand/lengths.ts';

const toPhysical = ({ name, model, demand, economics, carbon, article }: ArticleScenario): PhysicalScenario => ({
  ...scenarioDefaults.physical,
  name,
  model,
  demand: { ...scenarioDefaults.physical.demand, ...demand },
  economics: { ...scenarioDefaults.physical.economics, ...economics },
  carbon: { ...scenarioDefaults.physical.carbon, ...carbon },
  published: { model, ...article },
});

const toArticle = (scenario: PhysicalScenario): ArticleScenario => {
  const { name, model, demand, economics, carbon } = scenario;
  // Published arithmetic draws the same power in every hour.
  const { peakPriceFactor: _factor, peakFromHour: _from, peakHours: _hours, ...prices } = economics;
  const { queriesPerDay, growthPerYear } = demand;
  return {
    ...scenarioDefaults.article,
    name,
    model,
    demand: { queriesPerDay, ...meanLengths(demand), growthPerYear },
    article: publishedEstimate(scenario) ?? scenarioDefaults.article.article,
    economics: prices,
    carbon: { kgPerKwh: carbon.kgPerKwh },
  };
};

/** The same load, model and prices under the other way of answering, with that way's own hardware and facility. */
export const otherMode = (scenario: Scenario): Scenario =>
  scenario.mode === 'article' ? toPhysical(scenario) : toArticle(scenario);

export const inMode = (scenario: Scenario, mode: Mode): Scenario =>
  scenario.mode === mode ? scenario : otherMode(scenario);

export const asPhysical = (scenario: Scenario): PhysicalScenario =>
  scenario.mode === 'physical' ? scenario : toPhysical(scenario);
