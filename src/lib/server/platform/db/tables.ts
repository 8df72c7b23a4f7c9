// Written by scripts/schema.ts from the migrations; not edited by hand.
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { Citations, Colours, DerivedFigure, Localised, Source } from './json.ts';

interface ActivityTable {
  id: GeneratedAlways<number>;
  allianceId: number;
  slug: string;
  title: string;
  language: Generated<string>;
  themeId: number | null;
  dates: string | null;
  status: string;
  note: string | null;
  sources: ColumnType<Source[], string, string>;
}

interface ActivityOrganisationTable {
  activityId: number;
  position: number;
  organisationId: number | null;
  name: string;
}

interface ActivityPlaceTable {
  activityId: number;
  placeId: number;
}

interface AddressChangeTable {
  personId: number;
  email: string;
  askedAt: Date;
  asks: Generated<number>;
}

interface AllianceTable {
  id: GeneratedAlways<number>;
  parentId: number | null;
  level: string;
  slug: string;
  name: ColumnType<Localised, string, string>;
  shortName: string | null;
  tagline: ColumnType<Localised, string | undefined, string>;
  lede: ColumnType<Localised, string | undefined, string>;
  about: ColumnType<Localised, string | undefined, string>;
  placeId: number | null;
  status: string;
  locales: Generated<string[]>;
  colours: ColumnType<Colours, string | undefined, string>;
  mark: string | null;
  sources: ColumnType<Source[], string | undefined, string>;
  createdAt: Date;
}

interface ApplicationTable {
  id: GeneratedAlways<number>;
  allianceId: number;
  reference: string;
  state: string;
  organisationId: number | null;
  locale: string;
  name: string;
  shortName: string | null;
  kind: string | null;
  kindNote: string | null;
  countryId: number | null;
  city: string | null;
  website: string | null;
  placeIds: Generated<number[]>;
  themeIds: Generated<number[]>;
  logoFileId: number | null;
  does: string | null;
  why: string | null;
  offers: string | null;
  safeguarding: string | null;
  safeguardingNote: string | null;
  safeguardingFileId: number | null;
  safeguardingUrl: string | null;
  focalName: string | null;
  focalEmail: string;
  focalTitle: string | null;
  focalConfirmedAt: Date | null;
  signatoryName: string | null;
  signatoryEmail: string | null;
  signatoryTitle: string | null;
  charterId: number | null;
  charterAcceptedAt: Date | null;
  steps: Generated<string[]>;
  createdAt: Date;
  changedAt: Date;
  sentAt: Date | null;
  dueAt: Date | null;
  decidedAt: Date | null;
  reason: string | null;
  reapplyOn: string | null;
  links: Generated<number>;
  showing: string | null;
  replaced: ColumnType<Record<string, string | string[]> | null, string | null | undefined, string | null>;
  warnedAt: Date | null;
  words: GeneratedAlways<string | null>;
}

interface ApplicationCheckTable {
  applicationId: number;
  item: string;
  answer: string;
  note: string | null;
  personId: number;
  at: Date;
}

interface ApplicationMessageTable {
  id: GeneratedAlways<number>;
  applicationId: number;
  personId: number | null;
  text: string;
  showing: string | null;
  at: Date;
}

interface ApplicationStepTable {
  id: GeneratedAlways<number>;
  applicationId: number;
  state: string;
  at: Date;
  personId: number | null;
  reason: string | null;
}

interface CharterTable {
  id: GeneratedAlways<number>;
  allianceId: number;
  version: number;
  title: ColumnType<Localised, string, string>;
  text: ColumnType<Localised, string, string>;
  adopted: boolean;
  publishedAt: Date | null;
  publishedBy: number | null;
}

interface ConcernTable {
  id: GeneratedAlways<number>;
  allianceId: number;
  reference: string;
  fingerprint: string;
  text: string;
  about: string | null;
  place: string | null;
  urgent: boolean;
  contact: string | null;
  locale: string;
  createdAt: Date;
  state: Generated<string>;
  severity: string | null;
}

