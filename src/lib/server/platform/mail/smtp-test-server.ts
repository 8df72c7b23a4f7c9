import { createServer, type AddressInfo, type Server } from 'node:net';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';

interface ReceivedMail {
  to: string[];
  raw: string;
  parsed: ParsedMail;
}

export interface TestSmtpServer {
  port: number;
  url: string;
  received: ReceivedMail[];
  /** What the server says to a recipient; undefined: yes. */
  recipient: (address: string) => { code: number; text: string } | undefined;
  /** Cuts the line instead of confirming a message that it has taken. */
  cutAfterData: boolean;
  close(): Promise<void>;
}

/** A real SMTP server on loopback, for tests of the sending. */
export async function startSmtpServer(port = 0): Promise<TestSmtpServer> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    closeTimeout: 100,
    onRcptTo({ address }, _, callback) {
      const refusal = test.recipient(address);
      callback(refusal ? Object.assign(new Error(refusal.text), { responseCode: refusal.code }) : undefined);
    },
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', async () => {
        const raw = Buffer.concat(chunks);
        const to = session.envelope.rcptTo.map(({ address }) => address);
        test.received.push({ to, raw: raw.toString('utf8'), parsed: await simpleParser(raw) });
        if (!test.cutAfterData) return callback();
        const lines = server.connections as unknown as Set<{ _socket: { destroy: () => void } }>;
        for (const line of lines) line._socket.destroy();
      });
    }
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const actual = (server.server.address() as AddressInfo).port;
  const test: TestSmtpServer = {
    port: actual,
    url: `smtp://127.0.0.1:${actual}`,
    received: [],
    recipient: () => undefined,
    cutAfterData: false,
    close: () => new Promise((resolve) => server.close(() => resolve()))
  };
  return test;
}

/** A server that takes connections and says nothing. */
export async function startSilentServer(): Promise<{ url: string; close: () => void }> {
  const sockets = new Set<{ destroy: () => void }>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}
