/** Sites on which many organisations have a page each: that two have the same one means nothing. */
export const sharedHosts = [
  'facebook.com',
  'm.facebook.com',
  'fb.com',
  'instagram.com',
  'linkedin.com',
  'linktr.ee',
  'sites.google.com',
  'twitter.com',
  'x.com',
  'youtube.com'
];