interface ConcernStepTable {
  id: GeneratedAlways<number>;
  concernId: number;
  state: string;
  text: string;
  personId: number;
  at: Date;
  showing: string | null;
  severity: string | null;
  referredTo: string | null;
  toAddress: string | null;
  mailId: number | null;
}

interface ConfirmationTable {
  id: GeneratedAlways<number>;
  membershipId: number;
  year: number;
  askedAt: Date;
  dueAt: Date;
  reminders: Generated<number>;
  remindedAt: Date | null;
  answeredAt: Date | null;
  answer: string | null;
  answeredBy: number | null;
  unconfirmedAt: Date | null;
}

interface DecisionTable {
  id: GeneratedAlways<number>;
  allianceId: number;
  applicationId: number;
  method: string;
  recommendation: string;
  paper: string;
  quorum: Generated<number>;
  openedAt: Date;
  openedBy: number | null;
  deadline: Date;
  remindedAt: Date | null;
  closedAt: Date | null;
  closedBy: number | null;
  result: string | null;
  reason: string | null;
}

interface DecisionVoiceTable {
  decisionId: number;
  personId: number;
  freeAt: Date | null;
  recusedAt: Date | null;
  recusal: string | null;
  choice: string | null;
  note: string | null;
  saidAt: Date | null;
}

interface EventTable {
  id: GeneratedAlways<number>;
  allianceId: number;
  parentId: number | null;
  slug: string;
  kind: string;
  language: string;
  title: string;
  lede: string | null;
  startsOn: string;
  endsOn: string;
  startsAt: string | null;
  endsAt: string | null;
  timezone: string | null;
  venue: string | null;
  room: string | null;
  placeId: number | null;
  reference: string | null;
  track: string | null;
  languages: Generated<string[]>;
  runByAlliance: boolean | null;
  note: string | null;
  status: Generated<string>;
  sequence: Generated<number>;
  sources: ColumnType<Source[], string | undefined, string>;
  publishedAt: Date | null;
  changedAt: Date;
}

interface EventAgendaItemTable {
  eventId: number;
  position: number;
  title: string;
  text: string | null;
}

interface EventHostTable {
  eventId: number;
  position: number;
  role: string;
  organisationId: number | null;
  name: string;
}

interface EventObjectiveTable {
  eventId: number;
  position: number;
  text: string;
}

interface EventOutcomeTable {
  eventId: number;
  position: number;
  date: string | null;
  text: string;
  allianceSlugs: Generated<string[]>;
}

interface EventSpeakerTable {
  eventId: number;
  position: number;
  name: string;
  role: string | null;
  organisation: string | null;
  moderator: Generated<boolean>;
  note: string | null;
}

interface EventThemeTable {
  eventId: number;
  themeId: number;
  position: number;
}

interface EventTimeClaimTable {
  eventId: number;
  position: number;
  source: string;
  startsAt: string;
  endsAt: string;
  used: boolean;
}

interface FigureTable {
  id: GeneratedAlways<number>;
  allianceId: number;
  slug: string;
  low: number;
  high: number | null;
  approximate: boolean;
  unit: string;
  label: ColumnType<Localised, string, string>;
  date: string | null;
  sourceLabel: string;
  derived: ColumnType<DerivedFigure[], string | undefined, string>;
  sources: ColumnType<Source[], string, string>;
  position: number;
}

interface FileTable {
  id: GeneratedAlways<number>;
  sha256: string;
  bytes: number;
  mediaType: string;
  name: string;
  public: Generated<boolean>;
  createdAt: Date;
}

interface ImportTable {
  id: GeneratedAlways<number>;
  allianceId: number;
  personId: number;
  name: string;
  data: ColumnType<Record<string, unknown>, string, string>;
  createdAt: Date;
  doneAt: Date | null;
  undoneAt: Date | null;
}

interface JournalTable {
  id: GeneratedAlways<number>;
  at: Generated<Date>;
  fact: string;
  subjectKind: string;
  subjectId: number;
  allianceId: number | null;
  actorKind: string;
  actorId: number | null;
  requestId: string | null;
  data: ColumnType<Record<string, unknown>, string | undefined, string>;
}

