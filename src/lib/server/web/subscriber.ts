interface Subscriber {
  email: string;
  confirmedAt: Date | null;
  leftAt: Date | null;
}

/**
 * What a page that was opened by a link in a mail may show of a subscriber: enough of the address for its owner to
 * know it, too little for whom the mail was passed on to.
 */
export function subscriberView(subscriber: Subscriber | undefined) {
  if (!subscriber) return { state: 'gone' as const, address: '' };
  const { email, confirmedAt, leftAt } = subscriber;
  const address = email.replace(/^(.).*(?=@)/u, '$1…');
  return { state: leftAt ? ('left' as const) : confirmedAt ? ('active' as const) : ('waiting' as const), address };
}
