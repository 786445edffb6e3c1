import { trustedWorkerUrl } from '../../workers/worker-url.ts';
import { signal } from '../signals.ts';

/** How a waiting version is told to take over: the service worker's own message. */
const TAKE_OVER = { type: 'SKIP_WAITING' };

/**
 * The copy of the app that this browser keeps for when there is no network, and the next version where one has arrived. The
 * next one never takes over by itself: it would pull the files from under a page at work.
 */
export class AppUpdate {
  /** A newer version has been fetched whole and waits. */
  readonly isWaiting = signal(false);
  #registration: ServiceWorkerRegistration | null = null;

  /** Begins to keep the app. Browsers that may not, in private windows for one, go on without. */
  async keep(container: ServiceWorkerContainer): Promise<void> {
    try {
      await container.register(trustedWorkerUrl('sw.js'));
    } catch {
      return;
    }
    const registration = await container.ready;
    this.#registration = registration;
    const look = (): void => {
      this.isWaiting.set(registration.waiting !== null && container.controller !== null);
    };
    registration.addEventListener('updatefound', () => {
      registration.installing?.addEventListener('statechange', look);
    });
    look();
    document.addEventListener('visibilitychange', () => {
      // Without a network there is no news.
      if (document.visibilityState === 'visible') registration.update().catch(() => undefined);
    });
  }

  /** Lets the waiting version take over, and loads the page from it. */
  load(container: ServiceWorkerContainer): void {
    container.addEventListener(
      'controllerchange',
      () => {
        location.reload();
      },
      { once: true },
    );
    this.#registration?.waiting?.postMessage(TAKE_OVER);
  }
}