interface KnownDeviceTable {
  id: GeneratedAlways<number>;
  personId: number;
  tokenHash: string;
  label: string;
  firstSeenAt: Date;
  lastSeenAt: Date;
}

interface MailTable {
  id: GeneratedAlways<number>;
  kind: string;
  fromName: string | null;
  toAddress: string;
  locale: string;
  subject: string;
  text: string;
  html: string;
  headers: ColumnType<Record<string, string>, string | undefined, string>;
  replyTo: string | null;
  createdAt: Date;
  attempts: Generated<number>;
  lastError: string | null;
  claimedUntil: Date | null;
  sentAt: Date | null;
  givenUpAt: Date | null;
  apart: Generated<boolean>;
  leftAt: Date | null;
  leftBy: number | null;
}

interface MemberCountTable {
  id: GeneratedAlways<number>;
  allianceId: number;
  count: number;
  qualifier: string;
  date: string | null;
  note: ColumnType<Localised | null, string | null | undefined, string | null>;
  sources: ColumnType<Source[], string, string>;
}

interface MembershipTable {
  id: GeneratedAlways<number>;
  organisationId: number;
  allianceId: number;
  role: string;
  firstSeen: number | null;
  since: string | null;
  charterId: number | null;
  confirmedAt: Date | null;
  endedAt: Date | null;
  endedHow: string | null;
  endedReason: string | null;
  returnAskedAt: Date | null;
  returnAskedBy: number | null;
  charterAcceptedAt: Date | null;
  charterAcceptedBy: number | null;
}

interface MembershipRulesTable {
  allianceId: number;
  data: ColumnType<Record<string, unknown>, string, string>;
}

interface MergeTable {
  id: GeneratedAlways<number>;
  kind: string;
  keptId: number;
  mergedId: number;
  allianceId: number | null;
  data: ColumnType<Record<string, unknown>, string, string>;
  at: Date;
  by: number | null;
  undoneAt: Date | null;
  undoneBy: number | null;
}

interface MessageTable {
  id: GeneratedAlways<number>;
  allianceId: number;
  reference: string;
  fingerprint: string;
  name: string;
  email: string;
  topic: string;
  text: string;
  locale: string;
  createdAt: Date;
  closedAt: Date | null;
  closedBy: number | null;
  words: GeneratedAlways<string | null>;
  closedHow: string | null;
}

interface MessageReplyTable {
  id: GeneratedAlways<number>;
  messageId: number;
  personId: number | null;
  text: string;
  at: Date;
  showing: string | null;
  link: Generated<boolean>;
  mailId: number | null;
}

interface MilestoneTable {
  id: GeneratedAlways<number>;
  allianceId: number;
  date: string;
  text: ColumnType<Localised, string, string>;
  sources: ColumnType<Source[], string, string>;
  note: ColumnType<Localised | null, string | null | undefined, string | null>;
}

interface NamedPersonTable {
  id: GeneratedAlways<number>;
  allianceId: number;
  organisationId: number | null;
  name: string;
  role: ColumnType<Localised, string, string>;
  position: number;
  sources: ColumnType<Source[], string, string>;
}

interface NoteTable {
  id: GeneratedAlways<number>;
  subjectKind: string;
  subjectId: number;
  allianceId: number;
  personId: number;
  text: string;
  at: Date;
}

interface OneTimeLinkTable {
  id: GeneratedAlways<number>;
  purpose: string;
  secretHash: string;
  subjectId: number | null;
  createdAt: Date;
  expiresAt: Date | null;
  usedAt: Date | null;
}

