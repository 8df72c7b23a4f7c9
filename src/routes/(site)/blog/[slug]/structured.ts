interface Post {
  date: string | null;
  authors: string[];
  seriesLabel: string | null;
  themes: { label: string }[];
  url: string | null;
}

/** A post for search engines (schema.org). Whether an author is a person is not recorded, so it is not said. */
export function postThing(
  post: Post,
  text: { title: string; summary: string; language: string },
  url: string,
  listed: boolean
) {
  return {
    '@type': 'BlogPosting',
    headline: text.title,
    abstract: text.summary || undefined,
    inLanguage: text.language,
    datePublished: post.date ?? undefined,
    author: post.authors.length > 0 ? post.authors.map((name) => ({ name })) : undefined,
    about: post.themes.map(({ label }) => label),
    isPartOf: post.seriesLabel ? { '@type': 'CreativeWorkSeries', name: post.seriesLabel } : undefined,
    url,
    sameAs: post.url && !listed ? post.url : undefined
  };
}
