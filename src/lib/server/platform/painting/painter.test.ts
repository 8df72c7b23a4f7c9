import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { cardSize, drawCard, type Picture } from '#lib/drawing/card.ts';
import { until } from '../../../../../tests/support/until.ts';
import { createPainter, PainterBusy } from './painter.ts';

const picture = (title: string): Picture =>
  drawCard(
    { title, language: 'en', cover: { id: title, motif: 'kites', colour: 'sky' } },
    { name: 'Streets', colours: {}, mark: null, locale: 'en' }
  );

const open = (options?: Parameters<typeof createPainter>[0]) => {
  const painter = createPainter(options);
  onTestFinished(painter.stop);
  return painter;
};

test('pictures asked for at once are painted one after the other, each for who asked', async () => {
  const painter = open();
  const [one, two, again] = await Promise.all([picture('One'), picture('Two'), picture('One')].map(painter.paint));
  expect(one!.readUInt32BE(16)).toBe(cardSize.width);
  expect(again).toEqual(one);
  expect(two).not.toEqual(one);
});

test('a picture that cannot be painted fails alone', async () => {
  const painter = open();
  const broken = painter.paint({ ...picture('One'), images: [{ src: 'drawing', svg: 'not an image' }] });
  const sound = painter.paint(picture('One'));
  await expect(broken).rejects.toThrow();
  expect((await sound).length).toBeGreaterThan(1000);
});

test('a process that takes too long is ended, and the picture that waited gets a new one', async () => {
  const painter = open({ limitMs: 5_000 });
  await painter.paint(picture('One'));
  const first = painter.pid()!;
  process.kill(first, 'SIGSTOP');
  const slow = painter.paint(picture('Two'));
  const next = painter.paint(picture('Three'));
  await expect(slow).rejects.toThrow('longer than 5000 ms');
  expect((await next).length).toBeGreaterThan(1000);
  expect(painter.pid()).not.toBe(first);
});

test('a process that had nothing to do for a while is let go, and the next picture gets a new one', async () => {
  const painter = open({ idleMs: 1 });
  await painter.paint(picture('One'));
  await until(() => painter.pid() === undefined);
  expect((await painter.paint(picture('Two'))).length).toBeGreaterThan(1000);
});

test('the same picture asked for at once is painted once, and anew when it is asked for later', async () => {
  const painter = open();
  const [one, again] = await Promise.all([painter.paint(picture('One')), painter.paint(picture('One'))]);
  expect(again).toBe(one);
  const later = await painter.paint(picture('One'));
  expect(later).not.toBe(one);
  expect(later).toEqual(one);
});

test('more than may wait are refused at once, and those who wait get theirs', async () => {
  const painter = open({ mostWaiting: 2 });
  const taken = ['One', 'Two', 'Three'].map((title) => painter.paint(picture(title)));
  await expect(painter.paint(picture('Four'))).rejects.toThrow(PainterBusy);
  expect(await painter.paint(picture('Two'))).toBe(await taken[1]);
  expect(await Promise.all(taken)).toHaveLength(3);
  expect((await painter.paint(picture('Four'))).length).toBeGreaterThan(1000);
});

test('what cannot be sent fails at once, and the process goes on', async () => {
  const painter = open({ limitMs: 2_000 });
  await painter.paint(picture('One'));
  const first = painter.pid();
  await expect(painter.paint({ ...picture('Two'), width: (() => 1) as never })).rejects.toThrow('could not be cloned');
  await sleep(2_500);
  await painter.paint(picture('Three'));
  expect(painter.pid()).toBe(first);
});
