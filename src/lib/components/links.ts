/** What header, footer and lists of links are given. */
export type Link = { text: string; href: string };
export type NavLink = Link & { current?: boolean };

/** A language of the interface, named in itself, leading to the same page in it. */
export type Language = { code: string; name: string; href: string; current?: boolean };
