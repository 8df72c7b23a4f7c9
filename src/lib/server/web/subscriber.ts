interface Subscriber {
  email: string;
  confirmedAt: Date | null;
  leftAt: Date | null;
}

/**
 * What a page that was opened by a link in a mail may show of a subscriber: enough of the address for its owner to
 * know it, too little for whom the mail was passed on to.
 */
export function subscriberView(locals: App.Locals, subscriber: Subscriber | undefined) {
  locals.gone = !subscriber;
  if (!subscriber) return { state: 'gone' as const, address: '' };
  const { email, confirmedAt, leftAt } = subscriber;
  const address = veiledAddress(email);
  return { state: leftAt ? ('left' as const) : confirmedAt ? ('active' as const) : ('waiting' as const), address };
}

/** Enough of an address for its owner to know it, too little for anybody else. */
export function veiledAddress(email: string): string {
  // Isolated, so that it keeps its order in a sentence that runs from right to left (Unicode UAX #9), and in one piece.
  return `\u2066${email.replace(/^(.).*(?=@)/u, '$1…\u2060')}\u2069`;
}
