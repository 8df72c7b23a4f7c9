import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';

interface ReceivedMail {
  to: string[];
  raw: string;
  parsed: ParsedMail;
}

interface Refusal {
  code: number;
  text: string;
}

export interface TestSmtpServer {
  port: number;
  url: string;
  /** Takes no connection. Its port stays its own, where that of a server that was closed may go to another. */
  away: boolean;
  /** What it has taken, or had whole when the line was cut. */
  received: ReceivedMail[];
  /** How often a client has begun to send a message. */
  begun: number;
  /** What the server says to a recipient; undefined: yes. */
  recipient: (address: string) => Refusal | undefined;
  /** What it says to the end of a message, at once or later; undefined: yes. */
  answer: () => Refusal | undefined | Promise<Refusal | undefined>;
  /** Cuts the line instead of confirming a message that it has taken, or in the middle of one. */
  cut: 'after data' | 'within data' | undefined;
  /** Cuts every line. */
  hangUp(): void;
  close(): Promise<void>;
}

/** A real SMTP server on loopback, for tests of the sending. */
export async function startSmtpServer(): Promise<TestSmtpServer> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    closeTimeout: 100,
    onRcptTo({ address }, _, callback) {
      callback(asError(test.recipient(address)));
    },
    onData(stream, session, callback) {
      test.begun++;
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        if (test.cut === 'within data') test.hangUp();
      });
      stream.on('end', async () => {
        const raw = Buffer.concat(chunks);
        const to = session.envelope.rcptTo.map(({ address }) => address);
        const mail = { to, raw: raw.toString('utf8'), parsed: await simpleParser(raw) };
        const refusal = await test.answer();
        if (!refusal) test.received.push(mail);
        if (test.cut === 'after data') test.hangUp();
        else callback(asError(refusal));
      });
    }
  });
  const listening = once(server.listen(0, '127.0.0.1'), 'listening');
  // Lines that break are what the tests are about.
  server.on('error', () => {});
  await listening;
  const { port } = server.server.address() as AddressInfo;
  server.server.prependListener('connection', (socket) => void (test.away && socket.destroy()));
  const test: TestSmtpServer = {
    port,
    url: `smtp://127.0.0.1:${port}`,
    away: false,
    received: [],
    begun: 0,
    recipient: () => undefined,
    answer: () => undefined,
    cut: undefined,
    hangUp: () => {
      const lines = server.connections as unknown as Set<{ _socket: { destroy: () => void } }>;
      for (const line of lines) line._socket.destroy();
    },
    close: () => new Promise((resolve) => server.close(() => resolve()))
  };
  return test;
}

const asError = (refusal: Refusal | undefined) =>
  refusal && Object.assign(new Error(refusal.text), { responseCode: refusal.code });

/** A server that takes connections and says nothing. */
export async function startSilentServer(): Promise<{ url: string; close: () => void }> {
  const sockets = new Set<{ destroy: () => void }>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const close = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}
