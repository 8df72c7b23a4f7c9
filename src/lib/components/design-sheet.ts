/** What the component sheet shows. Fictitious content; the figures and the map are examples of form, not facts. */

export const sheet = {
  title: 'Components',
  lede: 'The parts, in both schemes. If a screen needs something that is not here, it probably needs less.',
  type: {
    title: 'Type',
    intro:
      'Atkinson Hyperlegible Next; Arabic in Readex Pro, Bengali in Anek Bangla, each loaded on pages of its language.'
  },
  colour: { title: 'Colour', intro: 'Four playground colours, each bound to themes. A fill is never text.' },
  buttons: { title: 'Buttons, tags, states', intro: 'One main button a screen. They hop 3 px.' },
  fields: { title: 'Fields', intro: 'Label, hint, error, field.' },
  covers: {
    title: 'Covers',
    intro: 'From motif, colour and id: the same item has the same drawing, everywhere, for ever.'
  },
  lists: { title: 'Lists and tables', intro: 'Rows by hairline, heads by a line, numbers to the end.' },
  notices: { title: 'Notices', intro: 'A bar, a title, a pale ground. The words carry it.' },
  steps: { title: 'Steps', intro: 'Done, here, ahead. Only where order is real.' },
  event: { title: 'Event', intro: 'When and where, what the sources say, the agenda.' },
  empty: { title: 'Nothing here yet', intro: 'What will be here and how it gets here.' },
  figures: { title: 'Figures', intro: 'The thing counted, drawn.' },
  map: { title: 'Map', intro: 'Names find their own place, or leave it to the list.' },

  ramp: [
    { token: 't5', use: 'Cities thrive' },
    { token: 't4', use: 'Page title' },
    { token: 't3', use: 'Section title' },
    { token: 't2', use: 'Lead title' },
    { token: 't1', use: 'Item title and lede' },
    { token: 't0', use: 'Reading text, 18 px, lines of about 64 characters' },
    { token: 't-1', use: 'Labels, tables, secondary text' },
    { token: 't-2', use: 'Tags and meta, never smaller' }
  ],
  scripts: [
    { lang: 'ar', dir: 'rtl', text: 'مدن يزدهر فيها الأطفال والشباب' },
    { lang: 'bn', dir: 'ltr', text: 'শহরের রাস্তা ও উন্মুক্ত স্থান, শিশুদের জন্য' }
  ] as const,
  swatches: [
    { token: 'paper', use: 'ground' },
    { token: 'paper-2', use: 'sunk ground' },
    { token: 'ink', use: 'text, lines' },
    { token: 'ink-2', use: 'secondary text' },
    { token: 'edge', use: 'field borders' },
    { token: 'asphalt', use: 'announcing' },
    { token: 'sun-fill', use: 'play, participation, youth' },
    { token: 'sun-text', use: 'words' },
    { token: 'sun-wash', use: 'waits' },
    { token: 'coral-fill', use: 'streets, protection' },
    { token: 'coral-text', use: 'error, late' },
    { token: 'coral-wash', use: 'error' },
    { token: 'leaf-fill', use: 'climate, health, green' },
    { token: 'leaf-text', use: 'words' },
    { token: 'leaf-wash', use: 'done' },
    { token: 'sky-fill', use: 'homes, water, governance' },
    { token: 'sky-text', use: 'links' },
    { token: 'sky-wash', use: 'note' }
  ],
  themes: [
    { text: 'Participation', colour: 'sun' },
    { text: 'Road safety', colour: 'coral' },
    { text: 'Climate', colour: 'leaf' },
    { text: 'Housing', colour: 'sky', href: '#buttons' }
  ] as const,
  states: [
    { text: 'Open' },
    { text: 'Signed', kind: 'done' },
    { text: 'Waits for you', kind: 'waits' },
    { text: 'Late', kind: 'late' },
    { text: 'In review', kind: 'note' },
    { text: 'Past', kind: 'past' }
  ] as const,
  chips: ['Theme: Play', 'Year: 2022'],
  emailError: 'Add the part after the @. You wrote “name@”.',
  places: [
    { value: 'city', text: 'One city' },
    { value: 'country', text: 'A whole country' }
  ],
  policies: [
    { value: 'yes', text: 'Yes, in writing' },
    { value: 'writing', text: 'We are writing one', hint: 'You can join once it is adopted.' },
    { value: 'no', text: 'No' }
  ],
  countries: [
    { value: 'BD', text: 'Bangladesh' },
    { value: 'CO', text: 'Colombia' },
    { value: 'KE', text: 'Kenya' }
  ],
  items: [
    {
      href: '#lists',
      title: 'A street for an afternoon',
      pieces: [
        { text: 'A ', match: false },
        { text: 'street', match: true },
        { text: ' for an afternoon', match: false }
      ],
      cover: { id: 'afternoon', motif: 'crossings', colour: 'coral' },
      text: 'How one neighbourhood closed its road to cars on Sundays, and what the shops said after a year.',
      theme: { text: 'Road safety', colour: 'coral' },
      facts: ['Case study', 'Example Play Network', '2025']
    },
    {
      href: '#lists',
      title: 'Shade where children wait',
      cover: { id: 'shade', motif: 'canopy', colour: 'leaf' },
      theme: { text: 'Climate', colour: 'leaf' },
      facts: ['Brief', 'PDF']
    }
  ] as const satisfies object[],
  facet: [
    { text: 'Mobility', count: 5, href: '#a', current: true },
    { text: 'Road safety', count: 4, href: '#b', under: true },
    { text: 'Inclusive mobility', count: 0, href: '#c', under: true },
    { text: 'Public space', count: 2, href: '#d' }
  ],
  table: {
    heads: ['Organisation', 'Activity', 'Place', 'Countries'],
    rows: [
      ['Example Play Network', 'Play streets', 'Nairobi', '3'],
      ['Example Housing Union', 'Rent and repair advice', 'Dhaka', '1'],
      ['Example Foundation', 'School streets', 'Bogotá, Lima', '2']
    ]
  },
  files: [
    {
      href: '#full',
      title: 'The brief, full text',
      kind: 'PDF',
      facts: 'English · 24 pages · 1.8 MB',
      action: 'Download'
    },
    {
      href: '#print',
      title: 'Summary, two pages to print',
      kind: 'PDF',
      facts: 'English · 2 pages · 140 KB',
      action: 'Download'
    }
  ],
  pager: {
    previous: { href: '#1', text: 'Back' },
    next: { href: '#3', text: 'Next' },
    pages: [
      { href: '#1', text: '1' },
      { href: '#2', text: '2', current: true },
      { href: '#3', text: '3' },
      'gap' as const,
      { href: '#9', text: '9' }
    ]
  },
  noticeTexts: [
    { tone: 'sky', title: 'Good to know', text: 'The call stays readable after it closes, with its outcome.' },
    { tone: 'sun', title: 'Two sources differ', text: 'We show both and say which we follow.' },
    { tone: 'leaf', title: 'Signed', text: 'Your organisation’s name is on version 3.' },
    { tone: 'coral', title: 'Not sent', text: 'The line was cut. Your text is kept.' },
    { tone: undefined, title: 'Something missing?', text: 'An editor checks every suggestion and answers you.' }
  ] as const,
  stepSquares: [
    { title: 'Organisation', state: 'done', href: '#steps' },
    { title: 'Countries', state: 'done', href: '#steps' },
    { title: 'Themes', state: 'done', href: '#steps' },
    { title: 'Your offer', state: 'done', href: '#steps' },
    { title: 'Safe\u00adguarding', state: 'here', href: '#steps' },
    { title: 'Focal point', state: 'ahead' },
    { title: 'Charter', state: 'ahead' },
    { title: 'Check, send', state: 'ahead' }
  ] satisfies { title: string; state: 'done' | 'here' | 'ahead'; href?: string }[],
  times: {
    title: 'Two sources give different times',
    label: 'The forum lists 14:30 to 16:00, the blog 13:30 to 15:00. Both last 90 minutes.',
    rows: [
      { source: 'Forum programme', start: 870, end: 960, text: '14:30–16:00', chosen: true },
      { source: 'Alliance blog', start: 810, end: 900, text: '13:30–15:00' }
    ]
  },
  timesText: 'We show the programme’s, because the forum ran the room.',
  agenda: [
    { title: 'What the alliance is', text: 'What we want to achieve and what we have done so far' },
    {
      title: 'Interactive workshop',
      time: '15:00',
      text: 'Four questions on how alliances can work.',
      link: { href: '#event', text: 'Open the workshop' },
      here: true
    },
    { title: 'Closing remarks', text: 'Summary and next steps' }
  ],
  when: {
    datetime: '2026-06-29T14:30+02:00',
    weekday: 'Mon',
    day: '29',
    month: 'June 2026',
    time: '14:30–16:00',
    lines: ['in Katowice (UTC+2)', '15:30–17:00 in Nairobi, your zone'],
    place: 'Hall 2, Room 19',
    placeLines: ['Example Forum, Katowice']
  },
  facts: [
    { term: 'Kind', text: 'Brief' },
    { term: 'Year', text: 'Not stated in the source.', links: [{ href: '#event', text: 'Do you know it?' }] },
    { term: 'Languages', text: 'English, Swahili' }
  ],
  nothing: {
    title: 'No positions yet',
    text: 'When members agree on a text, it appears here with the names of those who signed.'
  },
  figureList: [
    {
      value: '~60 %',
      text: 'a share, as ten squares',
      source: 'Example source, 2026',
      colour: 'sky',
      subject: { kind: 'share', value: 60 }
    },
    {
      value: '350–500',
      unit: 'million',
      text: 'a range, solid to its low end and hatched to its high end',
      source: 'Example source, undated',
      colour: 'leaf',
      subject: { kind: 'range', low: 350, high: 500, top: 600 }
    },
    {
      value: '25',
      unit: 'an hour',
      text: 'a count, as so many squares',
      source: 'Our arithmetic',
      colour: 'coral',
      subject: { kind: 'count', count: 25 }
    }
  ] as const,
  world: {
    title: 'World map: three country alliances and the home countries of members, as an example',
    alliances: [
      { country: 'BD', label: 'Bangladesh', sub: 'Led by an example', href: '#map' },
      { country: 'CO', label: 'Colombia', sub: 'Led by an example', href: '#map' },
      { country: 'KE', label: 'Kenya', sub: 'Led by an example', href: '#map' }
    ],
    members: [
      { country: 'GB', label: 'United Kingdom', count: 4 },
      { country: 'NL', label: 'Netherlands', count: 3 },
      { country: 'US', label: 'United States', count: 2 },
      { country: 'BE', label: 'Belgium', count: 1 },
      { country: 'CH', label: 'Switzerland', count: 1 },
      { country: 'ES', label: 'Spain', count: 1 },
      { country: 'ZA', label: 'South Africa', count: 1 }
    ],
    legend: { alliance: 'Country alliance', country: 'Home country of members', members: 'Members, with their number' },
    note: 'Equal Earth projection. Borders shown imply no opinion on the status of any territory.'
  },
  story: [
    { title: 'Event', text: 'People who could act meet in one room', href: '#map' },
    { title: 'Workshop', text: 'They answer the hard questions together', href: '#map' },
    { title: 'Pledge', text: 'Each says what they will do, by when', href: '#map' },
    { title: 'Application', text: 'A coalition asks to start an alliance', href: '#map' },
    { title: 'Alliance', text: 'A city or country works as one', href: '#map' },
    { title: 'Knowledge', text: 'What was learned is written down', href: '#map' },
    { title: 'Position', text: 'Members say it with one voice', href: '#map' },
    { title: 'Figures', text: 'Everyone sees what changed', href: '#map' }
  ]
};
