import { expect, test } from 'vitest';
import { readFailure } from './failure.ts';

const permanent = (error: object) => readFailure(error).permanent;

test('what a server refuses for good about the recipient or the content is permanent', () => {
  expect(permanent({ code: 'EENVELOPE', command: 'RCPT TO', responseCode: 550 })).toBe(true);
  expect(permanent({ code: 'EMESSAGE', command: 'DATA', responseCode: 554 })).toBe(true);
  expect(permanent({ code: 'EENVELOPE', command: 'API' })).toBe(true);
});

test('everything else passes, also what the operator has to set right', () => {
  expect(permanent({ code: 'EENVELOPE', command: 'RCPT TO', responseCode: 451 })).toBe(false);
  expect(permanent({ code: 'EENVELOPE', command: 'RCPT TO', responseCode: 530 })).toBe(false);
  expect(permanent({ code: 'EENVELOPE', command: 'MAIL FROM', responseCode: 550 })).toBe(false);
  expect(permanent({ code: 'EAUTH', command: 'AUTH PLAIN', responseCode: 535 })).toBe(false);
  expect(permanent({ code: 'EPROTOCOL', command: 'CONN', responseCode: 554 })).toBe(false);
  expect(permanent({ code: 'ETIMEDOUT', command: 'CONN' })).toBe(false);
  expect(permanent(new Error('anything'))).toBe(false);
});

test('the reason is short and names no address', () => {
  const { reason } = readFailure({
    code: 'EENVELOPE',
    command: 'RCPT TO',
    response: `550 5.1.1 <ada@example.org>: unknown ${'x'.repeat(500)}`
  });
  expect(reason).toMatch(/^EENVELOPE RCPT TO: 550 5\.1\.1 …: unknown x+$/);
  expect(reason.length).toBeLessThan(240);
});
