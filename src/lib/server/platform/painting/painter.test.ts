import { expect, onTestFinished, test } from 'vitest';
import { cardSize, drawCard, type Picture } from '#lib/drawing/card.ts';
import { createPainter } from './painter.ts';

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

test('a process that takes too long is ended, and the next picture gets a new one', async () => {
  const slow = open({ limitMs: 1 });
  await expect(slow.paint(picture('One'))).rejects.toThrow('longer than 1 ms');
  const painter = open({ idleMs: 1 });
  await painter.paint(picture('One'));
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect((await painter.paint(picture('Two'))).length).toBeGreaterThan(1000);
});
