import quarantined from './quarantine.json' with { type: 'json' };

/** A case that decides nothing until a day, and why; the list is quarantine.json, where a change of it is reviewed. */
export interface Quarantine {
  /** Id of the case. */
  readonly case: string;
  readonly reason: string;
  /** Last day, as 2027-01-31. */
  readonly until: string;
}

export const QUARANTINE: readonly Quarantine[] = quarantined;

export interface QuarantineState {
  /** Why the case decides nothing; null where it decides. */
  readonly reason: string | null;
  /** What is to be done about the list. */
  readonly warning: string | null;
}

/** Nothing stays in quarantine because it was forgotten: from the day after, the case decides again. */
export const quarantineOf = (id: string, today: string, list: readonly Quarantine[] = QUARANTINE): QuarantineState => {
  const entry = list.find((known) => known.case === id);
  if (entry === undefined) return { reason: null, warning: null };
  const { reason, until } = entry;
  return today <= until
    ? { reason: `${reason} (until ${until})`, warning: null }
    : {
        reason: null,
        warning: `The quarantine of ${id} ended on ${until}, so it decides again; take it off src/measure/comparison/quarantine.json, or renew it.`,
      };
};
