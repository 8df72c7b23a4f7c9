import type { Entry } from './entry.ts';

/** How a wait for somebody else's render ends. */
export type Outcome =
  | { kind: 'entry'; entry: Entry }
  /** The response is not for sharing: everybody renders alone. */
  | { kind: 'own' }
  /** The leader went away, or what it rendered was already out of date: look again. */
  | { kind: 'again' }
  /** Too many wait, or for too long. */
  | { kind: 'busy' };

/** One render under way, and those who wait for it. */
export class Flight {
  readonly #waiters: ((outcome: Outcome) => void)[] = [];
  readonly #maxWaiters: number;
  readonly #onSettled: () => void;
  #settled = false;

  constructor(maxWaiters: number, onSettled: () => void) {
    this.#maxWaiters = maxWaiters;
    this.#onSettled = onSettled;
  }

  /** Waits for the outcome. */
  join(): Promise<Outcome> {
    if (this.#waiters.length >= this.#maxWaiters) return Promise.resolve({ kind: 'busy' });
    return new Promise((resolve) => this.#waiters.push(resolve));
  }

  /** Tells everybody; only the first call counts. */
  settle(outcome: Outcome): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#onSettled();
    for (const waiter of this.#waiters) waiter(outcome);
  }
}

/** One render a key at a time. */
export class Flights {
  readonly #flights = new Map<string, Flight>();
  readonly #maxWaiters: number;
  readonly #waitMs: number;

  constructor(maxWaiters: number, waitMs: number) {
    this.#maxWaiters = maxWaiters;
    this.#waitMs = waitMs;
  }

  get size(): number {
    return this.#flights.size;
  }

  find(key: string): Flight | undefined {
    return this.#flights.get(key);
  }

  /** Starts one. The caller settles it; after the time limit the waiters are sent away and another may lead. */
  lead(key: string): Flight {
    const timer = setTimeout(() => flight.settle({ kind: 'busy' }), this.#waitMs).unref();
    const flight = new Flight(this.#maxWaiters, () => {
      clearTimeout(timer);
      if (this.#flights.get(key) === flight) this.#flights.delete(key);
    });
    this.#flights.set(key, flight);
    return flight;
  }
}
