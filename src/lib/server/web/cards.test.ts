import { expect, test } from 'vitest';
import { drawIcon } from '#lib/drawing/card.ts';
import { iconPicture } from '#lib/drawing/pictures.ts';
import { PainterBusy } from '../platform/painting/painter.ts';
import { provideApp } from './app.ts';
import { pictureResponse } from './cards.ts';

const answerWhen = (paint: () => Promise<Buffer<ArrayBuffer>>) => {
  provideApp({ paint } as never);
  return pictureResponse({ tags: [] } as never, drawIcon(iconPicture({}, null, 180), 180));
};

test('while too many pictures wait, one more is to be asked for later', async () => {
  const answer = await answerWhen(() => Promise.reject(new PainterBusy('full')));
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '10']);
  expect(answer.headers.get('cache-control')).toBe('no-store');
});

test('a picture that cannot be painted is an error, and one that can is a picture', async () => {
  await expect(answerWhen(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  const answer = await answerWhen(async () => Buffer.from('png'));
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/png']);
});