interface OrganisationTable {
  id: GeneratedAlways<number>;
  allianceId: number;
  slug: string;
  name: string;
  shortName: string | null;
  kind: string;
  kindNote: string | null;
  countryId: number | null;
  countryConfirmed: Generated<boolean>;
  city: string | null;
  website: string | null;
  summary: string | null;
  note: string | null;
  language: Generated<string>;
  status: Generated<string>;
  sources: ColumnType<Source[], string | undefined, string>;
  createdAt: Date;
  aliases: Generated<string[]>;
  logoFileId: number | null;
  does: string | null;
  offers: string | null;
  safeguarding: string | null;
  safeguardingFileId: number | null;
  safeguardingUrl: string | null;
  confirmedAt: Date | null;
  mergedIntoId: number | null;
  changedAt: Date | null;
  folded: GeneratedAlways<string | null>;
  words: GeneratedAlways<string | null>;
  host: GeneratedAlways<string | null>;
  safeguardingNote: string | null;
  knownNames: GeneratedAlways<string[] | null>;
}

interface OrganisationChangeTable {
  id: GeneratedAlways<number>;
  organisationId: number;
  name: string;
  shortName: string | null;
  kind: string;
  reason: string | null;
  askedBy: number | null;
  askedAt: Date;
  decidedAt: Date | null;
  decidedBy: number | null;
  accepted: boolean | null;
  answer: string | null;
}

interface OrganisationPlaceTable {
  organisationId: number;
  placeId: number;
}

interface OrganisationThemeTable {
  organisationId: number;
  themeId: number;
}

interface OutsideAccountTable {
  issuer: string;
  subject: string;
  personId: number;
  linkedAt: Date;
}

interface PasskeyTable {
  id: GeneratedAlways<number>;
  personId: number;
  credentialId: string;
  publicKey: Buffer;
  counter: number;
  transports: Generated<string[]>;
  name: string;
  createdAt: Date;
  lastUsedAt: Date | null;
}

interface PersonTable {
  id: GeneratedAlways<number>;
  name: string;
  email: string | null;
  locale: string;
  invitedBy: number | null;
  createdAt: Date;
  activatedAt: Date | null;
  suspendedAt: Date | null;
  suspendedBy: number | null;
  erasedAt: Date | null;
  digest: Generated<string>;
  digestAt: Date | null;
  mergedIntoId: number | null;
  words: GeneratedAlways<string | null>;
}

interface PersonPasswordTable {
  personId: number;
  hash: string;
  setAt: Date;
}

interface PersonRoleTable {
  id: GeneratedAlways<number>;
  personId: number;
  role: string;
  allianceId: number | null;
  organisationId: number | null;
  givenBy: number | null;
  since: Date;
  until: Date | null;
  endedAt: Date | null;
  endedBy: number | null;
  showing: string | null;
}

interface PlaceTable {
  id: GeneratedAlways<number>;
  parentId: number | null;
  kind: string;
  countryCode: string;
  slug: string;
  name: string;
  names: ColumnType<Localised, string | undefined, string>;
  geonameId: number | null;
  population: number | null;
  latitude: number;
  longitude: number;
  timezone: string | null;
}

interface PlaceNameTable {
  placeId: number;
  folded: string;
}

interface PostTable {
  id: GeneratedAlways<number>;
  allianceId: number;
  slug: string;
  language: string;
  date: string | null;
  dateNote: string | null;
  seriesId: number | null;
  url: string | null;
  note: string | null;
  sources: ColumnType<Source[], string | undefined, string>;
  publishedAt: Date | null;
  changedAt: Date;
}

interface PostAuthorTable {
  postId: number;
  position: number;
  name: string;
}

interface PostPlaceTable {
  postId: number;
  placeId: number;
}

interface PostTextTable {
  postId: number;
  language: string;
  title: string;
  summary: Generated<string>;
  body: ColumnType<unknown | null, string | null | undefined, string | null>;
}

interface PostThemeTable {
  postId: number;
  themeId: number;
  position: number;
}

interface RecoveryCodeTable {
  personId: number;
  codeHash: string;
  usedAt: Date | null;
}

