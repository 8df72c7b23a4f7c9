import * as v from 'valibot';
import { withAbove } from '../platform/db/within.ts';
import type { Context } from '../platform/context.ts';
import { language, localised } from '../platform/input.ts';

const days = (least: number, most: number) => v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));

/** Items of a checklist that are kept, with those that are asked no more. */
export const mostItems = 100;

const checklistItem = v.object({
  key: v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{0,39}$/)),
  text: localised(300),
  /** It is asked no more; what it asked is kept for the applications of which it was answered. */
  retired: v.optional(v.literal(true))
});
export type ChecklistItem = v.InferOutput<typeof checklistItem>;

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
  /** In which the secretariat writes the reason of what the committee did not approve. */
  concludeDays: v.optional(days(1, 60), 3),
  /** An applicant who was asked for more answers within this. */
  answerDays: v.optional(days(1, 180), 21),
  /** A draft that nobody touched is deleted after this; its applicant is told some days before. */
  draftDays: v.optional(days(7, 365), 60),
  draftWarnDays: v.optional(days(1, 60), 7),
  /** For the first tasks of a new member. */
  firstStepsDays: v.optional(days(1, 180), 14),
  /** Who was declined may apply again after this many months. */
  reapplyMonths: v.optional(days(0, 60), 6),
  /** The yearly question: months between confirmations, days to answer, reminders before the end, lapse after it. */
  confirmMonths: v.optional(days(1, 60), 12),
  confirmDays: v.optional(days(7, 180), 42),
  reminderDays: v.optional(v.pipe(v.array(days(1, 90)), v.maxLength(5)), [21, 7]),
  lapseDays: v.optional(days(1, 365), 60),
  /** In which the secretariat looks at a membership that lapses, ended or wants to come back. */
  reviewDays: v.optional(days(1, 180), 14),
  /** In which the secretariat decides on another name or kind of a member. */
  changeDays: v.optional(days(1, 180), 7),
  /** Whether the people of members are asked to accept a newer charter, and within how many days. */
  askCharter: v.optional(v.boolean(), false),
  charterDays: v.optional(days(1, 365), 30),
  /** Who left or lapsed may come back without applying anew for this many months. */
  returnMonths: v.optional(days(0, 60), 24),
  /** What the secretariat checks: a key and the question in the languages of the alliance. */
  checklist: v.optional(v.pipe(v.array(checklistItem), v.maxLength(mostItems))),
  /** The alliance's own words in the welcome mail, by language; without, the product's. */
  welcome: v.optional(v.record(language, v.pipe(v.string(), v.trim(), v.maxLength(3000))), {})
});
export type MembershipRules = v.InferOutput<typeof rulesSchema>;

/** What an alliance has set itself. What is missing holds as the alliance above has it, or the product. */
export type OwnRules = Partial<MembershipRules>;

/** The items that are asked, of the nearest that has any, and after them what is asked no more, each once. */
function combineChecklists(levels: OwnRules[]): ChecklistItem[] | undefined {
  const isAsked = ({ retired }: ChecklistItem) => !retired;
  const nearest = levels.find(({ checklist }) => checklist?.some(isAsked))?.checklist ?? [];
  const retired = levels.flatMap(({ checklist = [] }) => checklist.filter((item) => !isAsked(item)));
  const items = new Map<string, ChecklistItem>();
  for (const item of [...nearest.filter(isAsked), ...retired]) if (!items.has(item.key)) items.set(item.key, item);
  return items.size > 0 ? [...items.values()].slice(0, mostItems) : undefined;
}

/** The rules of one alliance out of its own and those of the alliances above it, the nearest first. */
function combine(levels: OwnRules[]): MembershipRules {
  const farthestFirst = levels.toReversed();
  return v.parse(rulesSchema, {
    ...Object.assign({}, ...farthestFirst),
    welcome: Object.assign({}, ...farthestFirst.map(({ welcome }) => welcome)),
    checklist: combineChecklists(levels)
  });
}

/** What an alliance and those above it have set, the nearest first. */
async function listLevels(ctx: Context, allianceId: number): Promise<OwnRules[]> {
  const rows = await withAbove(ctx.db, allianceId)
    .selectFrom('above')
    .leftJoin('membershipRules as r', 'r.allianceId', 'above.id')
    .select('r.data')
    .orderBy('above.distance')
    .execute();
  return rows.map(({ data }) => (data ?? {}) as OwnRules);
}

/** The rules of an alliance: its own, or else those of the nearest one above it, or else the product's proposal. */
export async function getRules(ctx: Context, allianceId: number): Promise<MembershipRules> {
  return combine(await listLevels(ctx, allianceId));
}

/** What an alliance has set itself, and what holds where it has set nothing. */
export async function getOwnRules(
  ctx: Context,
  allianceId: number
): Promise<{ own: OwnRules; above: MembershipRules; isRoot: boolean }> {
  const [own = {}, ...above] = await listLevels(ctx, allianceId);
  return { own, above: combine(above), isRoot: above.length === 0 };
}
