/* Clock times of a place and the instants that they are. Zones are IANA names, such as `Europe/Warsaw`. */

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format)
    formats.set(zone, (format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' })));
  return format;
}

/** Minutes that the clocks of a zone are ahead of UTC at an instant. @throws RangeError for a zone that there is not */
export function offsetAt(instant: Date, zone: string): number {
  const name =
    formatOf(zone)
      .formatToParts(instant)
      .find((part) => part.type === 'timeZoneName')?.value ?? '';
  const match = /([+-])(\d\d):(\d\d)/.exec(name.replace('\u2212', '-'));
  if (!match) return 0;
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3]));
}

/**
 * The instant of a local date and clock time (`14:30` or `14:30:00`). A time that is skipped when clocks go forward
 * is read with the offset before; one that comes twice is its first.
 */
export function instantOf(date: string, time: string, zone: string): Date {
  const asUtc = Date.parse(`${date}T${time.slice(0, 5)}:00Z`);
  const before = offsetAt(new Date(asUtc - 86_400_000), zone);
  const after = offsetAt(new Date(asUtc + 86_400_000), zone);
  const inOffset = (minutes: number) => new Date(asUtc - minutes * 60_000);
  const first = inOffset(before);
  return offsetAt(first, zone) === before || offsetAt(inOffset(after), zone) !== after ? first : inOffset(after);
}

/** An offset as ISO 8601 writes it: `+02:00`. */
export function isoOffset(minutes: number): string {
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.abs(minutes) / 60)}:${two(Math.abs(minutes) % 60)}`;
}
