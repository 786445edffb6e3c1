/** Gives a turn back. */
export type EndTurn = () => void;

/**
 * Turns among the tabs of a browser: one holds a name at a time. Null where another has it and `wait` is false. Where the
 * browser has no locks (a page that is not served securely) every tab gets its turn.
 */
export const takeTurn = async (name: string, wait: boolean): Promise<EndTurn | null> => {
  if (!('locks' in navigator)) return () => undefined;
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(name, { ifAvailable: !wait }, (lock) => {
        if (lock === null) {
          resolve(null);
          return undefined;
        }
        return new Promise<void>((end) => {
          resolve(end);
        });
      })
      .catch(reject);
  });
};