interface ResourceTable {
  id: GeneratedAlways<number>;
  allianceId: number;
  slug: string;
  type: string;
  language: string;
  languages: string[];
  year: number | null;
  yearNote: string | null;
  publisher: string | null;
  own: boolean;
  licence: string | null;
  seriesId: number | null;
  url: string | null;
  fileId: number | null;
  keywords: Generated<string[]>;
  note: string | null;
  seenOnHub: Generated<boolean>;
  citations: ColumnType<Citations | null, string | null | undefined, string | null>;
  sources: ColumnType<Source[], string | undefined, string>;
  publishedAt: Date | null;
  changedAt: Date;
  edition: string | null;
  latestYear: number | null;
  urlIsList: Generated<boolean>;
  withdrawnAt: Date | null;
}

interface ResourceAuthorTable {
  resourceId: number;
  position: number;
  family: string | null;
  given: string | null;
  organisation: string | null;
}

interface ResourcePlaceTable {
  resourceId: number;
  placeId: number;
}

interface ResourceRelatedTable {
  resourceId: number;
  relatedId: number;
}

interface ResourceTextTable {
  resourceId: number;
  language: string;
  title: string;
  summary: Generated<string>;
  body: Generated<string>;
}

interface ResourceThemeTable {
  resourceId: number;
  themeId: number;
  position: number;
}

interface SavedFilterTable {
  id: GeneratedAlways<number>;
  personId: number;
  name: string;
  list: string;
  query: string;
  createdAt: Date;
}

interface SearchDocTable {
  doc: number;
  code: string;
  kind: string;
  entity: number;
  version: number;
  removed: Generated<boolean>;
  type: string;
  year: number | null;
  alliance: number;
  day: number | null;
  themes: number[];
  places: number[];
  languages: string[];
  titleKey: string;
  titleWords: number;
  size: number;
}

interface SearchPostingTable {
  lexeme: string;
  bound: number;
  docs: string;
}

interface SearchStateTable {
  singleton: Generated<boolean>;
  version: Generated<number>;
  nextDoc: Generated<number>;
  analyzer: Generated<number>;
}

interface SearchTextTable {
  doc: number;
  part: number;
  language: string;
  title: string;
  keywords: string;
  summary: string;
  body: Buffer;
  head: Buffer;
  tail: Buffer;
  marks: number[];
  names: Generated<string>;
  named: Generated<Buffer>;
  aka: Generated<string>;
}

interface SearchWordTable {
  word: string;
  documents: number;
}

interface SecondFactorTable {
  personId: number;
  secret: Buffer;
  createdAt: Date;
  confirmedAt: Date | null;
  lastStep: Generated<number>;
}

interface SeriesTable {
  id: GeneratedAlways<number>;
  allianceId: number;
  slug: string;
  label: ColumnType<Localised, string, string>;
  kind: string;
  aliases: Generated<string[]>;
  sources: ColumnType<Source[], string | undefined, string>;
}

interface SessionTable {
  id: GeneratedAlways<number>;
  tokenHash: string;
  personId: number;
  method: string;
  secondFactorAt: Date | null;
  device: string;
  createdAt: Date;
  seenAt: Date;
  expiresAt: Date;
}

interface SettingTable {
  name: string;
  value: ColumnType<unknown, string, string>;
}

interface SignInFailureTable {
  id: GeneratedAlways<number>;
  subject: string;
  at: Date;
}

interface SignInStepTable {
  id: GeneratedAlways<number>;
  tokenHash: string;
  kind: string;
  personId: number | null;
  data: ColumnType<Record<string, unknown>, string | undefined, string>;
  createdAt: Date;
  expiresAt: Date;
}

interface SignInWishTable {
  id: GeneratedAlways<number>;
  email: string;
  toPath: string;
  deviceHash: string | null;
  askedAt: Date;
}

interface SteeringSeatTable {
  id: GeneratedAlways<number>;
  allianceId: number;
  organisationId: number;
  role: string;
  person: string | null;
  position: number;
  sources: ColumnType<Source[], string, string>;
}

interface SubscriberTable {
  id: GeneratedAlways<number>;
  allianceId: number;
  email: string;
  locale: string;
  themeIds: Generated<number[]>;
  placeIds: Generated<number[]>;
  consent: string;
  askedAt: Date;
  confirmedAt: Date | null;
  leftAt: Date | null;
}

