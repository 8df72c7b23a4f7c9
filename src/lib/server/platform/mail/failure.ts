/** What a failed attempt means: a permanent failure will not go away by waiting. */
export interface MailFailure {
  permanent: boolean;
  /** Short, for the operator; without the addresses that servers like to repeat. */
  reason: string;
}

interface SmtpError {
  code?: string;
  command?: string;
  responseCode?: number;
  response?: string;
  message?: string;
}

/**
 * Reads the error of an attempt. Permanent is what the server says for good (5xx, RFC 5321 section 4.2.1) about this
 * recipient or this content, and an address that cannot be put into the dialogue. Everything else passes: a server
 * that is away or busy, but also a refused password or sender, which the operator sets right.
 */
export function readFailure(error: unknown): MailFailure {
  const { code, command, responseCode, response, message } = error as SmtpError;
  // 530, 534, 535 and 538 ask for another way to sign in (RFC 4954, section 6), wherever in the dialogue.
  const refused = responseCode !== undefined && responseCode >= 500 && ![530, 534, 535, 538].includes(responseCode);
  const aboutThisMail = command === 'RCPT TO' || command === 'DATA' || code === 'EMESSAGE';
  const unusable = code === 'EENVELOPE' && responseCode === undefined;
  const words = withoutAddresses(response ?? message ?? 'unknown').slice(0, 200);
  const where = [code, command].filter(Boolean).join(' ');
  return { permanent: (refused && aboutThisMail) || unusable, reason: where ? `${where}: ${words}` : words };
}

function withoutAddresses(text: string): string {
  return text
    .replace(/<?[^\s<>:;,]+@[^\s<>:;,]+>?/g, '…')
    .replace(/\s+/g, ' ')
    .trim();
}
