import { m } from '#lib/paraglide/messages.js';

/** What is said of one field, or of one code of it, better than in general. */
export const ownErrors: Record<string, () => string> = {
  name: m.apply_name_missing,
  kind: m.apply_kind_missing,
  kindNote: m.apply_kind_note_missing,
  country: m.apply_country_missing,
  'website.address': m.apply_address_wrong,
  'logo.too-large': m.apply_too_large_logo,
  'logo.picture-type': m.apply_picture_type,
  'logo.picture-moves': m.apply_picture_moves,
  'logo.picture-huge': m.apply_picture_huge,
  'logo.picture-broken': m.apply_picture_broken,
  places: m.apply_places_missing,
  themes: m.apply_themes_missing,
  'does.missing': m.apply_does_missing,
  'why.missing': m.apply_why_missing,
  'offers.missing': m.apply_offers_missing,
  safeguarding: m.apply_policy_missing,
  'policy.too-large': m.apply_too_large_policy,
  'policy.document-type': m.apply_document_type,
  'policy.policy': m.apply_policy_give,
  'safeguardingUrl.address': m.apply_address_wrong,
  safeguardingNote: m.apply_answer_missing,
  focalName: m.apply_focal_name_missing,
  'focalEmail.missing': m.contact_email_missing,
  signatoryName: m.apply_signatory_missing,
  'signatoryEmail.missing': m.contact_email_missing,
  'accept.accept': m.apply_charter_missing,
  'accept.newer': m.apply_charter_newer
};
