/** Whether there is a filter to choose or one in force. One with a single value that everything has is none. */
export const canFilter = (filters: { selected: boolean }[][]): boolean =>
  filters.some((options) => options.length > 1 || options.some(({ selected }) => selected));
