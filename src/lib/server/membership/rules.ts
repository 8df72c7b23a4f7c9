import * as v from 'valibot';
import type { Context } from '../platform/context.ts';
import { language, localised } from '../platform/input.ts';

const days = (least: number, most: number) => v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));

/**
 * What an alliance asks and how it decides: every period, in days unless named otherwise. They are the product's
 * proposals until an alliance sets its own.
 */
export const rulesSchema = v.object({
  /** Whether organisations may apply now. */
  open: v.optional(v.boolean(), true),
  /** How applications are decided. */
  method: v.optional(v.picklist(['secretariat', 'consent', 'vote']), 'consent'),
  /** How many must say something for a vote to count. */
  quorum: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(200)), 3),
  /** Until the secretariat has looked at an application, and until the committee has decided. */
  screeningDays: v.optional(days(1, 180), 10),
  decisionDays: v.optional(days(1, 180), 14),
  /** Before the deadline of a decision, those who said nothing are reminded. */
  decisionReminderDays: v.optional(days(1, 60), 3),
  /** An applicant who was asked for more answers within this. */
  answerDays: v.optional(days(1, 180), 21),
  /** A draft that nobody touched is deleted after this. */
  draftDays: v.optional(days(7, 365), 60),
  /** Who was declined may apply again after this many months. */
  reapplyMonths: v.optional(days(0, 60), 6),
  /** The yearly question: months between confirmations, days to answer, reminders before the end, lapse after it. */
  confirmMonths: v.optional(days(1, 60), 12),
  confirmDays: v.optional(days(7, 180), 42),
  reminderDays: v.optional(v.pipe(v.array(days(1, 90)), v.maxLength(5)), [21, 7]),
  lapseDays: v.optional(days(1, 365), 60),
  /** Who left or lapsed may come back without applying anew for this many months. */
  returnMonths: v.optional(days(0, 60), 24),
  /** What the secretariat checks: a key and the question in the languages of the alliance. */
  checklist: v.optional(
    v.pipe(
      v.array(v.object({ key: v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{0,39}$/)), text: localised(300) })),
      v.maxLength(20)
    )
  ),
  /** The alliance's own words in the welcome mail, by language; without, the product's. */
  welcome: v.optional(v.record(language, v.pipe(v.string(), v.trim(), v.maxLength(3000))), {})
});
export type MembershipRules = v.InferOutput<typeof rulesSchema>;

/** The rules of an alliance; what it has not set is the product's proposal. */
export async function getRules(ctx: Context, allianceId: number): Promise<MembershipRules> {
  const row = await ctx.db
    .selectFrom('membershipRules')
    .select('data')
    .where('allianceId', '=', allianceId)
    .executeTakeFirst();
  return v.parse(rulesSchema, row?.data ?? {});
}
