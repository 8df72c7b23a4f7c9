import type { RequestEvent } from '@sveltejs/kit';
import type { Saying } from '#lib/sayings.ts';
import { Invalid, NotFound } from '../platform/errors.ts';
import { reachOf, secretariat } from '../platform/roles.ts';
import type { Context } from '../platform/context.ts';
import { readForm, refuseConflict } from './form.ts';
import { readId } from './params.ts';
import { goTo } from './said.ts';
import { requireSession } from './session.ts';

type Values = Record<string, string | string[]>;

/**
 * An action of the page of one record: does its work and shows the record again, with a line of what was done. A state that does not allow it any more
 * comes back as a problem of the page (`main.conflict`), beside what was typed.
 */
export const recordAction =
  (base: string, work: (event: RequestEvent, id: number, values: Values) => Promise<unknown>, said: Saying) =>
  async (event: RequestEvent) => {
    requireSession(event);
    const id = readId(event.params.id ?? '');
    const values = await readForm(event.request);
    try {
      await work(event, id, values);
    } catch (error) {
      return refuseConflict(error, values, 'main');
    }
    goTo(event.locals.ctx, `${base}/${id}`, said);
  };

/** One problem of one field. */
export const invalid = (field: string, code: string): Invalid => new Invalid([{ field, code }]);

/** A text of a form that must be there. @throws Invalid `missing`, `too-long` */
export function requiredText(values: Values, field: string, limit: number): string {
  const text = String(values[field] ?? '').trim();
  if (!text) throw invalid(field, 'missing');
  if (text.length > limit) throw new Invalid([{ field, code: 'too-long', values: { limit } }]);
  return text;
}

/** The alliance in whose name the actor works as its secretariat: the widest, where there are several. @throws NotFound */
export function secretariatOf({ actor }: Context): number {
  const [allianceId] = reachOf(actor, secretariat);
  if (allianceId === undefined) throw new NotFound('secretariat');
  return allianceId;
}

/** Whether the actor belongs to the secretariat of an alliance. */
export const isOfSecretariat = ({ actor }: Context): boolean => reachOf(actor, secretariat).length > 0;
