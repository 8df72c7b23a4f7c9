import type { Actions } from '@sveltejs/kit';
import { locales } from '#lib/locale.ts';
import { checklistLines, checklistOf } from '#lib/server/joining/checklist.ts';
import { previewWelcome } from '#lib/server/joining/deciding/decision-mails.ts';
import { getOwnRules, getRules } from '#lib/server/membership/rules.ts';
import { numberRules, readRules, ruleFields, ruleGroups } from '#lib/server/joining/settings-input.ts';
import { setRules, settingsOf } from '#lib/server/joining/settings.ts';
import { onlyChanged, readForm, refuse } from '#lib/server/web/form.ts';
import { goTo } from '#lib/server/web/said.ts';
import { getSite } from '#lib/server/web/site.ts';
import type { PageServerLoad } from './$types';

/** The rules with the fields of their form as they stand. */
async function readStored(ctx: App.Locals['ctx'], allianceId: number) {
  const [{ own, above, isRoot }, rules] = await Promise.all([getOwnRules(ctx, allianceId), getRules(ctx, allianceId)]);
  const isAsked = own.checklist?.some(({ retired }) => !retired) ?? false;
  const lines = Object.fromEntries(locales.map((locale) => [locale, isAsked ? checklistLines(rules, locale) : '']));
  return { above, isRoot, rules, stored: ruleFields(own, lines) };
}

export const load: PageServerLoad = async ({ locals }) => {
  const { ctx } = locals;
  const site = getSite(locals);
  const allianceId = settingsOf(ctx, site.id);
  const { above, isRoot, rules, stored } = await readStored(ctx, allianceId);
  return {
    stored,
    above,
    isRoot,
    numbers: numberRules,
    groups: ruleGroups,
    checked: checklistOf(rules, ctx.locale),
    preview: previewWelcome(ctx, site.name, rules.welcome[ctx.locale])
  };
};

export const actions: Actions = {
  default: async ({ locals, request }) => {
    const values = await readForm(request);
    try {
      const allianceId = settingsOf(locals.ctx, getSite(locals).id);
      const { stored } = await readStored(locals.ctx, allianceId);
      await setRules(locals.ctx, allianceId, readRules(onlyChanged(values, stored)));
    } catch (error) {
      return refuse(error, values);
    }
    goTo(locals.ctx, '/desk/settings/membership', 'saved');
  }
};
