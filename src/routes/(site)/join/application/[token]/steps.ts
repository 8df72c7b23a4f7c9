import { m } from '#lib/paraglide/messages.js';

/** The steps as the court names them, and as the head of each says it. */
export const stepNames = [
  m.apply_step_organisation,
  m.apply_step_countries,
  m.apply_step_themes,
  m.apply_step_work,
  m.apply_step_safeguarding,
  m.apply_step_people,
  m.apply_step_charter,
  m.apply_step_check
];
export const stepHeads = [
  m.apply_head_organisation,
  m.apply_head_countries,
  m.apply_head_themes,
  m.apply_head_work,
  m.apply_head_safeguarding,
  m.apply_head_people,
  m.apply_head_charter,
  m.apply_head_check
];
