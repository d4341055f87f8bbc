const DAY = '(0[1-9]|1[0-9]|2[0-8])';
/** A day that the calendar has. */
const DATE = `([0-9]{4}-((0[1-9]|1[0-2])-${DAY}|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)`
  + '|([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29)';

/**
 * A point in time as RFC 3339 has it, in UTC: the pattern of the OpenAPI document and of the handler. An offset would need a plus sign, which a query string
 * turns into a space.
 */
export const UTC_TIME = `^${DATE}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,9})?Z$`;
