import { m } from '#lib/paraglide/messages.js';

const labels: Record<string, () => string> = {
  membership: m.contact_topic_membership,
  alliance: m.contact_topic_alliance,
  knowledge: m.contact_topic_knowledge,
  media: m.contact_topic_media,
  website: m.contact_topic_website,
  other: m.contact_topic_other
};

/** What a topic of a message is called. */
export const topicLabel = (topic: string): string => labels[topic]?.() ?? topic;
