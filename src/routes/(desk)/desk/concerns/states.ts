import { m } from '#lib/paraglide/messages.js';

const states: Record<string, () => string> = {
  new: m.care_state_new,
  triaged: m.care_state_triaged,
  referred: m.care_state_referred,
  closed: m.care_state_closed
};
const severities: Record<string, () => string> = {
  low: m.care_severity_low,
  medium: m.care_severity_medium,
  high: m.care_severity_high
};

/** Where a concern is. */
export const stateLabel = (state: string): string => states[state]?.() ?? state;

/** How grave a concern is, as far as somebody has said. */
export const severityLabel = (severity: string | null): string =>
  (severities[severity ?? ''] ?? m.care_severity_none)();
