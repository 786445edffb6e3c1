import type { Problem } from '../../base/result.ts';
import { NO_HARDWARE, type OwnFacts, type OwnHardware, type SavedHardware } from '../../records/own-hardware.ts';
import type { Store } from '../../store/store.ts';
import { computed, signal } from '../signals.ts';

/** A user's own accelerators, servers, racks and models, kept beside the shipped facts. */
export class HardwareShelf {
  /** Newest first. */
  readonly saved = signal<readonly SavedHardware[]>([]);
  readonly problem = signal<Problem | null>(null);
  /** As a scenario can carry it. */
  readonly facts = computed<OwnFacts>(() => {
    const { accelerators, servers, models } = this.asFile();
    return { accelerators, servers, models };
  });
  readonly #store: Promise<Store>;

  constructor(store: Promise<Store>) {
    this.#store = store;
  }

  async load(): Promise<void> {
    const store = await this.#store;
    store.onChange((collection) => {
      if (collection === 'hardware') void this.#refresh();
    });
    await this.#refresh();
  }

  async put(saved: SavedHardware): Promise<Problem | null> {
    const stored = await (await this.#store).hardware.put(saved);
    this.problem.set(stored.ok ? null : stored.error);
    return stored.ok ? null : stored.error;
  }

  /** Deletes a thing; what is returned puts it back. */
  async remove(saved: SavedHardware): Promise<(() => void) | null> {
    const deleted = await (await this.#store).hardware.delete(saved.id);
    this.problem.set(deleted.ok ? null : deleted.error);
    return deleted.ok
      ? () => {
          void this.put(saved);
        }
      : null;
  }

  asFile(): OwnHardware {
    const saved = this.saved.get();
    return {
      ...NO_HARDWARE,
      accelerators: saved.flatMap((hardware) => (hardware.kind === 'accelerator' ? hardware.fact : [])),
      servers: saved.flatMap((hardware) => (hardware.kind === 'server' ? hardware.fact : [])),
      racks: saved.flatMap((hardware) => (hardware.kind === 'rack' ? hardware.fact : [])),
      models: saved.flatMap((hardware) => (hardware.kind === 'model' ? hardware.fact : [])),
    };
  }

  async #refresh(): Promise<void> {
    this.saved.set(await (await this.#store).hardware.list());
  }
}
