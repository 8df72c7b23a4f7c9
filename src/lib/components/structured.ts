/** What search engines read: schema.org, for PageHead's `data`. Addresses are whole, with their origin. */

type Thing = Record<string, unknown>;
type Crumb = { text: string; href?: string };

/** Several things of one page. */
export const graph = (...things: (Thing | undefined)[]): Thing => ({ '@graph': things.filter(Boolean) });

/** The way to a page from the home page, as `Crumbs` shows it; the last one needs no address. */
export function breadcrumbs(items: Crumb[], origin: string): Thing {
  return {
    '@type': 'BreadcrumbList',
    itemListElement: items.map(({ text, href }, i) => ({
      '@type': 'ListItem',
      position: i + 1,
      name: text,
      ...(href && { item: origin + href })
    }))
  };
}

interface Place {
  kind: string;
  countryCode: string;
  name: string;
}

export interface EventThing {
  title: string;
  lede: string | null;
  language: string;
  kind: string;
  status: string;
  startsOn: string;
  endsOn: string;
  startsAt: string | null;
  endsAt: string | null;
  venue: string | null;
  room: string | null;
  place: Place | null;
  hosts: { role: string; name: string; slug: string | null }[];
  speakers: { name: string; organisation: string | null; slug: string | null }[];
  parentTitle: string | null;
  parentSlug: string | null;
  parts: { slug: string; title: string; startsOn: string }[];
  when: { offset: string | null; endOffset: string | null };
}

/** An event with its start as a time with offset, or as a day where no clock time is known. */
export function eventThing(event: EventThing, url: string, to: (path: string) => string): Thing {
  const organisation = ({ name, slug }: { name: string; slug?: string | null }) => ({
    '@type': 'Organization',
    name,
    ...(slug && { url: to(`/members/${slug}`) })
  });
  const at = (date: string, time: string | null, offset: string | null) =>
    time ? `${date}T${time.slice(0, 5)}:00${offset ?? ''}` : date;
  const hosts = event.hosts.filter((host) => host.role === 'host').map(organisation);
  const partners = event.hosts.filter((host) => host.role === 'partner').map(organisation);
  const location = locationOf(event);
  return {
    '@type': 'Event',
    name: event.title,
    url,
    inLanguage: event.language,
    ...(event.lede && { description: event.lede }),
    startDate: at(event.startsOn, event.startsAt, event.when.offset),
    endDate: at(event.endsOn, event.endsAt, event.when.endOffset),
    eventStatus: `https://schema.org/${event.status === 'cancelled' ? 'EventCancelled' : 'EventScheduled'}`,
    ...(event.kind === 'webinar' && { eventAttendanceMode: 'https://schema.org/OnlineEventAttendanceMode' }),
    ...(location && { location, eventAttendanceMode: 'https://schema.org/OfflineEventAttendanceMode' }),
    ...(hosts.length > 0 && { organizer: hosts }),
    ...(partners.length > 0 && { contributor: partners }),
    ...(event.speakers.length > 0 && {
      performer: event.speakers.map(({ name, organisation: of, slug }) => ({
        '@type': 'Person',
        name,
        ...(of && { affiliation: organisation({ name: of, slug }) })
      }))
    }),
    ...(event.parentSlug && {
      superEvent: { '@type': 'Event', name: event.parentTitle, url: to(`/events/${event.parentSlug}`) }
    }),
    ...(event.parts.length > 0 && {
      subEvent: event.parts.map(({ slug, title, startsOn }) => ({
        '@type': 'Event',
        name: title,
        startDate: startsOn,
        url: to(`/events/${slug}`)
      }))
    })
  };
}

function locationOf({ venue, room, place }: EventThing): Thing | undefined {
  if (!place && !venue) return undefined;
  return {
    '@type': 'Place',
    name: [room, venue].filter(Boolean).join(', ') || place?.name,
    ...(place && {
      address: {
        '@type': 'PostalAddress',
        addressCountry: place.countryCode,
        ...(place.kind === 'city' && { addressLocality: place.name })
      }
    })
  };
}
