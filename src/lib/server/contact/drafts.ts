import { inLanguage, type Locale, type Localised } from '#lib/locale.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Topic } from './input.ts';

type Options = { locale: Locale };

/** What is worth saying on every message about a topic. */
const sentences: Record<string, (inputs: object, options: Options) => string> = {
  membership: m.care_reply_membership,
  alliance: m.care_reply_alliance,
  knowledge: m.care_reply_knowledge,
  media: m.care_reply_media,
  website: m.care_reply_website
} satisfies Partial<Record<Topic, unknown>>;

/** Where a reply about a topic may lead, and what the link is called. */
const links: Record<string, { path: string; label: (inputs: object, options: Options) => string }> = {
  membership: { path: '/join', label: m.care_link_membership },
  alliance: { path: '/alliances', label: m.care_link_alliance },
  knowledge: { path: '/library', label: m.care_link_knowledge },
  media: { path: '/about', label: m.care_link_media }
} satisfies Partial<Record<Topic, unknown>>;

/** The page that a reply about the topic may lead to, and its label in a language; undefined for topics without one. */
export function replyLink(topic: string, locale: Locale): { path: string; label: string } | undefined {
  const link = Object.hasOwn(links, topic) ? links[topic] : undefined;
  return link && { path: link.path, label: link.label({}, { locale }) };
}

/** A reply to begin with, in the language of the message, to be read and changed before it is sent. */
export function draftReply(
  message: { name: string; topic: string; locale: string; allianceName: Localised },
  writer: string
): string {
  const locale = message.locale as Locale;
  const options = { locale };
  const alliance = inLanguage(message.allianceName, locale).text;
  const sentence = Object.hasOwn(sentences, message.topic) ? sentences[message.topic]!({}, options) : undefined;
  return [
    m.care_reply_hello({ name: message.name.replace(/\s+/g, ' ') }, options),
    m.care_reply_thanks({}, options),
    ...(sentence ? [sentence] : []),
    m.care_reply_close({ name: writer, alliance }, options)
  ].join('\n\n');
}
