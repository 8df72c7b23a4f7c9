import { createTransport } from 'nodemailer';
import type { Log } from '../log.ts';

export interface MailServer {
  /** `smtp://user:password@host:port`, or `smtps://` where TLS comes first. nodemailer's options may follow as `?…`. */
  url: string;
  /** The address that all mail comes from, also the one that bounces go to. */
  from: string;
  /** Seconds; only tests need others. */
  timeouts?: { connection?: number; greeting?: number; socket?: number; whole?: number };
}

export interface OutgoingMail {
  messageId: string;
  date: Date;
  fromName: string | null;
  to: string;
  replyTo: string | null;
  locale: string;
  subject: string;
  text: string;
  html: string;
  headers: Record<string, string>;
}

export interface MailTransport {
  readonly from: string;
  /** Resolves when the server has taken the mail; rejects with nodemailer's error. */
  send(mail: OutgoingMail, signal?: AbortSignal): Promise<void>;
  /** Whether mail to this address is never sent, as to somebody who is made up. */
  withholds?(to: string): Promise<boolean>;
  close(): void;
}

/** The longest that sending one mail takes. Seconds. */
export const longestSending = 100;

/** Opens the way to the mail server: nothing is connected before the first mail, and connections are used again. */
export function openMailTransport({ url, from, timeouts = {} }: MailServer, log: Log): MailTransport {
  const { connection = 10, greeting = 10, socket = 60, whole = longestSending } = timeouts;
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: 3,
    connectionTimeout: connection * 1000,
    greetingTimeout: greeting * 1000,
    socketTimeout: socket * 1000,
    // A kept connection that the server has closed meanwhile is replaced once; anything more is the job's to decide.
    maxRequeues: 1,
    // The texts come from people: nothing in them may make the mailer read a file or fetch an address.
    disableFileAccess: true,
    disableUrlAccess: true
  });
  transport.on('error', (error) => log.warn({ reason: error.message }, 'mail connection'));

  return {
    from,
    async send(mail, signal) {
      // Neither nodemailer's timeouts nor the socket's end a server that drips one line a minute.
      const limit = AbortSignal.timeout(whole * 1000);
      await transport.sendMail({
        messageId: mail.messageId,
        date: mail.date,
        envelope: { from, to: [mail.to] },
        from: { name: mail.fromName ?? '', address: from },
        to: { name: '', address: mail.to },
        ...(mail.replyTo ? { replyTo: { name: '', address: mail.replyTo } } : {}),
        subject: mail.subject,
        text: mail.text,
        ...(mail.html ? { html: mail.html } : {}),
        headers: {
          ...Object.fromEntries(Object.entries(mail.headers).map(([name, value]) => [name, { prepared: true, value }])),
          // RFC 3834: keeps out-of-office replies away.
          'Auto-Submitted': 'auto-generated',
          'Content-Language': mail.locale
        },
        signal: signal ? AbortSignal.any([signal, limit]) : limit
      });
    },
    close: () => transport.close()
  };
}