interface SubscriberWishTable {
  id: GeneratedAlways<number>;
  allianceId: number;
  email: string;
  locale: string;
  consent: string;
  askedAt: Date;
}

interface TaskTable {
  id: GeneratedAlways<number>;
  kind: string;
  subjectKind: string;
  subjectId: number;
  title: string;
  allianceId: number | null;
  audience: string | null;
  personId: number | null;
  openedAt: Date;
  dueAt: Date;
  heldBy: number | null;
  snoozedUntil: Date | null;
  mailedAt: Date | null;
  doneAt: Date | null;
  doneBy: number | null;
}

interface ThemeTable {
  id: GeneratedAlways<number>;
  parentId: number | null;
  mergedIntoId: number | null;
  slug: string;
  label: ColumnType<Localised, string, string>;
  colour: string;
  motif: string;
  position: number;
}

interface ThemeAliasTable {
  themeId: number;
  language: string;
  alias: string;
  folded: string;
}

export interface Tables {
  activity: ActivityTable;
  activityOrganisation: ActivityOrganisationTable;
  activityPlace: ActivityPlaceTable;
  addressChange: AddressChangeTable;
  alliance: AllianceTable;
  application: ApplicationTable;
  applicationCheck: ApplicationCheckTable;
  applicationMessage: ApplicationMessageTable;
  applicationStep: ApplicationStepTable;
  charter: CharterTable;
  concern: ConcernTable;
  concernStep: ConcernStepTable;
  confirmation: ConfirmationTable;
  decision: DecisionTable;
  decisionVoice: DecisionVoiceTable;
  event: EventTable;
  eventAgendaItem: EventAgendaItemTable;
  eventHost: EventHostTable;
  eventObjective: EventObjectiveTable;
  eventOutcome: EventOutcomeTable;
  eventSpeaker: EventSpeakerTable;
  eventTheme: EventThemeTable;
  eventTimeClaim: EventTimeClaimTable;
  figure: FigureTable;
  file: FileTable;
  import: ImportTable;
  journal: JournalTable;
  knownDevice: KnownDeviceTable;
  mail: MailTable;
  memberCount: MemberCountTable;
  membership: MembershipTable;
  membershipRules: MembershipRulesTable;
  merge: MergeTable;
  message: MessageTable;
  messageReply: MessageReplyTable;
  milestone: MilestoneTable;
  namedPerson: NamedPersonTable;
  note: NoteTable;
  oneTimeLink: OneTimeLinkTable;
  organisation: OrganisationTable;
  organisationChange: OrganisationChangeTable;
  organisationPlace: OrganisationPlaceTable;
  organisationTheme: OrganisationThemeTable;
  outsideAccount: OutsideAccountTable;
  passkey: PasskeyTable;
  person: PersonTable;
  personPassword: PersonPasswordTable;
  personRole: PersonRoleTable;
  place: PlaceTable;
  placeName: PlaceNameTable;
  post: PostTable;
  postAuthor: PostAuthorTable;
  postPlace: PostPlaceTable;
  postText: PostTextTable;
  postTheme: PostThemeTable;
  recoveryCode: RecoveryCodeTable;
  resource: ResourceTable;
  resourceAuthor: ResourceAuthorTable;
  resourcePlace: ResourcePlaceTable;
  resourceRelated: ResourceRelatedTable;
  resourceText: ResourceTextTable;
  resourceTheme: ResourceThemeTable;
  savedFilter: SavedFilterTable;
  searchDoc: SearchDocTable;
  searchPosting: SearchPostingTable;
  searchState: SearchStateTable;
  searchText: SearchTextTable;
  searchWord: SearchWordTable;
  secondFactor: SecondFactorTable;
  series: SeriesTable;
  session: SessionTable;
  setting: SettingTable;
  signInFailure: SignInFailureTable;
  signInStep: SignInStepTable;
  signInWish: SignInWishTable;
  steeringSeat: SteeringSeatTable;
  subscriber: SubscriberTable;
  subscriberWish: SubscriberWishTable;
  task: TaskTable;
  theme: ThemeTable;
  themeAlias: ThemeAliasTable;
}
