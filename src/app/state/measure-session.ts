import { err, ok, problem, type Problem, type Result } from '../../base/result.ts';
import type { AdapterRecord, MeasuredCase, Measurement } from '../../records/measurement.ts';
import { requestToResume, settledCases } from '../../records/resume.ts';
import type { MeasurementSummary } from '../../store/measurement-summary.ts';
import type { Store } from '../../store/store.ts';
import type { MeasureClient, MeasureProgress, MeasureRequest } from '../../workers/measure-client.ts';
import { computed, signal } from '../signals.ts';

/** Asks before a tab is closed or left in mid-run; the sentence is the browser's own. */
const askBeforeLeaving = (event: BeforeUnloadEvent): void => {
  event.preventDefault();
};

/** One run at a time: what the page shows before, during and after it. Results are in the store before they are shown. */
export class MeasureSession {
  /** Null while the browser is still being asked. */
  readonly adapter = signal<Result<AdapterRecord, Problem> | null>(null);
  readonly progress = signal<MeasureProgress | null>(null);
  /** Cases finished in the run that is going on. */
  readonly cases = signal<readonly MeasuredCase[]>([]);
  readonly current = signal<Measurement | null>(null);
  readonly history = signal<readonly MeasurementSummary[]>([]);
  readonly problem = signal<Problem | null>(null);
  readonly running = computed(() => this.progress.get() !== null);
  readonly #makeClient: () => Promise<MeasureClient>;
  readonly #store: Promise<Store>;
  #client: Promise<MeasureClient> | null = null;
  #abort: AbortController | null = null;

  constructor(store: Promise<Store>, makeClient: () => Promise<MeasureClient>) {
    this.#store = store;
    this.#makeClient = makeClient;
  }

  /** Asks for the adapter and reads the history; the newest run is shown again. */
  async load(): Promise<void> {
    const store = await this.#store;
    store.onChange((collection) => {
      if (collection === 'measurements') void this.#refreshHistory();
    });
    await this.#refreshHistory();
    const newest = this.history.get().at(0);
    if (newest !== undefined && this.current.get() === null && !this.running.get()) await this.open(newest.id);
  }

  async describeAdapter(): Promise<void> {
    const client = await this.#getClient();
    this.adapter.set(await client.describeAdapter());
  }

  /** Shows a stored run. */
  async open(id: string): Promise<void> {
    const read = await this.read(id);
    this.problem.set(read.ok ? null : read.error);
    if (read.ok) this.current.set(read.value);
  }

  async read(id: string): Promise<Result<Measurement, Problem>> {
    const read = await (await this.#store).measurements.get(id);
    if (!read.ok) return read;
    return read.value === null ? err(problem('', 'This run is no longer stored in this browser.')) : ok(read.value);
  }

  /** Stores a run and shows it: one just measured, imported, or out of a link. */
  async keep(run: Measurement): Promise<void> {
    this.current.set(run);
    await this.#put(run);
  }

  /** Keeps a run from a file or a link beside our own: one that claims an id we have gets a new one. */
  async keepForeign(run: Measurement): Promise<string> {
    const existing = await this.read(run.id);
    if (existing.ok && JSON.stringify(existing.value) === JSON.stringify(run)) {
      await this.open(run.id);
      return run.id;
    }
    const id = existing.ok ? crypto.randomUUID() : run.id;
    await this.keep({ ...run, id });
    return id;
  }

  async rename(id: string, name: string): Promise<void> {
    const read = await this.read(id);
    if (!read.ok) {
      this.problem.set(read.error);
      return;
    }
    const renamed = { ...read.value, name };
    if (this.current.get()?.id === id) this.current.set(renamed);
    await this.#put(renamed);
  }

  /** Deletes a run; what is returned puts it back. */
  async remove(id: string): Promise<(() => void) | null> {
    const read = await this.read(id);
    const deleted = await (await this.#store).measurements.delete(id);
    if (!deleted.ok) {
      this.problem.set(deleted.error);
      return null;
    }
    if (this.current.get()?.id === id) {
      this.current.set(null);
      const next = this.history.get().find((summary) => summary.id !== id);
      if (next !== undefined) await this.open(next.id);
    }
    if (!read.ok) return null;
    return () => {
      void this.#put(read.value);
    };
  }

  /** Measures what a run lacks; the run grows by it. */
  async resume(run: Measurement): Promise<void> {
    await this.start(requestToResume(run));
  }

  /** `searchAnew` forgets which kernels won before, not which ones lost the device. */
  async start(request: MeasureRequest, { searchAnew = false } = {}): Promise<void> {
    if (this.running.get()) return;
    this.#abort = new AbortController();
    this.cases.set(request.resume === undefined ? [] : settledCases(request.resume));
    this.problem.set(null);
    this.progress.set({
      phase: 'prepare',
      message: 'Waking the GPU',
      done: 0,
      total: 0,
      elapsedMs: 0,
      remainingMs: null,
      latest: null,
    });
    window.addEventListener('beforeunload', askBeforeLeaving);
    const store = await this.#store;
    const endTurn = await store.takeTurn('measure', false);
    try {
      if (endTurn === null) {
        const message =
          'Another tab of this page is measuring, and two runs disturb each other. Wait for it, or cancel it.';
        this.problem.set(problem('', message));
        return;
      }
      const client = await this.#getClient();
      const tunings = await store.tunings.list();
      const tuned = searchAnew ? tunings.map((tuning) => ({ ...tuning, winner: null })) : tunings;
      const outcome = await client.run(
        { ...request, tuned },
        {
          signal: this.#abort.signal,
          onProgress: (progress) => {
            this.progress.set(progress);
            const { latest } = progress;
            // A search reports many times between two cases.
            if (latest !== null && latest.id !== this.cases.get().at(-1)?.id)
              this.cases.set([...this.cases.get(), latest]);
          },
          onPartial: (run) => void this.#put(run),
        },
      );
      if (outcome.ok) {
        await this.keep(outcome.value);
        const searched = (outcome.value.tuning ?? []).filter(({ reused }) => reused !== true);
        await Promise.all(searched.map((tuning) => store.tunings.put(tuning)));
      } else this.problem.set(outcome.error);
    } finally {
      endTurn?.();
      window.removeEventListener('beforeunload', askBeforeLeaving);
      this.#abort = null;
      this.progress.set(null);
    }
  }

  cancel(): void {
    this.#abort?.abort();
  }

  async #put(run: Measurement): Promise<void> {
    const stored = await (await this.#store).measurements.put(run);
    if (!stored.ok) this.problem.set(stored.error);
  }

  async #refreshHistory(): Promise<void> {
    this.history.set(await (await this.#store).measurements.list());
  }

  #getClient(): Promise<MeasureClient> {
    this.#client ??= this.#makeClient();
    return this.#client;
  }
}
