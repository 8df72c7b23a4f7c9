import type { Actions } from '@sveltejs/kit';
import { locales } from '#lib/locale.ts';
import { checklistLines, checklistOf } from '#lib/server/joining/checklist.ts';
import { previewWelcome } from '#lib/server/joining/deciding/decision-mails.ts';
import { getOwnRules, getRules } from '#lib/server/membership/rules.ts';
import { numberRules, readRules, ruleGroups } from '#lib/server/joining/settings-input.ts';
import { setRules, settingsOf } from '#lib/server/joining/settings.ts';
import { readForm, refuse } from '#lib/server/web/form.ts';
import { goTo } from '#lib/server/web/said.ts';
import { getSite } from '#lib/server/web/site.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
  const { ctx } = locals;
  const site = getSite(locals);
  const allianceId = settingsOf(ctx, site.id);
  const [{ own, above, isRoot }, rules] = await Promise.all([getOwnRules(ctx, allianceId), getRules(ctx, allianceId)]);
  const isAsked = own.checklist?.some(({ retired }) => !retired) ?? false;
  return {
    own,
    above,
    isRoot,
    numbers: numberRules,
    groups: ruleGroups,
    lines: Object.fromEntries(locales.map((locale) => [locale, isAsked ? checklistLines(rules, locale) : ''])),
    checked: checklistOf(rules, ctx.locale),
    preview: previewWelcome(ctx, site.name, rules.welcome[ctx.locale])
  };
};

export const actions: Actions = {
  default: async ({ locals, request }) => {
    const values = await readForm(request);
    try {
      await setRules(locals.ctx, settingsOf(locals.ctx, getSite(locals).id), readRules(values));
    } catch (error) {
      return refuse(error, values);
    }
    goTo(locals.ctx, '/desk/settings/membership', 'saved');
  }
};
