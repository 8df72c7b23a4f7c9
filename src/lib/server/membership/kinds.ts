/** Kinds of organisations that can be chosen. */
export const organisationKinds = [
  'ngo',
  'ingo',
  'charity',
  'movement',
  'youth-led',
  'federation',
  'partnership',
  'city-network',
  'local-government',
  'un',
  'academia',
  'professional-body',
  'foundation',
  'company',
  'other'
] as const;
