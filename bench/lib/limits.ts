/**
 * Says whether a figure keeps its limit, and makes the run fail where it does not. A figure that depends on how fast
 * the machine is just now fails no run in CI, where machines are shared: there only its line tells.
 */
export function hold(name: string, value: number, limit: { atLeast?: number; atMost?: number }, byClock = false): void {
  const { atLeast = -Infinity, atMost = Infinity } = limit;
  const kept = value >= atLeast && value <= atMost;
  const words = atMost === Infinity ? `at least ${atLeast}` : `at most ${atMost}`;
  console.log(`${kept ? 'kept' : 'MISSED'}: ${name}, ${words} (${Math.round(value * 100) / 100})`);
  if (!kept && !(byClock && process.env.CI)) process.exitCode = 1;
}
